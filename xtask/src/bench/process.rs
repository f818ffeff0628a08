//! A process of ours: its output kept, its memory read, its end certain.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// A running child; killed when this value goes and [`Process::stop`] was not called.
pub(super) struct Process {
    name: &'static str,
    child: Child,
    output: PathBuf,
}

impl Process {
    /// Starts it with what it prints going to the file `output`.
    pub(super) fn start(
        name: &'static str,
        command: &mut Command,
        output: PathBuf,
    ) -> Result<Self> {
        let file = File::create(&output)
            .with_context(|| format!("{} cannot be made", output.display()))?;
        command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file);
        let child = command
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        Ok(Self {
            name,
            child,
            output,
        })
    }

    /// # Errors
    /// It has ended; the error holds the end of what it printed.
    pub(super) fn still_runs(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!(
                "{} ended early ({status}); it said:\n{}",
                self.name,
                self.last_words()
            ),
        }
    }

    /// Resident memory now, in MiB.
    pub(super) fn resident_mib(&self) -> Result<f64> {
        self.status("VmRSS")
    }

    /// The highest resident memory so far, as the kernel kept it, in MiB.
    pub(super) fn resident_mib_max(&self) -> Result<f64> {
        self.status("VmHWM")
    }

    fn status(&self, field: &str) -> Result<f64> {
        let path = format!("/proc/{}/status", self.child.id());
        let text = fs::read_to_string(&path).with_context(|| format!("{path} cannot be read"))?;
        mebibytes(&text, field).with_context(|| format!("{path} has no {field}"))
    }

    /// Asks it to end by `signal`, waits at most `patience`, and kills it if it has not.
    ///
    /// # Errors
    /// It had to be killed, or it ended with an error of its own.
    pub(super) fn stop(mut self, signal: Signal, patience: Duration) -> Result<()> {
        self.still_runs()?;
        kill_process(Pid::from_child(&self.child), signal).context("the signal was refused")?;
        let start = Instant::now();
        while start.elapsed() < patience {
            if let Some(status) = self.child.try_wait()? {
                if status.success() {
                    return Ok(());
                }
                bail!(
                    "{} ended with {status}; it said:\n{}",
                    self.name,
                    self.last_words()
                );
            }
            sleep(Duration::from_millis(20));
        }
        bail!(
            "{} did not end within {} s of a signal and was killed",
            self.name,
            patience.as_secs()
        )
    }

    /// The end of what it printed.
    pub(super) fn last_words(&self) -> String {
        let text = fs::read(&self.output).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A field of /proc/PID/status such as `VmRSS:     1234 kB`, in MiB.
fn mebibytes(status: &str, field: &str) -> Option<f64> {
    let rest = status
        .lines()
        .find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    let kibibytes: f64 = rest.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::super::scratch::Scratch;
    use super::*;

    fn start(scratch: &Scratch, script: &str) -> Process {
        let output = scratch.path().join("output");
        Process::start(
            "the script",
            Command::new("sh").args(["-c", script]),
            output,
        )
        .unwrap()
    }

    #[test]
    fn memory_is_read_in_mebibytes() {
        let status = "Name:\tx\nVmHWM:\t    2048 kB\nVmRSS:\t    1536 kB\n";
        assert_eq!(mebibytes(status, "VmRSS"), Some(1.5));
        assert_eq!(mebibytes(status, "VmHWM"), Some(2.0));
        assert_eq!(mebibytes(status, "Vm"), None);
    }

    #[test]
    fn a_running_process_has_memory_and_ends_when_asked() {
        let scratch = Scratch::make().unwrap();
        let mut process = start(
            &scratch,
            "trap 'exit 0' TERM; echo ready; while :; do sleep 0.02; done",
        );
        while process.last_words() != "ready" {
            sleep(Duration::from_millis(5));
        }
        process.still_runs().unwrap();
        assert!(process.resident_mib().unwrap() > 0.1);
        assert!(process.resident_mib_max().unwrap() >= process.resident_mib().unwrap());
        process.stop(Signal::TERM, Duration::from_secs(10)).unwrap();
    }

    #[test]
    fn an_early_end_is_told_with_the_last_words() {
        let scratch = Scratch::make().unwrap();
        let mut process = start(&scratch, "echo no such flag >&2; exit 2");
        process.child.wait().unwrap();
        let error = process.still_runs().unwrap_err().to_string();
        assert!(
            error.contains("exit status: 2") && error.ends_with("no such flag"),
            "{error}"
        );
    }

    #[test]
    fn a_process_that_does_not_listen_is_killed_and_that_is_an_error() {
        let scratch = Scratch::make().unwrap();
        let process = start(
            &scratch,
            "trap '' TERM; echo ready; while :; do sleep 0.02; done",
        );
        while process.last_words() != "ready" {
            sleep(Duration::from_millis(5));
        }
        let error = process
            .stop(Signal::TERM, Duration::from_millis(100))
            .unwrap_err();
        assert!(error.to_string().contains("was killed"), "{error}");
    }
}

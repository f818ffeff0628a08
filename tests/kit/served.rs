//! A server that runs: its doors, its figures, its end.

use super::http::Client;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

/// A server is ready, or gone, long before this.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; killed when it goes.
pub(crate) struct Served {
    child: Child,
    said: PathBuf,
    pub(crate) public: SocketAddr,
    pub(crate) onion: Option<SocketAddr>,
    /// The officers' door.
    pub(crate) desk: SocketAddr,
    pub(crate) ops: SocketAddr,
}

impl Served {
    /// Waits until the server says where its doors are. `before`: what its file held when it was started.
    pub(super) fn started(child: Child, said: PathBuf, before: u64) -> Served {
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut served = Served {
            child,
            said,
            public: nowhere,
            onion: None,
            desk: nowhere,
            ops: nowhere,
        };
        let start = Instant::now();
        loop {
            let said = served
                .said()
                .split_off(usize::try_from(before).expect("a length"));
            if let Some((public, onion, desk, ops)) = addresses(&said) {
                (served.public, served.onion) = (public, onion);
                (served.desk, served.ops) = (desk, ops);
                return served;
            }
            if let Some(status) = served.child.try_wait().expect("a status") {
                panic!("the server ended ({status}):\n{said}");
            }
            assert!(
                start.elapsed() < PATIENCE,
                "the server did not start:\n{said}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn client(&self) -> Client {
        Client::to(self.public)
    }

    /// Everything that servers of this place printed so far.
    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.said).unwrap_or_default()).into_owned()
    }

    /// `kill -9`, and whatever was traced with it.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    /// Asks it to stop, and gives what it ended with.
    pub(crate) fn stop(mut self) -> ExitStatus {
        self.ask_to_stop();
        self.ended()
    }

    pub(crate) fn ask_to_stop(&self) {
        self.signal(rustix::process::Signal::TERM);
    }

    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let group = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process_group(group, signal).expect("a signal");
    }

    /// From now on its files can grow again.
    pub(crate) fn lift_the_limit(&self) {
        use rustix::process::{Pid, Resource, getrlimit, prlimit};
        let (own, free) = (Pid::from_child(&self.child), getrlimit(Resource::Fsize));
        prlimit(Some(own), Resource::Fsize, free).expect("a limit of our own process");
    }

    /// Waits until it ended.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "the server did not stop");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// A figure of GET /metrics; `None` while the server does not tell.
    pub(crate) fn figure(&self, name: &str) -> Option<f64> {
        let answer = Client::try_to(self.ops)
            .and_then(|mut ops| ops.get("/metrics"))
            .ok()?;
        let text = answer.text();
        let line = text
            .lines()
            .find(|line| line.split(' ').next() == Some(name))?;
        line.rsplit(' ').next()?.parse().ok()
    }

    /// KiB of memory that are in use now.
    pub(crate) fn resident_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        number.and_then(|n| n.parse().ok()).expect("a number")
    }

    /// How many reports are kept.
    pub(crate) fn reports(&self) -> u64 {
        self.figure("tipline_reports")
            .expect("the number of reports") as u64
    }

    /// Waits until every report that was accepted was read, as long as any are.
    pub(crate) fn wait_until_all_is_read(&self) {
        let mut start = Instant::now();
        let mut left = None;
        let jobs = |state: &str| self.figure(&format!("tipline_jobs{{state=\"{state}\"}}"));
        while jobs("waiting") != Some(0.0) || jobs("leased") != Some(0.0) {
            let waiting = jobs("waiting");
            if waiting != left {
                (left, start) = (waiting, Instant::now());
            }
            assert!(
                start.elapsed() < PATIENCE,
                "reports are left unread: {:?} wait, {:?} are leased",
                jobs("waiting"),
                jobs("leased")
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn end(&mut self) {
        let group = rustix::process::Pid::from_child(&self.child);
        // Both fail only when it has ended already.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        let _ = self.child.wait();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.end();
        if std::thread::panicking() {
            let said = self.said();
            let lines: Vec<&str> = said.lines().collect();
            eprintln!(
                "the server said at last:\n{}",
                lines[lines.len().saturating_sub(12)..].join("\n")
            );
        }
    }
}

/// `Pages at http://A/, API at http://A/api/v1, the same for the onion service at http://B, the desk at http://C/, health
/// and metrics at http://D. Ctrl-C stops.` (https with a certificate; the onion service only where there is one)
fn addresses(said: &str) -> Option<(SocketAddr, Option<SocketAddr>, SocketAddr, SocketAddr)> {
    // Whole: it may be read while it is written.
    let line = said.lines().find(|line| line.contains("Ctrl-C stops"))?;
    let after = |mark: &str| {
        let (_, rest) = line.split_once(mark)?;
        let end = rest.find(['/', ',', ' '])?;
        rest[..end].trim_end_matches('.').parse().ok()
    };
    let public = after("Pages at http://").or_else(|| after("Pages at https://"))?;
    let onion = after("the onion service at http://");
    let desk = after("the desk at http://").or_else(|| after("the desk at https://"))?;
    let ops = after("metrics at http://")?;
    Some((public, onion, desk, ops))
}

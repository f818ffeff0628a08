//! Reporters who file one report after the other, on connections of their own, and keep what they were answered.

use super::http::Client;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What one reporter keeps: the receipt, and what was told.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) receipt: String,
    pub(crate) text: String,
}

/// What came of it all.
#[derive(Default)]
pub(crate) struct Outcome {
    /// The acknowledged reports.
    pub(crate) kept: Vec<Kept>,
    /// Every other answer, and how often it came.
    pub(crate) refused: BTreeMap<String, usize>,
    /// Connections that broke before an answer.
    pub(crate) broken: usize,
    /// The longest time from question to answer.
    pub(crate) longest: Duration,
}

/// Reporters at work.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    accepted: Arc<AtomicUsize>,
    reporters: Vec<JoinHandle<Outcome>>,
}

impl Load {
    /// `reporters` of them file without a pause; a connection that breaks is opened again.
    pub(crate) fn of(reporters: usize, at: SocketAddr, name: &str) -> Load {
        let (stop, accepted) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicUsize::new(0)),
        );
        let reporters = (0..reporters).map(|number| {
            let (stop, accepted, name) = (
                Arc::clone(&stop),
                Arc::clone(&accepted),
                format!("{name}, reporter {number}"),
            );
            std::thread::spawn(move || report_until(&stop, &accepted, at, &name))
        });
        let reporters = reporters.collect();
        Load {
            stop,
            accepted,
            reporters,
        }
    }

    /// Reports acknowledged so far.
    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Waits until this many were acknowledged.
    pub(crate) fn wait_for(&self, accepted: usize) {
        let start = Instant::now();
        while self.accepted() < accepted {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "only {} reports were accepted",
                self.accepted()
            );
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Nobody begins another report.
    pub(crate) fn end(self) -> Outcome {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Outcome::default();
        for reporter in self.reporters {
            let one = reporter.join().expect("a reporter");
            all.kept.extend(one.kept);
            all.broken += one.broken;
            all.longest = all.longest.max(one.longest);
            for (answer, count) in one.refused {
                *all.refused.entry(answer).or_default() += count;
            }
        }
        all
    }
}

fn report_until(stop: &AtomicBool, accepted: &AtomicUsize, at: SocketAddr, name: &str) -> Outcome {
    let mut outcome = Outcome::default();
    let mut client = None;
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        number += 1;
        // Texts of many lengths, so that rows of many sizes are written.
        let text = format!(
            "{name}, report {number}: 灰色的盒子{}",
            " and so on".repeat(number * 37 % 120)
        );
        let asked = Instant::now();
        let answer = connected(&mut client, at).and_then(|client| client.file(&text).ok());
        match answer {
            Some(answer) if answer.status == 201 => {
                outcome.kept.push(Kept {
                    receipt: answer.receipt(),
                    text,
                });
                accepted.fetch_add(1, Ordering::Relaxed);
            }
            Some(answer) => *outcome.refused.entry(answer.problem()).or_default() += 1,
            None => {
                client = None;
                outcome.broken += 1;
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        outcome.longest = outcome.longest.max(asked.elapsed());
    }
    outcome
}

fn connected(client: &mut Option<Client>, at: SocketAddr) -> Option<&mut Client> {
    if client.is_none() {
        *client = Client::try_to(at).ok();
    }
    client.as_mut()
}

/// Opens each receipt, several at a time, and tells those that do not show exactly what was told.
pub(crate) fn lost(kept: &[Kept], at: SocketAddr) -> Vec<String> {
    opened(kept, at).into_iter().flatten().collect()
}

/// For each receipt, whether it shows exactly what was told.
pub(crate) fn opening(kept: &[Kept], at: SocketAddr) -> Vec<bool> {
    opened(kept, at).iter().map(Option::is_none).collect()
}

fn opened(kept: &[Kept], at: SocketAddr) -> Vec<Option<String>> {
    let open = |share: &[Kept]| -> Vec<Option<String>> {
        let mut client = Client::to(at);
        share
            .iter()
            .map(|kept| loss(kept, client.told(&kept.receipt).expect("an answer")))
            .collect()
    };
    let share = kept.len().div_ceil(16).max(1);
    std::thread::scope(|scope| {
        let openers: Vec<_> = kept
            .chunks(share)
            .map(|share| scope.spawn(move || open(share)))
            .collect();
        openers
            .into_iter()
            .flat_map(|opener| opener.join().expect("an opener"))
            .collect()
    })
}

/// What is wrong with what a receipt shows, if anything.
fn loss(kept: &Kept, told: Result<String, String>) -> Option<String> {
    let text: String = kept.text.chars().take(80).collect();
    match told {
        Ok(told) => (told != kept.text).then(|| format!("another text: {text}")),
        Err(problem) => Some(format!("{problem}: {text}")),
    }
}

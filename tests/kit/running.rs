//! Time passes when the test says so, and what the program does by itself is done when the test asks for it.

use super::installation::Installation;
use desk::Desk;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What turns the clock of a house.
pub(crate) struct ClockHand(Arc<AtomicI64>);

impl ClockHand {
    pub(crate) fn turn_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }
}

/// Time, and what happens by itself.
impl Installation {
    pub(crate) fn turn_clock(&self, days: i64) {
        self.turn_clock_hours(24 * days);
    }

    pub(crate) fn turn_clock_hours(&self, hours: i64) {
        self.turn_clock_seconds(3600 * hours);
    }

    /// Turns the clock from elsewhere.
    pub(crate) fn clock_hand(&self) -> ClockHand {
        ClockHand(Arc::clone(&self.clock))
    }

    pub(crate) fn turn_clock_seconds(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    /// Numbers what was committed, and signs the head.
    pub(crate) fn sequence(&self) {
        let alone = self.sequencing.lock().expect("nobody panicked here");
        self.desk().sequence_once().expect("sequenced");
        drop(alone);
    }

    /// Days pass, one after the other, each with its housekeeping and its daily head.
    pub(crate) fn live_through(&self, days: i64) {
        for _ in 0..days {
            self.turn_clock(1);
            self.keep_house();
        }
    }

    /// A round of housekeeping; however far the test turned the clock, its operator says that it is right.
    pub(crate) fn keep_house(&self) {
        self.desk().clock_is_right().expect("a keyring");
        self.desk().keep_house(true).expect("housekeeping");
        self.sequence();
    }

    /// The program reads whatever waits and is due. Tells how many jobs it took up.
    pub(crate) fn drain_jobs(&self) -> usize {
        let mut done = 0;
        loop {
            match self.desk().analyse_once().expect("analysed") {
                0 => return done,
                n => done += n,
            }
        }
    }

    /// (waiting, leased, set aside)
    pub(crate) fn jobs(&self) -> (i64, i64, i64) {
        let counts = self.wait(self.desk().job_counts()).expect("counts");
        counts.iter().fold((0, 0, 0), |sum, (_, a, b, c)| {
            (sum.0 + a, sum.1 + b, sum.2 + c)
        })
    }

    pub(crate) fn report_count(&self) -> i64 {
        self.wait(self.desk().report_count()).expect("a count")
    }
}

/// Numbers leaves as they come, like the one of `Desk::start`, and can be stopped.
pub(super) struct Sequencer {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Sequencer {
    pub(super) fn start(desk: &Desk, sequencing: &Arc<Mutex<()>>) -> Sequencer {
        let stop = Arc::new(AtomicBool::new(false));
        let (desk, stopped, sequencing) = (desk.clone(), Arc::clone(&stop), Arc::clone(sequencing));
        let thread = std::thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                let alone = sequencing.lock().expect("nobody panicked here");
                drop(desk.sequence_once());
                drop(alone);
                std::thread::sleep(Duration::from_millis(4));
            }
        });
        Sequencer {
            stop,
            thread: Some(thread),
        }
    }
}

impl Drop for Sequencer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

//! Turns for trying passwords: so many at a time, because each takes its memory, and few who wait for that.

use crate::error::Failure;
use crate::guesses::{Series, too_often};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Two lines before the passwords: in the one strangers wait, however many, in the other who was here before.
#[derive(Default)]
pub(crate) struct Lanes {
    strangers: Turns,
    known: Turns,
}

impl Lanes {
    pub(crate) fn of(&self, series: Series) -> &Turns {
        match series {
            Series::Stranger => &self.strangers,
            Series::Browser(_) | Series::Session(_) => &self.known,
        }
    }
}

/// Passwords of a line that are tried at the same time; 19 MiB each.
const AT_ONCE: usize = 2;
/// Who waits for that. At some 30 ms each nobody waits for longer than half a second.
const QUEUE: usize = 32;

/// Turns for trying a password.
#[derive(Default)]
pub(crate) struct Turns {
    taken: Mutex<Taken>,
    freed: Condvar,
}

#[derive(Default)]
struct Taken {
    running: usize,
    waiting: usize,
}

/// A turn, given back when dropped.
pub(crate) struct Turn<'a>(&'a Turns);

impl Turns {
    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn, unless too many do.
    pub(crate) fn take(&self) -> Result<Turn<'_>, Failure> {
        let mut taken = self.lock();
        if taken.running >= AT_ONCE {
            if taken.waiting >= QUEUE {
                return Err(too_often(1));
            }
            taken.waiting += 1;
            taken = self
                .freed
                .wait_while(taken, |taken| taken.running >= AT_ONCE)
                .unwrap_or_else(PoisonError::into_inner);
            taken.waiting -= 1;
        }
        taken.running += 1;
        Ok(Turn(self))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().running -= 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::Id;
    use std::sync::Arc;

    #[test]
    fn a_full_line_of_strangers_leaves_the_other_free() {
        let lanes = Lanes::default();
        let _strangers = [(); AT_ONCE].map(|()| lanes.of(Series::Stranger).take());
        let known = lanes.of(Series::Browser(Id([1; 16]))).take();
        assert!(known.is_ok() && lanes.of(Series::Session(Id([2; 16]))).take().is_ok());
    }

    #[test]
    fn two_passwords_are_tried_at_once_and_beyond_the_queue_nobody_waits() {
        let turns = Arc::new(Turns::default());
        let (one, two) = (turns.take().expect("a turn"), turns.take().expect("a turn"));
        let waiting: Vec<_> = (0..QUEUE)
            .map(|_| {
                let turns = Arc::clone(&turns);
                std::thread::spawn(move || turns.take().map(drop).is_ok())
            })
            .collect();
        while turns.lock().waiting < QUEUE {
            std::thread::yield_now();
        }
        assert!(turns.take().is_err());
        drop((one, two));
        assert!(waiting.into_iter().all(|one| one.join().expect("it ends")));
        assert!(turns.take().is_ok());
    }
}

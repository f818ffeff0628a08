//! Who is told when their queue changes: so many streams a session, and so many in all, that they leave connections for
//! those who work.

use report::Id;
use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot;

/// Streams of one session: a browser has six connections to a host, and somebody may use two.
const OF_SESSION: usize = 8;
/// Streams of the whole desk, which has twice as many connections.
const OF_ALL: usize = 64;

/// The streams that are open, the oldest first.
#[derive(Default)]
pub(crate) struct Streams(Mutex<Vec<Open>>);

struct Open {
    session: Id,
    /// Closed from the other side when the stream is gone; dropped here to end it.
    end: oneshot::Sender<()>,
}

/// A place among them, held while the stream is open. It resolves when it is wanted for another.
pub(crate) type Wanted = oneshot::Receiver<()>;

impl Streams {
    /// A place for one more of this session; its oldest gives way to the ninth. `None` when all are taken.
    pub(crate) fn begin(&self, session: Id) -> Option<Wanted> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|one| !one.end.is_closed());
        let of_session = open.iter().filter(|one| one.session == session).count();
        if of_session >= OF_SESSION
            && let Some(oldest) = open.iter().position(|one| one.session == session)
        {
            open.remove(oldest);
        }
        if open.len() >= OF_ALL {
            return None;
        }
        let (end, wanted) = oneshot::channel();
        open.push(Open { session, end });
        Some(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot::error::TryRecvError;

    fn session(number: u8) -> Id {
        Id([number; 16])
    }

    fn is_open(stream: &mut Wanted) -> bool {
        stream.try_recv() == Err(TryRecvError::Empty)
    }

    #[test]
    fn the_ninth_stream_of_a_session_ends_its_oldest_and_nobody_elses() {
        let streams = Streams::default();
        let mut other = streams.begin(session(2)).expect("a place");
        let mut mine: Vec<_> = (0..9)
            .map(|_| streams.begin(session(1)).expect("a place"))
            .collect();
        assert!(!is_open(&mut mine[0]));
        assert!(mine[1..].iter_mut().all(is_open) && is_open(&mut other));
    }

    #[test]
    fn beyond_those_of_all_there_is_no_place_until_one_is_gone() {
        let streams = Streams::default();
        let mut all: Vec<_> = (0..64)
            .map(|n| streams.begin(session(n / 8)).expect("a place"))
            .collect();
        assert!(streams.begin(session(9)).is_none());
        // Whoever has all eight gets the ninth in the place of one of theirs.
        all.push(streams.begin(session(0)).expect("theirs"));
        assert!(!is_open(&mut all[0]));
        drop(all.pop());
        assert!(streams.begin(session(9)).is_some());
    }
}

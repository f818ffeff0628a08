//! A queue that several lanes may take from, in order, and that can be closed.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new() -> Queue<T> {
        Queue {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                closed: false,
            }),
            changed: Condvar::new(),
        }
    }

    /// For a lane that does one thing and ends.
    pub(crate) fn of_one(value: T) -> Queue<T> {
        Queue {
            state: Mutex::new(State {
                waiting: VecDeque::from([value]),
                closed: true,
            }),
            changed: Condvar::new(),
        }
    }

    // A lane never panics while it holds this lock (nothing of others runs under it), so a poisoned state is whole.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the value back when the queue is closed.
    pub(crate) fn push(&self, value: T) -> Result<(), T> {
        let mut state = self.lock();
        if state.closed {
            return Err(value);
        }
        state.waiting.push_back(value);
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for the next value; `None` once the queue is closed and empty.
    pub(crate) fn take(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(value) = state.waiting.pop_front() {
                return Some(value);
            }
            if state.closed {
                return None;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits until there is something, then moves up to `limit` values to `into`. `false` once closed and empty.
    pub(crate) fn take_many(&self, into: &mut Vec<T>, limit: usize) -> bool {
        match self.take() {
            None => false,
            Some(first) => {
                into.push(first);
                self.take_ready(into, limit.saturating_sub(1));
                true
            }
        }
    }

    /// Moves up to `limit` values that are there already.
    pub(crate) fn take_ready(&self, into: &mut Vec<T>, limit: usize) {
        let mut state = self.lock();
        let count = limit.min(state.waiting.len());
        into.extend(state.waiting.drain(..count));
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().waiting.len()
    }

    /// No more pushes; what waits is still taken.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }
}

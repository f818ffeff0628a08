//! The wrap key of a second.
//!
//! Sealing to the desk's public key (X-Wing, some 116 us) is by far the dearest step of accepting a report. So
//! one fresh key a second is sealed once to the desk and once to the overseers, and wraps that second's mailbox
//! keys and log entries; it is forgotten when its second ends. Its encapsulation travels in every transaction
//! until one of them is durable.

use crate::circles::Current;
use crate::desk::Desk;
use crate::error::Failure;
use report::Id;
use seal::SecondKey;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use store::Tx;

/// The second in use, if it has not been forgotten.
#[derive(Default)]
pub(crate) struct Seconds(Mutex<Option<Arc<Second>>>);

/// The two wrap keys of one second.
pub(crate) struct Second {
    second: i64,
    pub(crate) desk: SecondKey,
    pub(crate) overseers: SecondKey,
    durable: AtomicBool,
}

impl Second {
    /// Stores both encapsulations with the transaction, unless an earlier one already made them durable.
    pub(crate) fn store(&self, tx: &mut Tx) -> Result<(), store::Error> {
        if self.durable.load(Ordering::Acquire) {
            return Ok(());
        }
        for key in [&self.desk, &self.overseers] {
            tx.insert_second(Id(key.id), Id(key.circle_key), &key.encapsulation)?;
        }
        Ok(())
    }

    /// Some transaction that stored the encapsulations has committed.
    pub(crate) fn became_durable(&self) {
        self.durable.store(true, Ordering::Release);
    }

    pub(crate) fn desk_id(&self) -> Id {
        Id(self.desk.id)
    }

    pub(crate) fn overseers_id(&self) -> Id {
        Id(self.overseers.id)
    }
}

impl Desk {
    /// The wrap keys of the second that `now` lies in, to the circles' keys of this moment.
    pub(crate) fn second(&self) -> Result<Arc<Second>, Failure> {
        let now = self.now().as_second();
        let Current {
            desk, overseers, ..
        } = self.inner.circles.current()?;
        let mut held = self
            .inner
            .seconds
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(second) = held.as_ref()
            && second.second == now
            && second.desk.circle_key == desk.id.0
            && second.overseers.circle_key == overseers.id.0
        {
            return Ok(Arc::clone(second));
        }
        let mut random = self.random();
        let fresh = Arc::new(Second {
            second: now,
            desk: SecondKey::new(desk.id.0, &desk.public, &mut random),
            overseers: SecondKey::new(overseers.id.0, &overseers.public, &mut random),
            durable: AtomicBool::new(false),
        });
        *held = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    /// Forgets a second that has ended. The last report that uses it wipes it.
    pub(crate) fn forget_past_second(&self) {
        let now = self.now().as_second();
        let mut held = self
            .inner
            .seconds
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if held.as_ref().is_some_and(|second| second.second != now) {
            *held = None;
        }
    }
}

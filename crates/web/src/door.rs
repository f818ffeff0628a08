//! What everybody comes in by, the API's clients and the readers of the pages: places that bound what goes on at once,
//! and bodies that are bounded in size and time. The limits are one for everybody: they know nobody.

use axum::body::Body;
use desk::Desk;
use http_body_util::BodyExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

/// Beyond the limit, this much more is read and thrown away: a refusal reaches only a client who could finish sending.
const DRAINED: usize = 16 << 20;
/// A body that nobody wants is read for so long: who still sends when a connection is closed may lose the answer.
const LISTENED: Duration = Duration::from_secs(1);
/// The first bytes of every body have a place of their own: the limit of connections bounds them all together. A report
/// in words fits in, so that clients who trickle keep nobody from filing, whatever they have begun to send.
const OWN: usize = 16 << 10;
/// What all bodies that are on their way have beyond that takes at most this much memory together, in KiB.
const ROOM_KIB: usize = 64 * 1024;

/// The desk, and the places before it.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) desk: Desk,
    filing: Arc<Semaphore>,
    reading: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    room: Arc<Semaphore>,
}

/// Why somebody is turned away at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TurnedAway {
    /// Too much goes on at once.
    Busy,
    TooLarge,
    TooSlow,
    /// The body broke off.
    Broken,
}

/// A place among those that go on at once, held until it is dropped.
pub(crate) type Place = OwnedSemaphorePermit;

/// A body that has arrived, and what it takes of the common room.
pub(crate) struct Arrived {
    bytes: Vec<u8>,
    _room: Room,
}

/// What is arriving from one sender, and what it takes of the common room.
pub(crate) struct Room {
    common: Arc<Semaphore>,
    taken: Place,
    bytes: usize,
    limit: usize,
}

impl Room {
    /// Makes room for so many bytes more.
    pub(crate) fn grow(&mut self, bytes: usize) -> Result<(), TurnedAway> {
        if self.bytes + bytes > self.limit {
            return Err(TurnedAway::TooLarge);
        }
        self.bytes += bytes;
        let common = self.bytes.saturating_sub(OWN).div_ceil(1024);
        let more = common.saturating_sub(self.taken.num_permits());
        if more > 0 {
            self.taken.merge(place(&self.common, more)?);
        }
        Ok(())
    }
}

/// A body that takes its time is read as long as it makes progress.
pub(crate) struct Pace {
    within: Duration,
    until: Instant,
    arrived: usize,
}

impl Pace {
    /// So many bytes arrived: each 16 KiB of them give the rest as long again.
    pub(crate) fn arrived(&mut self, bytes: usize) {
        self.arrived += bytes;
        if self.arrived >= OWN {
            self.arrived = 0;
            self.until = Instant::now() + self.within;
        }
    }

    /// Waits for what arrives next, if it arrives in time.
    pub(crate) async fn wait<T>(&self, next: impl Future<Output = T>) -> Result<T, TurnedAway> {
        let arrived = timeout_at(self.until, next).await;
        arrived.map_err(|_| TurnedAway::TooSlow)
    }
}

impl std::ops::Deref for Arrived {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Door {
    pub(crate) fn new(desk: Desk) -> Door {
        let intake = &desk.profile().intake;
        Door {
            filing: Arc::new(Semaphore::new(intake.concurrent)),
            reading: Arc::new(Semaphore::new(intake.mailbox_concurrent)),
            uploads: Arc::new(Semaphore::new(intake.uploads)),
            room: Arc::new(Semaphore::new(ROOM_KIB)),
            desk,
        }
    }

    /// A place among the filings.
    pub(crate) fn filing(&self) -> Result<Place, TurnedAway> {
        place(&self.filing, 1)
    }

    /// A place among the visits to a mailbox.
    pub(crate) fn reading(&self) -> Result<Place, TurnedAway> {
        place(&self.reading, 1)
    }

    /// A place among those who send files.
    pub(crate) fn uploading(&self) -> Result<Place, TurnedAway> {
        place(&self.uploads, 1)
    }

    /// Room for what somebody sends, none of which has arrived.
    pub(crate) fn room(&self) -> Result<Room, TurnedAway> {
        Ok(Room {
            common: Arc::clone(&self.room),
            taken: place(&self.room, 0)?,
            bytes: 0,
            limit: self.desk.profile().intake.body_bytes,
        })
    }

    /// The time that a body has, from now.
    pub(crate) fn pace(&self) -> Pace {
        let within = Duration::from_secs(self.desk.profile().intake.body_timeout_s);
        Pace {
            within,
            until: Instant::now() + within,
            arrived: 0,
        }
    }

    /// When to try again, in seconds.
    pub(crate) fn retry_after(&self) -> u64 {
        self.desk.profile().intake.retry_after_s
    }

    /// The whole body of a request.
    ///
    /// # Errors
    /// Why it was not taken, and what of it had arrived.
    pub(crate) async fn body(&self, body: Body) -> Result<Arrived, (TurnedAway, Vec<u8>)> {
        let mut bytes = Vec::new();
        let read = self.pace().wait(self.read(body, &mut bytes)).await;
        match read.flatten() {
            Ok(room) => Ok(Arrived { bytes, _room: room }),
            Err(why) => Err((why, bytes)),
        }
    }

    async fn read(&self, mut body: Body, bytes: &mut Vec<u8>) -> Result<Room, TurnedAway> {
        let mut room = self.room()?;
        let mut beyond = 0;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| TurnedAway::Broken)?.into_data() else {
                continue;
            };
            let taken = match beyond {
                0 => room.grow(data.len()),
                _ => Err(TurnedAway::TooLarge),
            };
            match taken {
                Ok(()) => bytes.extend_from_slice(&data),
                Err(TurnedAway::TooLarge) => beyond += data.len(),
                Err(other) => return Err(other),
            }
            if beyond > DRAINED {
                break;
            }
        }
        match beyond {
            0 => Ok(room),
            _ => Err(TurnedAway::TooLarge),
        }
    }
}

/// Reads a body that nobody wants, for a while, and throws it away.
pub(crate) async fn throw_away(mut body: Body) {
    let read = async {
        let mut thrown = 0;
        while let Some(Ok(frame)) = body.frame().await {
            thrown += frame.data_ref().map_or(0, |data| data.len());
            if thrown > DRAINED {
                break;
            }
        }
    };
    drop(timeout(LISTENED, read).await);
}

fn place(among: &Arc<Semaphore>, places: usize) -> Result<Place, TurnedAway> {
    let places = u32::try_from(places).unwrap_or(u32::MAX);
    let place = Arc::clone(among).try_acquire_many_owned(places);
    place.map_err(|_| TurnedAway::Busy)
}

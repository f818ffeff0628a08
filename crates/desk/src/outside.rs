//! Where time and chance come in.
//!
//! Nothing in this workspace asks the machine for the time or for random bytes by itself (clippy.toml refuses
//! it); the program hands both in here, once. Tests hand in a clock that they turn.

use rand_core::{TryCryptoRng, TryRng};
use report::Timestamp;
use std::convert::Infallible;
use std::sync::Arc;
use zeroize::Zeroize;

/// Fills its argument with bytes fit for keys.
type Fill = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// The clock and the source of randomness that the program gave to the desk.
#[derive(Clone)]
pub struct Outside {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    fill: Fill,
}

impl Outside {
    /// `now` is the wall clock; `fill` must fill its argument with bytes fit for keys, or not return.
    pub fn new(
        now: impl Fn() -> Timestamp + Send + Sync + 'static,
        fill: impl Fn(&mut [u8]) + Send + Sync + 'static,
    ) -> Outside {
        Outside {
            now: Arc::new(now),
            fill: Arc::new(fill),
        }
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// A source of random bytes for one deed.
    #[must_use]
    pub fn random(&self) -> Random {
        Random {
            fill: Arc::clone(&self.fill),
            pool: [0; POOL],
            used: POOL,
        }
    }
}

/// One system call fills this many bytes: an accepted report draws some 550 in twenty small pieces.
const POOL: usize = 640;

/// Random bytes for one deed, drawn from the system in one piece and wiped as they are handed out.
pub struct Random {
    fill: Fill,
    pool: [u8; POOL],
    used: usize,
}

impl Random {
    /// `N` fresh random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.take(&mut out);
        out
    }

    fn take(&mut self, out: &mut [u8]) {
        if out.len() > POOL {
            (self.fill)(out);
            return;
        }
        if POOL - self.used < out.len() {
            (self.fill)(&mut self.pool);
            self.used = 0;
        }
        let piece = &mut self.pool[self.used..self.used + out.len()];
        out.copy_from_slice(piece);
        piece.zeroize();
        self.used += out.len();
    }
}

impl Drop for Random {
    fn drop(&mut self) {
        self.pool.zeroize();
    }
}

impl TryRng for Random {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.bytes()))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.take(out);
        Ok(())
    }
}

impl TryCryptoRng for Random {}

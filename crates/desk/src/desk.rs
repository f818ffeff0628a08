//! The desk itself: a handle on the store, the keyring, the circles' public keys and the profile.

use crate::alone::Alone;
use crate::analyse::Fruitless;
use crate::circles::Circles;
use crate::error::{Failure, OpenFailure};
use crate::found::Founded;
use crate::guesses::Guesses;
use crate::index::Index;
use crate::keyring::KeyringInUse;
use crate::last_head::LastHead;
use crate::log::{Deed, LeafNames};
use crate::marks::Marks;
use crate::measures::Measures;
use crate::outside::{Outside, Random};
use crate::second::Seconds;
use crate::sequence::Bell;
use crate::turns::Lanes;
use report::{Day, Profile, Timestamp};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use store::{Objects, Store};
use zeroize::Zeroizing;

/// Where the keyring lies, and the secret that it is sealed under, if one was given at start.
pub struct KeyringHome {
    /// The keyring file.
    pub path: PathBuf,
    /// Passphrase or systemd credential; `None` leaves the file unsealed, and `serve` says so at every start.
    pub secret: Option<Zeroizing<Vec<u8>>>,
}

/// One hotline. Cheap to clone; every clone is the same desk.
#[derive(Clone)]
pub struct Desk {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) objects: Objects,
    pub(crate) keyring: KeyringInUse,
    pub(crate) marks: Marks,
    pub(crate) profile: Profile,
    pub(crate) outside: Outside,
    pub(crate) circles: Circles,
    pub(crate) seconds: Seconds,
    pub(crate) leaf_names: LeafNames,
    pub(crate) last_head: LastHead,
    pub(crate) bell: Bell,
    pub(crate) index: Index,
    pub(crate) measures: Measures,
    pub(crate) alone: Alone,
    /// Something was destroyed that may not have disappeared from the database's files yet. True at a start: the last run
    /// may have ended in between.
    pub(crate) scrub_owed: AtomicBool,
    /// The day on which the folder of objects was last walked through; none yet at a start, which may follow a crash.
    pub(crate) swept: Mutex<Option<Day>>,
    /// Leases under which nothing could be stored, to be given back.
    pub(crate) fruitless: Mutex<Vec<Fruitless>>,
    /// Bytes of files that are promised room and have not arrived yet.
    pub(crate) promised: AtomicU64,
    /// What was tried with which name.
    pub(crate) guesses: Guesses,
    /// Turns for trying a password.
    pub(crate) lanes: Lanes,
}

impl Desk {
    /// Opens an installation, whose files lie in `objects`. With `found`, an empty place becomes one: keyring, first circle keys, founding
    /// officer, overseer and custodians; `Some(Founded)` then tells what was made.
    ///
    /// # Errors
    /// When keyring and database do not belong together, or one of them is missing; when the clock is behind.
    pub fn open(
        store: Store,
        objects: Objects,
        home: KeyringHome,
        profile: Profile,
        outside: Outside,
        found: bool,
    ) -> Result<(Desk, Option<Founded>), OpenFailure> {
        let (keyring, founded) =
            crate::found::keyring_and_people(&store, home, &profile, &outside, found)?;
        let log_key = keyring.get().log_signer().public();
        let (last, today) = (Day(keyring.get().day()), Day::of(outside.now()));
        // A day's grace: several nodes do not turn midnight together.
        if today < last.plus_days(-1) {
            return Err(OpenFailure::ClockBehind { today, last });
        }
        let desk = Desk {
            inner: Arc::new(Inner {
                circles: Circles::default(),
                seconds: Seconds::default(),
                last_head: LastHead::read(keyring.path(), log_key),
                leaf_names: LeafNames::new(&mut outside.random()),
                bell: Bell::default(),
                index: Index::default(),
                measures: Measures::default(),
                alone: Alone::default(),
                scrub_owed: AtomicBool::new(true),
                swept: Mutex::default(),
                fruitless: Mutex::default(),
                promised: AtomicU64::default(),
                guesses: Guesses::default(),
                lanes: Lanes::default(),
                marks: Marks::of(&keyring.get()),
                store,
                objects,
                keyring,
                profile,
                outside,
            }),
        };
        desk.remove_parts();
        desk.refresh_circles()?;
        desk.advance_keys()?;
        if let Some(last) = desk.clock_in_doubt() {
            tracing::warn!(
                "the clock says {today}, but this installation was last at work on {last}: nothing is destroyed and no \
                 key changes until you confirm the clock with `tipline serve --clock-is-right`"
            );
        }
        Ok((desk, founded))
    }

    /// The settings of this installation.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.inner.profile
    }

    /// What the desk counts.
    #[must_use]
    pub fn measures(&self) -> &Measures {
        &self.inner.measures
    }

    /// Whether the keyring lies under a start-up secret.
    #[must_use]
    pub fn keyring_has_secret(&self) -> bool {
        self.inner.keyring.has_secret()
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> bool {
        self.inner.store.now().await.is_ok()
    }

    /// Counts and durations of transactions by name, for `/metrics`.
    #[must_use]
    pub fn transactions(&self) -> Vec<(&'static str, store::Measured)> {
        self.inner.store.metrics()
    }

    /// How many operations wait for the writer.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.inner.store.queued()
    }

    /// Jobs by kind: waiting, leased, set aside.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn job_counts(&self) -> Result<Vec<(String, i64, i64, i64)>, Failure> {
        Ok(self
            .inner
            .store
            .read("count jobs", |tx| tx.job_counts())
            .await?)
    }

    /// How many reports are kept now, withdrawn ones not yet destroyed included.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn report_count(&self) -> Result<i64, Failure> {
        Ok(self
            .inner
            .store
            .read("count reports", |tx| tx.count_reports())
            .await?)
    }

    /// Writes the keyring to `path` (one medium that you overwrite each time), under the same start-up secret. That it
    /// was exported stands in the log first.
    ///
    /// # Errors
    /// When the file cannot be written; [`Failure::NotLogged`].
    pub fn export_keyring(&self, path: &std::path::Path) -> Result<(), Failure> {
        self.log("administrator", Deed::KeyringExported, None, "")?;
        self.inner.keyring.export(path, &self.inner.outside)
    }

    /// The log's public key, with its origin: what checks promises and heads (C2SP signed-note, a verifier key).
    #[must_use]
    pub fn log_key(&self) -> String {
        let key = self.inner.keyring.get().log_signer().public();
        key.encode(&self.inner.profile.log.origin)
    }

    /// Finishes what was begun and closes the database.
    pub fn close(&self) {
        if let Err(error) = self.inner.last_head.write() {
            tracing::warn!(%error, "the log's last head was not written down");
        }
        self.inner.store.close();
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    /// What tells the rows that this installation wrote from all others. Asked for before a transaction begins.
    pub(crate) fn marks(&self) -> Marks {
        self.inner.marks.knowing(self.inner.circles.newest())
    }

    /// What time it is here.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.outside.now()
    }

    pub(crate) fn random(&self) -> Random {
        self.inner.outside.random()
    }
}

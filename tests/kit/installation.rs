//! A desk inside the test's own process, on either engine, with a clock that the test turns.
//!
//! Real keys, real randomness, a real database; only time stands still (but for a microsecond a look, so that no two
//! deeds happen at once). Nothing runs beside the test except the sequencer, which can be stopped: reading,
//! housekeeping and the passing of days are asked for by name.

use axum::Router;
use desk::{Desk, KeyringHome, Outside};
use report::{Profile, Timestamp};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use store::kit::{Fresh, Server};
use store::{Location, Options, Store, Tx};
use tempfile::TempDir;

/// Runs a test on SQLite, and on PostgreSQL where it is installed (with `CI=true` it must be), with everybody set up.
pub(crate) fn on_both_engines(test: impl Fn(&mut Installation)) {
    for database in Fresh::each() {
        eprintln!("on {}", database.engine);
        let mut house = Installation::founded(database, Profile::default_profile());
        house.set_everybody_up();
        test(&mut house);
    }
}

/// An installation of the hotline.
pub(crate) struct Installation {
    /// `None` only while it is closed.
    desk: Option<Desk>,
    pub(crate) engine: &'static str,
    profile: Profile,
    clock: Arc<AtomicI64>,
    sequencer: Option<Sequencer>,
    sequencing: Arc<Mutex<()>>,
    pub(crate) filed: Mutex<Vec<String>>,
    runtime: tokio::runtime::Runtime,
    router: Option<Router>,
    database: Fresh,
    home: TempDir,
}

/// 2026-11-22T08:00:00Z: the fourth day of an epoch, in the middle of nothing.
const START: i64 = 1_795_334_400_000_000;

/// Everybody's password is made of their name, and long enough.
pub(crate) fn password_of(name: &str) -> String {
    format!("{name} keeps a long password")
}

impl Installation {
    /// On SQLite, with everybody set up.
    pub(crate) fn on_sqlite() -> Installation {
        let mut house = Installation::founded(Fresh::sqlite(), Profile::default_profile());
        house.set_everybody_up();
        house
    }

    /// On SQLite, as the first start leaves it: nobody has used their link yet.
    pub(crate) fn just_founded(overlay: &str) -> Installation {
        let profile = Profile::from_toml(overlay).expect("a profile");
        Installation::founded(Fresh::sqlite(), profile)
    }

    pub(crate) fn founded(database: Fresh, profile: Profile) -> Installation {
        let mut house = Installation {
            desk: None,
            engine: database.engine,
            profile,
            clock: Arc::new(AtomicI64::new(START)),
            sequencer: None,
            sequencing: Arc::default(),
            filed: Mutex::default(),
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .expect("a runtime"),
            router: None,
            database,
            home: TempDir::with_prefix("tipline-house-").expect("a directory"),
        };
        house.open(true);
        house
    }

    /// Each founding person uses their link.
    pub(crate) fn set_everybody_up(&mut self) {
        for (person, link) in self.desk().setup_links().expect("the links") {
            let password = password_of(&person.name);
            self.desk()
                .complete_setup(&link, &password)
                .expect("set-up");
        }
    }

    pub(crate) fn desk(&self) -> &Desk {
        self.desk.as_ref().expect("the house is open")
    }

    pub(crate) fn profile(&self) -> &Profile {
        &self.profile
    }

    pub(crate) fn keyring_file(&self) -> PathBuf {
        self.home.path().join("keyring")
    }

    /// A place for files of the test, gone with the house.
    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The keyring as it lies on the disk now.
    pub(crate) fn keyring(&self) -> seal::Keyring {
        seal::keyring::file::read(&self.keyring_file(), None).expect("the keyring")
    }

    /// The log's public key.
    pub(crate) fn log_key(&self) -> seal::LogPublicKey {
        self.keyring().log_signer().public()
    }

    pub(crate) fn keyring_home(&self) -> KeyringHome {
        KeyringHome {
            path: self.keyring_file(),
            secret: None,
        }
    }

    /// The test's clock and the system's randomness.
    pub(crate) fn outside(&self) -> Outside {
        let clock = Arc::clone(&self.clock);
        let now = move || {
            Timestamp::from_microsecond(clock.fetch_add(1, Ordering::Relaxed)).expect("a time")
        };
        Outside::new(now, |bytes| getrandom::fill(bytes).expect("randomness"))
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.outside().now()
    }

    /// The SQLite file.
    pub(crate) fn file(&self) -> &Path {
        match &self.database.location {
            Location::Sqlite(file) => file,
            Location::Postgres(_) => panic!("PostgreSQL has no file of ours"),
        }
    }

    pub(crate) fn location(&self) -> &Location {
        &self.database.location
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

    pub(crate) fn keep_house(&self) {
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

    pub(crate) fn stop_sequencer(&mut self) {
        self.sequencer = None;
    }

    pub(crate) fn start_sequencer(&mut self) {
        self.sequencer = Some(Sequencer::start(self.desk(), &self.sequencing));
    }

    /// Ends the desk and opens it again on the same data, as a restart of the program does.
    pub(crate) fn restart(&mut self) {
        self.while_closed(|_| ());
    }

    /// Does something while nobody has the data open.
    pub(crate) fn while_closed<T>(&mut self, deed: impl FnOnce(&Installation) -> T) -> T {
        self.close();
        let value = deed(self);
        self.open(false);
        value
    }

    pub(crate) fn close(&mut self) {
        self.sequencer = None;
        self.router = None;
        if let Some(desk) = self.desk.take() {
            desk.close();
        }
    }

    fn open(&mut self, found: bool) {
        let store =
            Store::open(&self.database.location, &Options::default()).expect("the database");
        let opened = Desk::open(
            store,
            self.keyring_home(),
            self.profile.clone(),
            self.outside(),
            found,
        );
        let (desk, founded) = opened.expect("the desk");
        assert_eq!(founded.is_some(), found);
        self.router = Some(web::api::router(desk.clone()));
        self.desk = Some(desk);
        self.start_sequencer();
    }

    pub(crate) fn wait<T>(&self, deed: impl Future<Output = T>) -> T {
        self.runtime.block_on(deed)
    }

    pub(crate) fn runtime(&self) -> &tokio::runtime::Runtime {
        &self.runtime
    }

    pub(crate) fn router(&self) -> Router {
        self.router.clone().expect("the house is open")
    }

    /// Reads the tables from beside the desk, as somebody can who has the database.
    pub(crate) fn tables<T: Send + 'static>(
        &self,
        read: impl FnMut(&mut Tx<'_>) -> Result<T, store::Error> + Send + 'static,
    ) -> T {
        let store = Store::open(
            &self.database.location,
            &Options {
                readers: 1,
                connections: 1,
                quota: None,
            },
        );
        store
            .expect("the database")
            .read("look", read)
            .wait()
            .expect("looked")
    }

    /// Changes the tables from beside the desk, as somebody can who has the database.
    pub(crate) fn sql(&self, sql: &str) {
        match &self.database.location {
            Location::Sqlite(file) => {
                let connection = rusqlite::Connection::open(file).expect("the file");
                connection
                    .busy_timeout(Duration::from_secs(5))
                    .expect("a time-out");
                connection.execute_batch(sql).expect(sql);
            }
            Location::Postgres(address) => {
                let name = address.rsplit("dbname=").next().expect("a name");
                Server::shared()
                    .expect("it runs")
                    .query(name, sql)
                    .expect(sql);
            }
        }
    }
}

/// The kit fails what a test forgot: no text that was filed may lie in the open.
impl Drop for Installation {
    fn drop(&mut self) {
        let on_disk = matches!(self.database.location, Location::Sqlite(_));
        if std::thread::panicking() || !on_disk {
            return;
        }
        let read = |suffix: &str| {
            std::fs::read(format!("{}{suffix}", self.file().display())).unwrap_or_default()
        };
        let bytes = [read(""), read("-wal")].concat();
        for text in self
            .filed
            .lock()
            .expect("nobody panicked here")
            .iter()
            .filter(|text| text.len() >= 12)
        {
            let found = bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes());
            assert!(!found, "a filed text lies in the database in the open");
        }
    }
}

/// Numbers leaves as they come, like the one of `Desk::start`, and can be stopped.
struct Sequencer {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Sequencer {
    fn start(desk: &Desk, sequencing: &Arc<Mutex<()>>) -> Sequencer {
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

//! A desk inside the test's own process, on either engine, with a clock that the test turns.
//!
//! Real keys, real randomness, a real database; only time stands still (but for a microsecond a look, so that no two
//! deeds happen at once). Nothing runs beside the test except the sequencer, which can be stopped: reading,
//! housekeeping and the passing of days are asked for by name.

use super::running::Sequencer;
use axum::Router;
use desk::{Desk, Founded, KeyringHome, OpenFailure, Outside};
use report::{Profile, Timestamp};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::kit::{Fresh, Server};
use store::{Location, Options, Store, Tx};
use tempfile::TempDir;

/// Runs a test on SQLite, and on PostgreSQL where it is installed (with `CI=true` it must be), with everybody set up.
pub(crate) fn on_both_engines(test: impl Fn(&mut Installation)) {
    // A snapshot inside is one for both.
    insta::allow_duplicates! {
        for database in Fresh::each() {
            eprintln!("on {}", database.engine);
            let mut house = Installation::founded(database, Profile::default_profile());
            house.set_everybody_up();
            test(&mut house);
        }
    }
}

/// An installation of the hotline.
pub(crate) struct Installation {
    /// `None` only while it is closed.
    desk: Option<Desk>,
    pub(crate) engine: &'static str,
    profile: Profile,
    pub(super) clock: Arc<AtomicI64>,
    sequencer: Option<Sequencer>,
    pub(super) sequencing: Arc<Mutex<()>>,
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

    /// Removes what the program remembers of the log outside the database: somebody who can write both would.
    pub(crate) fn forget_last_head(&self) {
        desk::forget_last_head(&self.keyring_file()).expect("forgotten");
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

/// Opened, closed, and looked at from beside.
impl Installation {
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

    /// Nobody runs it for so many days.
    pub(crate) fn close_for(&mut self, days: i64) {
        self.while_closed(|house| house.turn_clock(days));
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
        let (desk, founded) = self.opened_on(store, found).expect("the desk");
        assert_eq!(founded.is_some(), found);
        self.router = Some(web::router(desk.clone()).expect("a router"));
        self.desk = Some(desk);
        self.start_sequencer();
    }

    /// The desk of this house's keyring and clock on a database, its own or a copy.
    pub(crate) fn desk_on(&self, store: Store) -> Result<Desk, OpenFailure> {
        self.opened_on(store, false).map(|(desk, _)| desk)
    }

    fn opened_on(&self, store: Store, found: bool) -> Result<(Desk, Option<Founded>), OpenFailure> {
        Desk::open(
            store,
            self.keyring_home(),
            self.profile.clone(),
            self.outside(),
            found,
        )
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
        self.beside().read("look", read).wait().expect("looked")
    }

    /// Writes to the tables from beside the desk, as another node does.
    pub(crate) fn write_tables<T: Send + 'static>(
        &self,
        write: impl FnMut(&mut Tx<'_>) -> Result<T, store::Error> + Send + 'static,
    ) -> T {
        self.beside()
            .write("meddle", write)
            .wait()
            .expect("written")
    }

    fn beside(&self) -> Store {
        let options = Options {
            readers: 1,
            connections: 1,
            quota: None,
        };
        Store::open(&self.database.location, &options).expect("the database")
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

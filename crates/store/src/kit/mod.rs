//! For tests and benches: stores on both engines, and a private PostgreSQL that can be stopped and started.
//!
//! Behind the feature `kit`; never in the program.

mod server;

use std::path::Path;

pub use server::Server;
use tempfile::TempDir;

use crate::migrate::{self, Dialect};
use crate::{Location, Options, Store};

/// A fresh, empty database on one engine; gone when dropped.
pub struct Fresh {
    pub location: Location,
    /// `sqlite` or `postgres`, for messages.
    pub engine: &'static str,
    _directory: Option<TempDir>,
}

impl Fresh {
    /// A SQLite file in a directory of its own.
    pub fn sqlite() -> Fresh {
        let directory = TempDir::with_prefix("tipline-store-").expect("a temporary directory");
        Fresh {
            location: Location::Sqlite(directory.path().join("tipline.db")),
            engine: "sqlite",
            _directory: Some(directory),
        }
    }

    /// A database on the server shared by this process; `None`, said loudly, where PostgreSQL is not installed.
    pub fn postgres() -> Option<Fresh> {
        Server::shared().map(Server::database)
    }

    /// One on each engine that is here.
    pub fn each() -> impl Iterator<Item = Fresh> {
        [Some(Fresh::sqlite()), Fresh::postgres()]
            .into_iter()
            .flatten()
    }

    /// Opens it.
    pub fn open(&self) -> Store {
        Store::open(&self.location, &Options::default())
            .unwrap_or_else(|error| panic!("{}: {error}", self.engine))
    }

    /// Makes of an empty database what the program of that version left: the migrations up to it, and no other.
    pub fn of_version(&self, version: i64) {
        let dialect = match self.location {
            Location::Sqlite(_) => Dialect::Sqlite,
            Location::Postgres(_) => Dialect::Postgres,
        };
        let steps = migrate::steps(&[], dialect).expect("an empty database");
        let mut sql = format!("{};", migrate::TABLE);
        for step in steps.iter().filter(|step| step.version <= version) {
            let (version, checksum) = (step.version, &step.checksum);
            sql.push_str(&step.sql);
            sql.push_str(&format!(
                "INSERT INTO migration VALUES ({version}, '{checksum}', 0);"
            ));
        }
        self.sql(&sql);
    }

    /// Runs SQL from beside the store.
    pub fn sql(&self, sql: &str) {
        match &self.location {
            Location::Sqlite(file) => {
                let connection = rusqlite::Connection::open(file).expect("the file");
                connection.execute_batch(sql).expect(sql);
            }
            Location::Postgres(address) => {
                let name = address.rsplit("dbname=").next().expect("a name");
                let server = Server::shared().expect("it runs");
                server.query(name, sql).expect(sql);
            }
        }
    }

    /// The directory of the file, with SQLite.
    pub fn directory(&self) -> Option<&Path> {
        self._directory.as_ref().map(TempDir::path)
    }
}

/// Runs a test on each engine.
pub fn on_each_engine(test: impl Fn(&Fresh, &Store)) {
    for fresh in Fresh::each() {
        let store = fresh.open();
        test(&fresh, &store);
        store.close();
    }
}

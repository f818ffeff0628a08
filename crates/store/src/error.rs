//! What can go wrong, by what a caller can do about it.

use report::Id;

/// Why an operation did not happen. Shows no stored or sent value, neither in `Display` nor in `Debug`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A unique key is taken already. Nothing was written.
    #[error("a key of table {table} is taken already")]
    Conflict { table: &'static str },
    /// The report that a row belongs to is not there (any more). Nothing was written.
    #[error("there is no such report (any more)")]
    NoReport,
    /// The object is not there (any more), or belongs to another report. Nothing was written.
    #[error("there is no such object (any more)")]
    NoObject { id: Id },
    /// The disk or the quota is full, or the disk refuses to write. Nothing was written; the same operation works
    /// again as soon as there is room, without a restart.
    #[error("the disk of the database is full or refuses to write")]
    Full,
    /// The database could not be reached for as long as the store waits (about two seconds). When the connection
    /// was lost in a commit, the operation may have happened: run it again with the same ids, and take
    /// [`Error::Conflict`] on the first of them as "done".
    #[error("the database cannot be reached now")]
    Unavailable,
    /// A row that cannot be what it must be. `what` is `table.column`.
    #[error("damaged row: {what}")]
    Damaged { what: &'static str },
    /// The closure asked for what this transaction cannot do, for instance a read inside [`crate::Store::append`].
    #[error("refused: {0}")]
    Refused(&'static str),
    /// The closure panicked; its transaction was rolled back.
    #[error("the operation panicked")]
    Panicked,
    /// The store was closed before the operation could be queued.
    #[error("the store is closed")]
    Closed,
    /// Anything else the engine reports.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// An error of SQLite or PostgreSQL with its code and the text of the statement. The engine's own message is left
/// out on purpose: it may repeat values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("database error {code} in {statement:?}")]
pub struct EngineError {
    /// SQLSTATE, or SQLite's extended result code.
    pub code: String,
    /// The SQL text, or what was being done; holds `$n`, never a value.
    pub statement: &'static str,
}

impl Error {
    pub(crate) fn engine(code: impl Into<String>, statement: &'static str) -> Error {
        Error::Engine(EngineError {
            code: code.into(),
            statement,
        })
    }
}

/// Why a store could not be opened. May name the file or the server, never a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be opened or is no SQLite database.
    #[error("cannot open the database file: {0}")]
    File(String),
    /// The connection text cannot be understood.
    #[error("the connection text of PostgreSQL cannot be understood: {0}")]
    Address(String),
    /// Nobody answers, or the server refuses us.
    #[error("cannot connect to PostgreSQL: {0}")]
    Connect(String),
    /// The server is on another machine, and nobody said whether the way there is to be sealed.
    #[error(
        "the database at {host} would be spoken to in clear: write sslmode=require into its address (the server's \
         certificate is verified; sslrootcert=FILE names your own authority), or sslmode=disable if nobody else is on \
         the way there"
    )]
    Unsealed { host: String },
    /// TLS was asked for and cannot be had.
    #[error("cannot set up TLS to PostgreSQL: {0}")]
    Tls(String),
    /// The text of a migration that was applied is not the one this program holds.
    #[error(
        "migration {version} in the database is not the one of this program (checksums differ)"
    )]
    Checksum { version: i64 },
    /// The database holds a migration this program does not know.
    #[error(
        "this database was written by a newer tipline (its version {found}, ours {known}); use that version or newer"
    )]
    Newer { found: i64, known: i64 },
    /// A migration failed; nothing of it was kept.
    #[error("migration {version} failed: {cause}")]
    Migration { version: i64, cause: String },
    /// A thread could not be started.
    #[error("cannot start a thread: {0}")]
    Thread(#[from] std::io::Error),
}

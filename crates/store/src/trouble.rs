//! What an engine's error means for a transaction, the same words for both engines.

use std::time::{Duration, Instant};

use rusqlite::ffi;
use tokio_postgres::error::SqlState;

use crate::clock::instant;
use crate::{Error, schema};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A unique key of this table is taken.
    Conflict(&'static str),
    /// A row of a report that is not there.
    NoReport,
    /// No room, or the disk refuses.
    Full,
    /// The connection is gone, or the server is; whatever was not committed is not there.
    Lost,
    /// Lost against another transaction; the same again may succeed.
    Again,
    /// Another process holds the database file.
    Busy,
    /// The file is no database any more.
    Corrupt,
    /// Anything else, by its code.
    Other(String),
}

impl Trouble {
    pub(crate) fn error(&self, statement: &'static str) -> Error {
        match self {
            Trouble::Conflict(table) => Error::Conflict { table },
            Trouble::NoReport => Error::NoReport,
            Trouble::Full => Error::Full,
            Trouble::Lost | Trouble::Again | Trouble::Busy => Error::Unavailable,
            Trouble::Corrupt => Error::Damaged {
                what: "database file",
            },
            Trouble::Other(code) => Error::engine(code.clone(), statement),
        }
    }

    pub(crate) fn of_sqlite(error: &rusqlite::Error) -> Trouble {
        let rusqlite::Error::SqliteFailure(code, message) = error else {
            return Trouble::Other("rusqlite".to_owned());
        };
        match code.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE
            | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            | ffi::SQLITE_CONSTRAINT_ROWID => {
                // "UNIQUE constraint failed: report.id"
                let named = message.as_deref().and_then(|text| text.rsplit(": ").next());
                let table = named.and_then(|columns| columns.split('.').next());
                return Trouble::Conflict(table.map_or("?", schema::known));
            }
            // "NOT NULL constraint failed: item.report"
            ffi::SQLITE_CONSTRAINT_NOTNULL
                if message
                    .as_deref()
                    .is_some_and(|text| text.ends_with(".report")) =>
            {
                return Trouble::NoReport;
            }
            _ => {}
        }
        match code.extended_code & 0xff {
            ffi::SQLITE_FULL | ffi::SQLITE_IOERR => Trouble::Full,
            ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => Trouble::Busy,
            ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB => Trouble::Corrupt,
            _ => Trouble::Other(code.extended_code.to_string()),
        }
    }

    pub(crate) fn of_postgres(error: &tokio_postgres::Error) -> Trouble {
        let Some(cause) = error.as_db_error() else {
            // Closed, broken off in the middle, or unreadable: nothing more can be done on this connection. Only a
            // parameter or a column that does not fit is our own mistake.
            let text = error.to_string();
            return if text.starts_with("error serializing")
                || text.starts_with("error deserializing")
            {
                Trouble::Other("parameter".to_owned())
            } else if text.starts_with("invalid") {
                Trouble::Other("shape".to_owned())
            } else {
                Trouble::Lost
            };
        };
        let code = cause.code();
        if *code == SqlState::UNIQUE_VIOLATION {
            Trouble::Conflict(cause.table().map_or("?", schema::known))
        } else if *code == SqlState::NOT_NULL_VIOLATION && cause.column() == Some("report") {
            Trouble::NoReport
        } else if *code == SqlState::T_R_SERIALIZATION_FAILURE
            || *code == SqlState::T_R_DEADLOCK_DETECTED
        {
            Trouble::Again
        } else if *code == SqlState::DISK_FULL || *code == SqlState::IO_ERROR {
            Trouble::Full
        } else if *code == SqlState::ADMIN_SHUTDOWN
            || *code == SqlState::CRASH_SHUTDOWN
            || *code == SqlState::CANNOT_CONNECT_NOW
            || *code == SqlState::TOO_MANY_CONNECTIONS
            || code.code().starts_with("08")
            // "cached plan must not change result type": another node migrated; a new connection plans anew.
            || *code == SqlState::FEATURE_NOT_SUPPORTED
        {
            Trouble::Lost
        } else {
            Trouble::Other(code.code().to_owned())
        }
    }
}

/// Says that writes fail: at once, and then once a minute with how many it was, however many are refused meanwhile.
#[derive(Default)]
pub(crate) struct Complaint {
    said: Option<Instant>,
    unsaid: u64,
}

impl Complaint {
    /// Between two lines.
    const PAUSE: Duration = Duration::from_secs(60);

    pub(crate) fn about(&mut self, refused: usize, trouble: &Trouble, during: &'static str) {
        self.unsaid += refused as u64;
        if let Some(refused) = self.due(instant()) {
            tracing::error!(?trouble, during, refused, "writes failed");
        }
    }

    /// How many are to be told of now, if any.
    fn due(&mut self, now: Instant) -> Option<u64> {
        if self
            .said
            .is_some_and(|said| now.saturating_duration_since(said) < Complaint::PAUSE)
        {
            return None;
        }
        self.said = Some(now);
        Some(std::mem::take(&mut self.unsaid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_stays_full_is_told_of_once_a_minute_with_a_count() {
        let (mut complaint, start) = (Complaint::default(), instant());
        let mut told = Vec::new();
        for second in 0..130 {
            complaint.unsaid += 2;
            told.extend(complaint.due(start + Duration::from_secs(second)));
        }
        assert_eq!(told, [2, 120, 120]);
    }
}

//! What can go wrong with a deed, as things that a caller can act on.

pub use crate::refused::Refused;
use std::io::ErrorKind;

/// Why a deed was not done. What was asked for did not happen when one of these is returned; only after
/// [`Failure::Unavailable`] nobody knows, when the database went away in the very commit.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No such receipt, report, person or log entry.
    #[error("there is no such thing here")]
    Unknown,
    /// Storage is full. Nothing was taken; what was promised before stands.
    #[error("storage is full")]
    Full,
    /// The database cannot be reached just now. Nothing was taken; asking again later is right.
    #[error("the database cannot be reached")]
    Unavailable,
    /// As many messages as a mailbox takes lie in this one, or as many bytes.
    #[error("this mailbox is full")]
    MailboxFull,
    /// Somebody else works on this report. Nothing was done; it can be taken over.
    #[error("somebody else works on this report; take it over first")]
    ClaimedByAnother,
    /// No question has this number in this mailbox. Nothing was taken.
    #[error("there is no such question in this mailbox")]
    NoQuestion,
    /// The file is longer than one may be here. Nothing of it is kept.
    #[error("this file is longer than one may be here")]
    TooLarge,
    /// More files than a report may have. Nothing was taken; with fewer it may be sent again.
    #[error("these are more files than a report may have here")]
    TooManyFiles,
    /// A file that was sent is not there (any more): it waited too long for its report, was taken already, or was lost.
    #[error("the file in object {0} is not there (any more)")]
    FileGone(report::Id),
    /// A file is not what was sealed.
    #[error("the file in object {0} is damaged: its bytes are not what was sent")]
    FileDamaged(report::Id),
    /// A file cannot be copied without traces of its making: it is of a kind that is not copied so, or not whole.
    #[error("this file could not be copied without traces of its making")]
    NotCopied,
    /// The log's head was not signed in time, so nothing may be shown.
    #[error("the log is not being signed, so nothing was opened")]
    NotLogged,
    /// The same idempotency key came with another body.
    #[error("this key was used with another body")]
    OtherBody,
    /// The name is taken.
    #[error("that name is taken")]
    NameTaken,
    /// Wrong password, wrong or used code, or wrong set-up link.
    #[error("wrong name, password or link")]
    WrongSecret,
    /// Too many tries with one name, or too many people at once.
    #[error("this was tried too often; wait {seconds} seconds")]
    TooOften {
        /// How long to wait.
        seconds: u64,
    },
    /// This token is no living session: it never was, or it is over.
    #[error("the session is over; sign in again")]
    SignedOut,
    /// What was asked for takes password and code once more.
    #[error("this takes your password and a code once more")]
    StepUp,
    /// The person may not do this; the sentence says who may.
    #[error("{0}")]
    NotAllowed(Refused),
    /// Too few custodians could open a name together, so none is taken; without one it may be sent again.
    #[error("there are too few custodians to keep a name; report without one")]
    NoCustodians,
    /// The key that this needs is gone (epoch ended, report removed, backup too old).
    #[error("the key to this is gone: {0}")]
    KeyGone(&'static str),
    /// Something stored is not what it must be.
    #[error("stored data is damaged: {0}")]
    Damaged(&'static str),
    /// The storage engine refused for a reason of its own.
    #[error("storage failed")]
    Storage(#[source] store::Error),
    /// A file of ours (the keyring) could not be read or written.
    #[error("a file could not be read or written")]
    File(#[source] std::io::Error),
}

impl Failure {
    /// What lies beneath it, for a line of the program's own log.
    pub(crate) fn cause(&self) -> Option<String> {
        std::error::Error::source(self).map(ToString::to_string)
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Failure {
        match error {
            store::Error::Full => Failure::Full,
            store::Error::NoReport => Failure::Unknown,
            store::Error::NoObject { id } => Failure::FileGone(id),
            store::Error::Unavailable | store::Error::Closed => Failure::Unavailable,
            store::Error::Damaged { what } => Failure::Damaged(what),
            other => Failure::Storage(other),
        }
    }
}

/// A file could not be written or read; of a full disk it says so.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Failure::Full
            }
            _ => Failure::File(error),
        }
    }
}

/// Why a desk could not be opened at start.
#[derive(Debug, thiserror::Error)]
pub enum OpenFailure {
    /// The database could not be opened or migrated.
    #[error("the database could not be opened: {0}")]
    Store(#[from] store::OpenError),
    /// The keyring file could not be read.
    #[error("the keyring could not be read: {0}")]
    Keyring(#[from] seal::keyring::file::KeyringFileError),
    /// There is a database with reports, but no keyring.
    #[error(
        "there is a database but no keyring; put the exported keyring back (`tipline keyring export` wrote it), \
         for without it nothing here can be opened"
    )]
    KeyringMissing,
    /// There is a keyring, but nothing in the database.
    #[error(
        "there is a keyring but this database is empty; is it the right one? If it is lost, restore a backup into it \
         (`tipline restore`); to begin anew, move the keyring away"
    )]
    DatabaseEmpty,
    /// The clock is behind the last day that the keyring knows.
    #[error(
        "the clock says {today}, but this installation was at work on {last} already; set the clock right, for \
         whatever came in now would be kept for a wrong time"
    )]
    ClockBehind {
        /// What the clock says.
        today: report::Day,
        /// The keyring's day, which never goes back.
        last: report::Day,
    },
    /// Keyring and database belong to different installations.
    #[error("this keyring belongs to another database")]
    OtherKeyring,
    /// Nothing is here yet, and this command does not found an installation.
    #[error("there is no installation here yet; `tipline serve` or `tipline demo` makes one")]
    NotFounded,
    /// A deed at start failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

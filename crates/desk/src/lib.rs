//! The desk: what can be done at this hotline, one file a deed.
//!
//! A deed joins the rooms that do not know each other: it seals what `report` describes, puts it into the
//! `store`, and writes into the log who did what before anything is shown. Doors (`web`, later `phone`) call
//! deeds and see neither SQL nor keys.
//!
//! The one rule that types enforce here: content leaves the desk only against a `Logged`, which can only be
//! had by waiting until the entry stands under a signed head (architecture.md, invariant 3).

mod accept_report;
mod admit;
mod analyse;
mod backup;
mod backup_objects;
mod bulk_log;
mod carried;
mod carry;
mod circles;
mod clean_file;
mod consent;
mod desk;
mod error;
mod expire;
mod file;
mod follow_up;
mod found;
mod guesses;
mod hand_on;
mod housekeeping;
mod identity;
mod import_reports;
mod keyring;
mod last_head;
mod leave;
mod log;
mod mailbox;
mod marks;
mod measures;
mod names;
mod noted;
mod open_file;
mod open_report;
mod outside;
mod people;
mod promise;
mod receive_file;
mod recovery;
mod recovery_help;
mod reply;
mod run;
mod sealed;
mod second;
mod second_factor;
mod sequence;
mod session;
mod setup;
mod sharing;
mod sign_in;
mod sweep;
mod unlock;
mod unseal_identity;
mod verify_log;
mod walk_log;
mod who;

pub use accept_report::{Accepted, ReplayKey};
pub use backup::{Backup, BackupMistake, FILE_NAME as BACKUP_FILE, Restored, restore};
pub use backup_objects::MissingFile;
pub use desk::{Desk, KeyringHome};
pub use error::{Failure, OpenFailure};
pub use file::{Betrays, ListedFile, Remedy, SentFile};
pub use found::Founded;
pub use import_reports::ImportedLine;
pub use language::{Betrayal, BetrayalKind, betrayals};
pub use last_head::forget as forget_last_head;
pub use log::{Deed, Entry};
pub use mailbox::{Mailbox, MailboxMessage, ProofState};
pub use measures::{BOUNDS, Histogram, Measures};
pub use open_file::OpenedFile;
pub use open_report::{ListedReport, OpenedReport};
pub use outside::{Outside, Random};
pub use people::{Person, PersonState};
pub use receive_file::Arriving;
pub use recovery::{RecoveryAsked, RecoveryState};
pub use recovery_help::PendingRecovery;
pub use run::Background;
pub use seal::{Receipt, ReceiptMistake, TotpSecret};
pub use session::Session;
pub use setup::SetupLink;
pub use sign_in::{NewSession, SignIn};
pub use unlock::Unlocked;
pub use verify_log::{Proof, Verified};

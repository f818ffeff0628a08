//! The only room that knows SQL: reports, jobs, the log and keys in SQLite or PostgreSQL, with one SQL text.
//!
//! A [`Store`] is a set of lanes: threads that each own one connection and take operations from a queue. An
//! operation is a named, synchronous closure over a [`Tx`] that may be run several times; only `Tx` has queries, and
//! what it can do is the nouns of this crate (reports, mailboxes, items, jobs, leaves …), one file each under `tx/`.
//! What is too long for a row lies beside the database, as [`Objects`].
//! Everything sealed is opaque bytes here, and clear times are whole hours ([`report::Hour`]), but for those of jobs and
//! sessions.
//!
//! What is promised when a [`Pending`] answers `Ok`: the transaction is durable (SQLite: `synchronous=FULL`;
//! PostgreSQL: `synchronous_commit` as the server is set, `on` by default). What is promised when it answers an
//! error is told at each variant of [`Error`].

mod clock;
mod columns;
mod error;
mod frame;
#[cfg(feature = "kit")]
pub mod kit;
mod lanes;
mod marked;
mod metrics;
mod migrate;
mod objects;
mod operation;
mod pending;
mod postgres;
mod queue;
mod row;
mod schema;
mod sqlite;
mod store;
mod trouble;
mod tx;
mod value;

pub use error::{EngineError, Error, OpenError};
pub use frame::{Cell, Frame, FrameError, Kind};
pub use marked::{Marked, Unproven};
pub use metrics::Measured;
pub use objects::{NewObject, Objects, Walked};
pub use pending::Pending;
pub use store::{Location, Options, Store};
pub use tx::Tx;
pub use tx::approval::Approval;
pub use tx::circle::CircleKey;
pub use tx::claim::Claim;
pub use tx::identity::IdentityRow;
pub use tx::item::{Item, ItemHead};
pub use tx::job::{Job, NewJob};
pub use tx::log::{Leaf, LeafRow, NewLeaf, Unnumbered};
pub use tx::mailbox::MailboxRow;
pub use tx::object::OwnedObject;
pub use tx::person::{Person, PersonKey};
pub use tx::queue::{Claimed, QueueFilter, QueuePlace, ReportStanding};
pub use tx::queue_counts::{COUNTED, QueueCounts};
pub use tx::recovery::{Recovery, RecoveryWord};
pub use tx::recovery_share::RecoveryShare;
pub use tx::report::{Aside, NewReport, ReadReport, ReportRow};
pub use tx::search::{NewSearch, ReportWrap, SearchRow, Standing};
pub use tx::second::SecondRow;
pub use tx::second_factor::SecondFactor;
pub use tx::session::SessionRow;
pub use tx::triage::{Audited, DecidedCase, NewTriage};

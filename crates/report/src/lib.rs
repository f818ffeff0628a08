//! The vocabulary of `tipline`: what a report, a message, a place, a role and a status are, and how what
//! people send is read strictly.
//!
//! This room is pure: no IO, no async, no clock, no randomness. Same input, same bytes.
//!
//! Two rules hold for every type here:
//!
//! * Nothing that people wrote appears in a `Debug` or a `Display`: a careless log line must stay harmless.
//! * What is wrong with what was sent is a [`Problem`] beside its field, in English and in Chinese, and never
//!   repeats the value that was sent.

mod conduct;
mod content;
mod draft;
mod entity;
mod file_name;
mod findings;
mod id;
pub mod json;
mod level;
mod line;
mod message;
mod nearest;
mod outcome;
mod place;
mod position;
mod problem;
mod profile;
mod reading;
mod role;
mod stamp;
mod stated;
mod status;
mod time;

pub use conduct::{Conduct, UnknownConduct};
pub use content::{Channel, Content, Unreadable};
pub use draft::{Contact, Draft, Lang, Limits, UnknownLang, check_message};
pub use entity::{Entity, Named, Span};
pub use file_name::{file_name, media_type};
pub use findings::{
    Analysis, Category, Completeness, Door, Findings, Fired, Hedge, InBoth, Language, Priority,
    Proposal, Question,
};
pub use id::{Id, NotAnId, hex};
pub use level::{Level, UnknownLevel};
pub use line::Line;
pub use message::{Author, Message, MessageKind, shown_length, shown_length_of};
pub use nearest::nearest;
pub use outcome::{Outcome, UnknownOutcome};
pub use place::Place;
pub use position::{NotAPosition, position};
pub use problem::Problem;
pub use profile::{
    Custody, Desk, Intake, Log, Mailbox, Notices, Profile, ProfileError, Queue, Retention, Setting,
    Work,
};
pub use reading::{Reading, Script};
pub use role::{Role, UnknownRole};
pub use stated::{Stated, TimeSpan};
pub use status::{Status, UnknownStatus};
pub use time::{Day, EPOCH_DAYS, Epoch, Hour, Month, NotADay, NotAMonth, Timestamp};

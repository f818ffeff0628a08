//! Every number that an installation may choose: profiles/default.toml, and an operator's own file over it.

mod check;
mod overlay;
mod settings;

pub use settings::Setting;

use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::Limits;

/// The default, each value documented with its unit and meaning. The file is the reference; the fields here
/// carry the same names.
const DEFAULT: &str = include_str!("../../../profiles/default.toml");

/// The numbers of this installation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// How much is taken in, how fast, at once.
    pub intake: Intake,
    /// How receipts are answered.
    pub mailbox: Mailbox,
    /// How long things are kept.
    pub retention: Retention,
    /// Who opens identities.
    pub custody: Custody,
    /// The append-only log.
    pub log: Log,
    /// The workers that read reports.
    pub work: Work,
    /// What the desk has promised, and by when.
    pub queue: Queue,
    /// Who is told when somebody is needed.
    pub notices: Notices,
    /// What may be decided without a person.
    pub triage: Triage,
    /// Where officers work.
    pub desk: Desk,
    /// The public pages.
    pub site: Site,
    #[serde(skip)]
    origins: settings::Origins,
}

/// `[intake]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// Bytes of a report's text at most.
    pub text_bytes: usize,
    /// Bytes of a short text at most: a place in words, a contact field.
    pub short_bytes: usize,
    /// Bytes of a request's body at most; a longer one is answered 413.
    pub body_bytes: usize,
    /// Reports being accepted at the same moment at most; one more is answered 503.
    pub concurrent: usize,
    /// Mailbox requests being answered at the same moment at most; each waits `mailbox.answer_ms`.
    pub mailbox_concurrent: usize,
    /// Seconds that a 503 asks the sender to wait (Retry-After).
    pub retry_after_s: u64,
    /// Seconds for a whole body to arrive.
    pub body_timeout_s: u64,
    /// Seconds for a request's head to arrive.
    pub head_timeout_s: u64,
    /// Open connections of a public listener at most.
    pub connections: usize,
    /// Bytes of a file at most.
    pub file_bytes: u64,
    /// Files of a report at most; none are taken when it is 0.
    pub files: usize,
    /// Sendings with files at the same time at most; who comes beyond is taken without their files.
    pub uploads: usize,
    /// MiB of the disk that files leave free.
    pub keep_free_mib: u64,
    /// Hours for which the answer to an Idempotency-Key or a form's token is kept, sealed.
    pub replay_hours: i64,
}

/// `[mailbox]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// Milliseconds after the body's arrival at which every receipt, right or wrong, is answered.
    pub answer_ms: u64,
    /// Messages of the reporter that one mailbox takes at most; one more is answered 422.
    pub messages: usize,
    /// KiB of them together at most, as stored.
    pub message_kib: usize,
}

/// `[retention]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Months that an undecided report is kept.
    pub undecided_months: i64,
    /// Days that a report is kept that says who somebody is and nothing that they did.
    pub aside_days: i64,
    /// The same from when a person confirmed it.
    pub confirmed_aside_days: i64,
    /// Hours between a report's being taken back and its destruction.
    pub withdrawn_hours: i64,
    /// Years that sealed log entries are kept; their leaves stay for ever.
    pub log_years: i64,
}

/// `[custody]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Custody {
    /// Custodians made at the first start.
    pub custodians: u8,
    /// Custodians who must act together to open an identity; at least 2, at most `custodians`.
    pub threshold: u8,
}

/// `[log]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Milliseconds between two batches of the sequencer.
    pub sequence_ms: u64,
    /// The log's name in signed notes.
    pub origin: String,
}

/// `[work]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// Worker threads that read reports.
    pub workers: usize,
    /// Jobs that a worker leases at once.
    pub batch: usize,
    /// Seconds after which a lease ends and another worker may take the job.
    pub lease_s: i64,
    /// Tries after which a job is set aside with its cause.
    pub attempts: i64,
}

/// `[queue]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// Hours within which somebody looks at a report, or at what its reporter wrote.
    pub first_look_hours: i64,
    /// Hours within which a report that was judged routine is taken in hand.
    pub inquiry_hours: i64,
    /// Days within which a reporter is told what became of a report that is in hand.
    pub feedback_days: i64,
    /// Hours after which a claim of which nothing came ends.
    pub claim_hours: i64,
    /// Hours within which somebody looks at a report that names a high office.
    pub screening_hours: i64,
    /// The least of such offices, as a rank from 1 to 5; 0 for none.
    pub screening_rank: u8,
    /// Days within which it is decided what becomes of a report that is in hand.
    pub decided_days: i64,
}

/// `[notices]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// Who is told, in their order, with commas between.
    pub roster: String,
    /// The mail server, as an address; empty for no mail.
    pub mail_server: String,
    /// From whom mails are.
    pub mail_from: String,
    /// The address of the desk; empty to leave it out.
    pub desk_address: String,
    /// Minutes after which the next on the roster is told.
    pub acknowledge_minutes: i64,
    /// Hours before a deadline at which it is warned of.
    pub warning_hours: i64,
    /// Hours after a missed deadline at which the whole roster is told.
    pub escalation_hours: i64,
}

impl Notices {
    /// Who is told, in their order.
    pub fn roster(&self) -> Vec<&str> {
        let each = self.roster.split(',').map(str::trim);
        each.filter(|one| !one.is_empty()).collect()
    }
}

/// `[triage]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triage {
    /// Of a thousand reports that are decided alone at most so many may be wrong.
    pub error_per_mille: u32,
    /// How sure that must be, in percent.
    pub confidence_percent: u32,
    /// Of a hundred reports so many are drawn for people in any case.
    pub audit_percent: u32,
    /// The most urgent level that may be set alone, 0 to 2; -1 for none.
    pub alone_up_to: i64,
}

/// `[desk]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// Minutes without use after which a session ends.
    pub idle_minutes: i64,
    /// Hours after which a session ends, used or not.
    pub session_hours: i64,
    /// Minutes after which a session's token is succeeded by a fresh one.
    pub renew_minutes: i64,
    /// Minutes for which password and code, typed again, are good for what takes that.
    pub step_up_minutes: i64,
}

/// `[site]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// What this hotline calls itself in English.
    pub name_en: String,
    /// What it calls itself in Chinese.
    pub name_zh: String,
    /// The number to call when somebody is in danger now.
    pub emergency: String,
    /// Where "Leave this site" leads from the English pages.
    pub exit_en: String,
    /// Where it leads from the Chinese pages.
    pub exit_zh: String,
    /// The zone in which days and times are shown (IANA).
    pub time_zone: String,
    /// The address of the public pages, for receipts on paper; empty when none is named.
    pub address: String,
    /// The same site as an onion service, for the header Onion-Location; empty when there is none.
    pub onion: String,
    /// A line that stands on every page, in English; empty when there is none.
    pub banner_en: String,
    /// The same in Chinese.
    pub banner_zh: String,
    /// Whom to tell of a weakness of this site, for security.txt (RFC 9116); empty when nobody is named.
    pub security_contact: String,
}

impl Site {
    /// The zone in which days and times are shown, and read where a text names none.
    pub fn zone(&self) -> TimeZone {
        // A profile is refused that names none.
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

/// Why a profile's file cannot be used. Names the line, the key and what would be right, never a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// The file is not TOML.
    #[error("line {line}: not TOML: {fault}")]
    NotToml {
        /// Line of the file, from 1.
        line: usize,
        /// What the TOML reader expected.
        fault: String,
    },
    /// There is no such section or key.
    #[error("line {line}: unknown key `{key}`{}", did_you_mean(*nearest))]
    UnknownKey {
        /// Line of the file, from 1.
        line: usize,
        /// The key with its section, as written.
        key: String,
        /// The known key that was probably meant, with its section.
        nearest: Option<&'static str>,
    },
    /// The value has another type than the default's.
    #[error("line {line}: `{key}` must be {expected}")]
    WrongType {
        /// Line of the file, from 1.
        line: usize,
        /// The key with its section.
        key: &'static str,
        /// "a whole number", "a text in quotation marks", "a section".
        expected: &'static str,
    },
    /// The value is of the right type, and out of its range or at odds with another.
    #[error("line {line}: `{key}` must be {expected}")]
    OutOfRange {
        /// Line of the file, from 1.
        line: usize,
        /// The key with its section.
        key: &'static str,
        /// The range in words.
        expected: String,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| {
        format!("; did you mean `{nearest}`?")
    })
}

impl Profile {
    /// The profile as it is delivered.
    pub fn default_profile() -> Profile {
        // Unwrap safety: the default is part of the program; the test `the_default_keeps_its_own_rules` reads it.
        overlay::read(DEFAULT, "").expect("profiles/default.toml keeps its own rules")
    }

    /// The default with the values of an operator's file over it. The file may hold any part of the default.
    pub fn from_toml(text: &str) -> Result<Profile, ProfileError> {
        overlay::read(DEFAULT, text)
    }

    /// The text of the delivered profile, with its comments: what an operator copies from.
    pub fn default_toml() -> &'static str {
        DEFAULT
    }

    /// How long texts may be.
    pub fn limits(&self) -> Limits {
        Limits {
            text_bytes: self.intake.text_bytes,
            short_bytes: self.intake.short_bytes,
        }
    }
}

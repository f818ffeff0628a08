//! Every label of every derivation and every associated data, in one file, so that a second use of a label is
//! seen by whoever reads it.
//!
//! A label's text never changes: it is part of what is stored. Nobody outside this file can make one.

/// A purpose. Two values derived from one key under two labels tell nothing about each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Label(&'static str);

impl Label {
    /// The text, for encodings. At most 255 bytes.
    pub const fn as_bytes(self) -> &'static [u8] {
        self.0.as_bytes()
    }
}

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* pub const $name: Label = Label($text);)*

        /// All labels, for the test that no two are the same.
        #[cfg(test)]
        pub(crate) const ALL: &[Label] = &[$($name),*];
    };
}

labels! {
    // Inside this crate.
    /// Associated data of every sealed value ([`crate::binding`]).
    BINDING = "tipline/1 binding";
    /// Receipt to lookup id; context: none; salt: the pepper.
    RECEIPT_LOOKUP = "tipline/1 receipt lookup";
    /// Receipt to the key that wraps the mailbox key; context: none; salt: the pepper.
    RECEIPT_WRAP = "tipline/1 receipt wrap";
    /// Chain of the epochs to its successor; context: the successor's epoch, eight bytes.
    EPOCH_NEXT = "tipline/1 epoch next";
    /// Chain of the epochs to the key of its epoch; context: the epoch, eight bytes.
    EPOCH_KEY = "tipline/1 epoch key";
    /// Chain of the workers to its successor; context: the successor's day, eight bytes.
    WORKER_NEXT = "tipline/1 worker next";
    /// Chain of the workers to the key of its day; context: the day, eight bytes.
    WORKER_KEY = "tipline/1 worker key";
    /// Seed of the log's key to the key that marks its leaves.
    LEAF_MARK_KEY = "tipline/1 leaf mark key";
    /// That key to the mark of one leaf.
    LEAF_MARK = "tipline/1 leaf mark";
    /// Index key to the tag of the log's entries about one report or person; context: its id.
    LEAF_SUBJECT = "tipline/1 leaf subject";
    /// Seed of the log's key to the key that marks rows of people and keys.
    ROW_MARK_KEY = "tipline/1 row mark key";
    /// That key to the mark of one row.
    ROW_MARK = "tipline/1 row mark";
    /// Epoch key to the outer key of that epoch's backups; context: the epoch, eight bytes.
    BACKUP = "tipline/1 backup";
    /// Set-up key to the secret of one set-up link; context: person id and round.
    SETUP = "tipline/1 set-up link";
    /// Secret of a set-up link to the key that locks the private key.
    SETUP_LOCK = "tipline/1 set-up lock";
    /// Session token to the key that wraps the person's private key.
    SESSION = "tipline/1 session";
    /// Public half of a request for recovery to its id and its words.
    RECOVERY_REQUEST = "tipline/1 recovery request";
    /// Circle key and encapsulation to the name of a second's key.
    SECOND_NAME = "tipline/1 second name";
    /// Commitment of a log entry.
    ENTRY_COMMITMENT = "tipline/1 log entry commitment";
    /// Associated data of a log entry's body and of its two wraps.
    ENTRY = "tipline/1 log entry";
    /// Associated data of a keyring file under a start-up secret.
    KEYRING_FILE = "tipline/1 keyring file";
    /// Index key to the key that makes the tokens of a month; context: the month, eight bytes.
    SEARCH_TOKENS = "tipline/1 search tokens";
    /// That key to the token of a term.
    SEARCH_TOKEN = "tipline/1 search token";
    /// Index key to what salts the keys of a month's blobs; context: the month, eight bytes.
    SEARCH_BLOBS = "tipline/1 search blobs";
    /// A report's wrap to the key of its blob of tokens; salt: that of its month.
    SEARCH_SEAL = "tipline/1 search seal";
    /// Index key to the key of the buckets that words of reports fall into for triage.
    TRIAGE_BUCKETS = "tipline/1 triage buckets";
    /// Index key to the key that what triage knows of a report is sealed under, with the report's wrap.
    TRIAGE_CASES = "tipline/1 triage cases";
    /// That key and a report's wrap to the key of its case.
    TRIAGE_CASE = "tipline/1 triage case";
    /// Index key to the key of the certified models.
    TRIAGE_MODEL = "tipline/1 triage model";
    /// The `info` of HPKE (RFC 9180, section 5.1).
    HPKE_INFO = "tipline/1 hpke";

    // For the rooms above.
    /// The pepper to the key of what a page gives its reader to carry; context: none.
    CARRIED = "tipline/1 carried";
    /// The mailbox key to the name of a message that is sent once, however often; context: the sending.
    MESSAGE_ONCE = "tipline/1 message once";
    /// Token of a form or `Idempotency-Key` of an API client to the root of what keeps its answer; by the pepper.
    REPLAY = "tipline/1 replay";
    /// That root to the row of the kept answer.
    REPLAY_LOOKUP = "tipline/1 replay lookup";
    /// That root to the MAC of the body that the key came with.
    REPLAY_BODY = "tipline/1 replay body";
    /// That root to the key that seals the kept answer.
    REPLAY_SEAL = "tipline/1 replay seal";
    /// Pepper to the mark by which a database knows its keyring.
    KEYRING_MARK = "tipline/1 keyring mark";
    /// Pepper to the key that lies over every share of a person's key.
    RECOVERY_SHARES = "tipline/1 recovery shares";
    /// Lines of an import, so that a second import of the same file adds nothing.
    IMPORT_LINE = "tipline/1 import line";
}

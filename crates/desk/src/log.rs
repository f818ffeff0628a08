//! The desk's log: who did what, when and why, sealed to the overseers and (custody excepted) to the desk, as a
//! leaf of a Merkle tree whose heads are signed.

use crate::desk::Desk;
use crate::error::Failure;
use crate::noted::Noted;
use crate::outside::Random;
use crate::second::Second;
use crate::sequence::{LIVE, TxTiles};
use crate::who::Who;
use report::{Hour, Id, Timestamp};
use seal::Readers;
use seal::merkle::{self, Hash};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::NewLeaf;

/// What was done. The names are stored in sealed entries and read by overseers: never rename one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// A report was accepted.
    Accepted,
    /// A reporter withdrew a report, or pretended to.
    FollowedUp,
    /// Somebody at the counter took a report down.
    Entered,
    /// An officer looked at the list of reports.
    Listed,
    /// An officer searched open reports; the reason is the words.
    Searched,
    /// An officer searched closed reports, too; the reason is the words.
    SearchedAll,
    /// An officer opened a report.
    Opened,
    /// An officer opened a file of a report; the reason begins with its number.
    FileOpened,
    /// An officer wrote to a reporter.
    Replied,
    /// An officer took a report on, handed it back, or took it over; the reason says which.
    Claimed,
    /// An officer decided where a report stands, how soon it needs somebody, or what it is about; the reason says what,
    /// and why.
    Decided,
    /// An officer or an overseer read entries of the log.
    LogRead,
    /// An identity was opened by custodians.
    IdentityUnsealed,
    /// A person was added, admitted, disabled, or completed set-up.
    PersonChanged,
    /// A new pair of keys was made for a circle.
    CircleKeyMade,
    /// Reports whose time was over were destroyed; the subject is empty, the reason carries the count.
    Destroyed,
    /// A key of the keyring was destroyed.
    KeyDestroyed,
    /// A backup was taken.
    BackedUp,
    /// A backup was restored here.
    Restored,
    /// The keyring was exported.
    KeyringExported,
    /// Set-up links were shown: until they are used, whoever saw one can become its owner.
    LinksShown,
    /// Somebody began a session.
    SignedIn,
    /// Somebody ended their session.
    SignedOut,
    /// Somebody typed password and code once more, for what takes that.
    SteppedUp,
    /// The program ended a session; the reason says why.
    SessionEnded,
    /// A sign-in with somebody's name failed; once a minute at most.
    SignInFailed,
    /// Recovery of somebody's key was asked for, by whoever says to be them.
    RecoveryAsked,
    /// Somebody gave their word for a recovery.
    RecoveryAgreed,
    /// Somebody's key was recovered by the words of others, who are named in the reason; they chose a new password.
    Recovered,
    /// What the program may decide alone was tested anew on what people decided; the reason says what came of it.
    Calibrated,
    /// People judged too many audited reports otherwise: of a class nothing is decided alone any more.
    Suspended,
    /// Somebody on the roster was told that somebody is needed; the reason says of how many reports, and whom.
    Notified,
    /// Somebody at the desk saw a notice.
    Acknowledged,
    /// The program decided how urgent a report is, under a certificate; the reason says how.
    DecidedAlone,
}

impl Deed {
    /// Custody entries are read by overseers alone.
    fn is_custody(self) -> bool {
        matches!(self, Deed::IdentityUnsealed)
    }
}

/// One entry of the log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// When, to the microsecond; of what reporters did, the hour.
    pub at: Timestamp,
    /// Name of the person, or `reporter`, or `desk` for what the program did by itself.
    pub who: String,
    /// The ids of the people, whom no name can imitate; none for what no person did.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub people: Vec<Id>,
    /// What.
    pub deed: Deed,
    /// On which report or person.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub subject: Option<Id>,
    /// Why: the reason that the person gave, or a count.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub why: String,
}

/// Proof that an entry stands under a signed head. Content leaves the desk only against one of these, and one
/// is only had from [`Desk::log`].
#[derive(Debug)]
pub(crate) struct Logged {
    deed: Deed,
    subject: Option<Id>,
}

impl Logged {
    /// Whether this is about `deed` on `subject`: a proof for one report opens no other.
    pub(crate) fn covers(&self, deed: Deed, subject: Id) -> bool {
        self.deed == deed && self.subject == Some(subject)
    }

    /// Whether this is about `deed` on no report alone.
    pub(crate) fn is(&self, deed: Deed) -> bool {
        self.deed == deed && self.subject.is_none()
    }
}

/// Names of leaves: a random start for each run of the program, then counted. Leaves are found by their names in an
/// index, which so grows at one place instead of everywhere; and a name tells no more than the order in which the
/// leaves lie in their table.
pub(crate) struct LeafNames {
    run: [u8; 8],
    next: AtomicU64,
}

impl LeafNames {
    pub(crate) fn new(random: &mut Random) -> LeafNames {
        LeafNames {
            run: random.bytes(),
            next: AtomicU64::new(0),
        }
    }

    pub(crate) fn next(&self) -> Id {
        let mut name = [0; 16];
        name[..8].copy_from_slice(&self.run);
        name[8..].copy_from_slice(&self.next.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        Id(name)
    }
}

/// Hours of a year of retention.
const HOURS_A_YEAR: i64 = 8766;

/// The sequencer signs a head every `log.sequence_ms` while there is something to number; a head that has not come by
/// now will not come.
const HEAD_WAIT: Duration = Duration::from_secs(3);

impl Desk {
    /// Writes an entry and waits until it stands under a signed head. Blocks for some 30 ms.
    ///
    /// # Errors
    /// [`Failure::NotLogged`] when no head came; then nothing may be shown.
    pub(crate) fn log(
        &self,
        who: impl Into<Who>,
        deed: Deed,
        subject: Option<Id>,
        why: &str,
    ) -> Result<Logged, Failure> {
        let asked = crate::measures::Stopwatch::start();
        let noted = self.append(who, deed, subject, why)?;
        let (leaf, hash) = (noted.leaf(), noted.hash());
        let waited = crate::measures::Stopwatch::start();
        loop {
            if self.is_under_head(leaf, hash)? {
                self.inner.measures.log_wait.observe(asked.elapsed());
                return Ok(Logged { deed, subject });
            }
            if waited.elapsed() > HEAD_WAIT {
                return Err(Failure::NotLogged);
            }
            self.inner.bell.wait_for_head(Duration::from_millis(20));
        }
    }

    /// Writes an entry without waiting for its head: for what opens no report and no name. (What changes the database
    /// has its entry in the same transaction: [`Noted`].)
    pub(crate) fn note(
        &self,
        who: impl Into<Who>,
        deed: Deed,
        subject: Option<Id>,
        why: &str,
    ) -> Result<(), Failure> {
        self.append(who, deed, subject, why).map(|_| ())
    }

    fn append(
        &self,
        who: impl Into<Who>,
        deed: Deed,
        subject: Option<Id>,
        why: &str,
    ) -> Result<Noted, Failure> {
        let noted = self.noted(who, deed, subject, why)?;
        let entry = noted.clone();
        self.store()
            .append("append to the log", move |tx| entry.insert(tx))
            .wait()?;
        noted.committed(self);
        Ok(noted)
    }

    /// Seals an entry as a leaf that a transaction can insert beside what it is about.
    pub(crate) fn leaf(
        &self,
        second: &Second,
        entry: &Entry,
        random: &mut Random,
    ) -> Result<NewLeaf, Failure> {
        let id = self.inner.leaf_names.next();
        let plain = serde_json::to_vec(entry).map_err(|_| Failure::Damaged("a log entry"))?;
        let readers = if entry.deed.is_custody() {
            Readers::Overseers
        } else {
            Readers::Both
        };
        let seconds = (&second.desk, &second.overseers);
        let sealed = seal::seal_entry(&id.0, &plain, readers, seconds, random);
        let expires = self.entry_expiry(entry.at);
        Ok(NewLeaf {
            id,
            mark: self.leaf_mark(id, &sealed.commitment, expires),
            commitment: sealed.commitment,
            salt: sealed.salt,
            sealed: sealed.sealed,
            desk_second: Some(second.desk_id()),
            overseers_second: Some(second.overseers_id()),
            expires,
            subject: self.subject_tag(entry),
        })
    }

    /// The tag by which the history of a report or a person finds this entry: of what people did to it. An acceptance has
    /// none, for it would lie in an index at a random place.
    fn subject_tag(&self, entry: &Entry) -> Option<[u8; 16]> {
        let about = entry.subject.filter(|_| entry.deed != Deed::Accepted)?;
        Some(self.inner.keyring.get().subject_tag(&about.0))
    }

    pub(crate) fn entry_expiry(&self, at: Timestamp) -> Hour {
        Hour::of(at).plus_hours(self.inner.profile.retention.log_years * HOURS_A_YEAR)
    }

    /// What shows the sequencer that a leaf is ours.
    pub(crate) fn leaf_mark(&self, id: Id, commitment: &Hash, expires: Hour) -> [u8; 32] {
        let keyring = self.inner.keyring.get();
        keyring.leaf_mark(&id.0, commitment, expires.0)
    }

    /// Whether the signed head's tree holds this leaf, as it was made: what the row says now is not asked, since
    /// whoever can write the database could have changed it in between.
    fn is_under_head(&self, leaf: Id, hash: Hash) -> Result<bool, Failure> {
        let desk = self.clone();
        let under = self.store().read("is it under a head", move |tx| {
            let known = desk.inner.last_head.known();
            let Some(position) = tx.leaf(leaf)?.and_then(|row| row.position) else {
                return Ok(false);
            };
            let stored = tx.head(LIVE)?;
            let Some((head, _)) = known.continued_by(stored, tx)? else {
                return Ok(false);
            };
            if position >= head.size {
                return Ok(false);
            }
            let path = merkle::inclusion(&mut TxTiles(tx), position, head.size)?;
            Ok(merkle::verify_inclusion(
                &hash, position, head.size, &path, &head.root,
            ))
        });
        Ok(under.wait()?)
    }
}

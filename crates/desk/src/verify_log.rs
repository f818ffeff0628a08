//! Proofs from the log, and the log checked from end to end.

use crate::circles::{DESK, OVERSEERS};
use crate::desk::Desk;
use crate::error::Failure;
use crate::marks::Foreign;
use crate::sequence::{LIVE, TxTiles, hash_of};
use report::{Hour, Id};
use seal::merkle::{self, Frontier, Hash};
use seal::{Head, LogPublicKey};
use std::collections::BTreeMap;

/// Inclusion of one leaf under a signed head (RFC 9162, section 2.1.3).
#[derive(Debug, Clone)]
pub struct Proof {
    /// Leaf hash.
    pub leaf: Hash,
    /// Its position, from 0.
    pub index: u64,
    /// The audit path, from the leaf upwards.
    pub path: Vec<Hash>,
    /// The signed head, a C2SP checkpoint.
    pub head: String,
}

/// What a verification of the whole log found.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Entries under the newest head.
    pub size: u64,
    /// Sealed entries that are still kept, of these.
    pub kept: u64,
    /// What is wrong, in sentences; empty when everything holds.
    pub problems: Vec<String>,
}

impl Desk {
    /// The newest head, as a signed note; `None` before the first leaf.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn live_head(&self) -> Result<Option<String>, Failure> {
        Ok(self
            .store()
            .read("read head", |tx| tx.head(LIVE))
            .wait()?
            .map(|(_, note)| note))
    }

    /// The newest daily head, which may leave the building.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn daily_head(&self) -> Result<Option<String>, Failure> {
        Ok(self
            .store()
            .read("read daily head", |tx| tx.last_daily_head())
            .wait()?
            .map(|(_, _, note)| note))
    }

    /// Proof of a leaf under the newest daily head; `None` while it is pending or unknown.
    pub(crate) async fn daily_proof(&self, leaf: Id) -> Result<Option<Proof>, Failure> {
        let found = self.store().read("prove leaf", move |tx| {
            let head = tx.last_daily_head()?.map(|(_, size, note)| (size, note));
            prove(tx, leaf, head)
        });
        Ok(found.await?)
    }

    /// Proof of a leaf (by its id) under the newest live head, for overseers on the desk's side.
    ///
    /// # Errors
    /// [`Failure::Unknown`] when there is no such leaf under the head.
    pub fn prove(&self, leaf: Id) -> Result<Proof, Failure> {
        let found = self.store().read("prove leaf", move |tx| {
            let head = tx.head(LIVE)?;
            prove(tx, leaf, head)
        });
        found.wait()?.ok_or(Failure::Unknown)
    }

    /// Checks every entry against its commitment, every commitment against the tree, the tree against the signed
    /// heads, the stored tiles against the tree, and all of it against an earlier head that somebody kept (`against`: a signed note). `progress` is told
    /// how many entries were checked.
    ///
    /// # Errors
    /// When the database does not answer. What is wrong with the log is not an error but a finding.
    pub fn verify_log(
        &self,
        against: Option<&str>,
        progress: impl Fn(u64) + Send + Sync + 'static,
    ) -> Result<Verified, Failure> {
        let key = self.inner.keyring.get().log_signer().public();
        let against = against.map(str::to_owned);
        let progress = std::sync::Arc::new(progress);
        let now = Hour::of(self.now());
        let desk = self.clone();
        let verified = self.store().read_long("verify log", move |tx| {
            let known = desk.inner.last_head.known();
            let mut problems = Vec::new();
            let old = against.as_ref().and_then(|note| match Head::verify(note, &key) {
                Ok(head) => Some(head),
                Err(_) => {
                    problems.push("the head to check against does not carry this log's signature".to_owned());
                    None
                }
            });
            // What this program itself signed or saw last is an earlier head, too.
            let mut olds: Vec<Head> = old.into_iter().chain(known.head().cloned()).collect();
            olds.dedup_by(|one, other| (one.size, one.root) == (other.size, other.root));
            let (live, daily) = kept_heads(tx, &key, &mut problems)?;
            let foreign = tx.unnumbered(i64::MAX)?.iter().filter(|leaf| !desk.is_ours(leaf)).count();
            if foreign > 0 {
                problems.push(format!("{foreign} leaves that wait for their place were changed or added from outside"));
            }
            let rows = desk.inner.marks.foreign(tx, &[DESK, OVERSEERS]);
            for Foreign { table, rows } in or_a_finding(rows, &mut problems)?.unwrap_or_default() {
                problems.push(format!(
                    "{rows} rows of {table} were changed or added from outside; they count for nothing"
                ));
            }
            let Some(live) = live else {
                if tx.leaf_at(0)?.is_some() {
                    problems.push("there are entries, but no head that was signed over them".to_owned());
                }
                if !olds.is_empty() {
                    problems.push("the log has no head, but one was signed for it earlier: it was rolled back".to_owned());
                }
                return Ok(Verified { size: 0, kept: 0, problems });
            };
            let sizes = daily.iter().map(|(_, head)| head.size).chain(olds.iter().map(|head| head.size));
            let mut walk = Walk::new(live.size, sizes, now, std::sync::Arc::clone(&progress));
            let mut from = 0;
            while from < live.size {
                let positions = from..live.size.min(from + CHUNK);
                from = positions.end;
                let walked = tx.walk_leaves(positions, |leaf| {
                    walk.leaf(&leaf);
                    Ok(())
                });
                or_a_finding(walked, &mut problems)?;
                let opened = walk.check_seconds(tx);
                or_a_finding(opened, &mut problems)?;
                (walk.progress)(from);
            }
            walk.judge(&live, &daily, &olds, &mut problems);
            let stored = check_tiles(tx, &live);
            if let Some(Some(problem)) = or_a_finding(stored, &mut problems)? {
                problems.push(problem);
            }
            Ok(Verified { size: live.size, kept: walk.kept, problems })
        });
        Ok(verified.wait()?)
    }
}

/// A day's name and its head.
type Daily = (String, Head);

/// The newest head, and those of the days, as far as they are what was signed.
fn kept_heads(
    tx: &mut store::Tx,
    key: &LogPublicKey,
    problems: &mut Vec<String>,
) -> Result<(Option<Head>, Vec<Daily>), store::Error> {
    let (mut live, mut daily) = (None, Vec::new());
    for (name, size, note) in tx.heads()? {
        match Head::verify(&note, key) {
            Err(_) => problems.push(format!("the head {name:?} does not carry our signature")),
            Ok(head) if head.size != size => {
                problems.push(format!(
                    "the head {name:?} is kept under another size than was signed"
                ));
            }
            Ok(head) if name == LIVE => live = Some(head),
            Ok(head) if head.date == name => daily.push((name, head)),
            Ok(_) => problems.push(format!(
                "the head {name:?} is kept under another day than was signed"
            )),
        }
    }
    Ok((live, daily))
}

/// The stored tiles answer proofs: they must tell the tree of the signed head, down to each leaf.
fn check_tiles(tx: &mut store::Tx, live: &Head) -> Result<Option<String>, store::Error> {
    if live.size > 0 && merkle::root(&mut TxTiles(tx), live.size)? != live.root {
        return Ok(Some(
            "the stored tree does not hash to the signed root: proofs from it would fail"
                .to_owned(),
        ));
    }
    let broken = merkle::broken_tile(&mut TxTiles(tx), live.size)?;
    Ok(broken.map(|(level, index)| {
        format!("tile {index} of level {level} was changed: proofs from it would fail")
    }))
}

/// What is stored in a form that it cannot have is one more finding; anything else ends the verification.
fn or_a_finding<T>(
    done: Result<T, store::Error>,
    problems: &mut Vec<String>,
) -> Result<Option<T>, store::Error> {
    match done {
        Ok(value) => Ok(Some(value)),
        Err(store::Error::Damaged { what }) => {
            problems.push(format!("damaged: {what}"));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

fn prove(
    tx: &mut store::Tx,
    leaf: Id,
    head: Option<(u64, String)>,
) -> Result<Option<Proof>, store::Error> {
    let Some((size, note)) = head else {
        return Ok(None);
    };
    let Some(row) = tx.leaf(leaf)? else {
        return Ok(None);
    };
    let Some(index) = row.position.filter(|position| *position < size) else {
        return Ok(None);
    };
    let path = merkle::inclusion(&mut TxTiles(tx), index, size)?;
    Ok(Some(Proof {
        leaf: hash_of(&row.commitment, row.expires),
        index,
        path,
        head: note,
    }))
}

/// Findings of one kind that are named one by one.
const SHOWN: usize = 20;
/// Leaves that are walked before their seconds are looked up.
const CHUNK: u64 = 65_536;

/// One pass over all leaves in their order.
struct Walk<P> {
    frontier: Frontier,
    size: u64,
    /// Sizes for which a head was signed, and the roots that the entries have there.
    roots: BTreeMap<u64, Option<Hash>>,
    kept: u64,
    wrong: Vec<u64>,
    removed: Vec<u64>,
    /// Entries whose second is not the one that was made for them.
    closed: Vec<u64>,
    /// Seconds still to be looked up, with the first entry of each run of entries that name it.
    seconds: Vec<(Id, u64)>,
    /// What the last entry named: the desk's second, and the overseers'.
    named: [Option<[u8; 16]>; 2],
    now: Hour,
    gap: Option<u64>,
    progress: std::sync::Arc<P>,
}

impl<P: Fn(u64)> Walk<P> {
    fn new(
        size: u64,
        sizes: impl Iterator<Item = u64>,
        now: Hour,
        progress: std::sync::Arc<P>,
    ) -> Walk<P> {
        let mut walk = Walk {
            frontier: Frontier::default(),
            size,
            roots: sizes.chain([size]).map(|size| (size, None)).collect(),
            kept: 0,
            wrong: Vec::new(),
            removed: Vec::new(),
            closed: Vec::new(),
            seconds: Vec::new(),
            named: [None; 2],
            now,
            gap: None,
            progress,
        };
        walk.mark();
        walk
    }

    fn leaf(&mut self, leaf: &store::Leaf<'_>) {
        let position = leaf.position;
        let expected = self.frontier.size();
        if self.gap.is_some() || expected >= self.size {
            return;
        }
        if position != expected {
            self.gap = Some(expected);
            return;
        }
        match (leaf.salt, leaf.sealed) {
            (Some(salt), Some(sealed)) => {
                self.kept += 1;
                let committed = seal::Committed {
                    id: leaf.id,
                    desk_second: leaf.desk_second,
                    overseers_second: leaf.overseers_second,
                    salt,
                    sealed,
                };
                if seal::commitment(&committed) != *leaf.commitment {
                    self.wrong.push(position);
                }
                let seconds = [leaf.desk_second, leaf.overseers_second];
                for (named, second) in self.named.iter_mut().zip(seconds) {
                    if named.as_ref() != second {
                        *named = second.copied();
                        self.seconds
                            .extend(second.map(|second| (Id(*second), position)));
                    }
                }
            }
            _ if leaf.expires > self.now => self.removed.push(position),
            _ => {}
        }
        self.frontier.push(hash_of(leaf.commitment, leaf.expires));
        self.mark();
    }

    /// Whether what opens the entries is still there: a second's name is the hash of its encapsulation.
    fn check_seconds(&mut self, tx: &mut store::Tx) -> Result<(), store::Error> {
        for (second, position) in self.seconds.drain(..) {
            let made = tx.second(second)?.is_some_and(|row| {
                seal::second::name_of_second(&row.circle_key.0, &row.encapsulation) == second.0
            });
            if !made {
                self.closed.push(position);
            }
        }
        Ok(())
    }

    fn mark(&mut self) {
        if let Some(root) = self.roots.get_mut(&self.frontier.size()) {
            *root = Some(self.frontier.root());
        }
    }

    /// The root that the entries have at a size for which a head was signed; `None` when they do not reach so far.
    fn root(&self, head: &Head) -> Option<Hash> {
        self.roots.get(&head.size).copied().flatten()
    }

    fn judge(&self, live: &Head, daily: &[Daily], olds: &[Head], problems: &mut Vec<String>) {
        for (positions, what) in [
            (&self.wrong, "was changed: it does not match its commitment"),
            (&self.removed, "was removed before its retention was over"),
            (
                &self.closed,
                "cannot be opened by all its readers: the key of its second is missing or was changed",
            ),
        ] {
            for position in positions.iter().take(SHOWN) {
                problems.push(format!("entry {position} {what}"));
            }
            if positions.len() > SHOWN {
                problems.push(format!("and {} more like it", positions.len() - SHOWN));
            }
        }
        if let Some(position) = self.gap {
            problems.push(format!("entry {position} is missing"));
        }
        match self.root(live) {
            Some(root) if root == live.root => {}
            Some(_) => problems
                .push("the entries do not hash to the signed root: some were changed".to_owned()),
            None if self.gap.is_none() => problems.push(format!(
                "the head covers {} entries, but only {} are here",
                live.size,
                self.frontier.size()
            )),
            None => {}
        }
        for (day, head) in daily {
            if head.size > live.size || self.root(head).is_some_and(|root| root != head.root) {
                problems.push(format!(
                    "the head of {day} was not signed over these entries"
                ));
            }
        }
        for old in olds {
            if old.size > live.size {
                problems.push(format!(
                    "rolled back: a head over {} entries was signed earlier, now there are {}",
                    old.size, live.size
                ));
            } else if self.root(old).is_some_and(|root| root != old.root) {
                problems.push(format!(
                    "forked: the first {} entries are not those that the earlier head was signed over",
                    old.size
                ));
            }
        }
    }
}

//! Proofs from the log, and the log checked from end to end.

use crate::desk::Desk;
use crate::error::Failure;
use crate::sequence::{LIVE, TxTiles, hash_of};
use report::{Hour, Id};
use seal::Head;
use seal::merkle::{self, Frontier, Hash};

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
    /// head, and the head against an earlier one that somebody kept (`against`: a signed note). `progress` is told
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
        let verified = self.store().read("verify log", move |tx| {
            let mut problems = Vec::new();
            let Some((live_size, live_note)) = tx.head(LIVE)? else {
                if against.is_some() {
                    problems.push("the log is empty, but a head was signed for it earlier: it was rolled back".to_owned());
                }
                return Ok(Verified { size: 0, kept: 0, problems });
            };
            let live_head = match Head::verify(&live_note, &key) {
                Ok(head) => head,
                Err(_) => {
                    problems.push("the newest head does not carry our signature".to_owned());
                    return Ok(Verified { size: live_size, kept: 0, problems });
                }
            };
            let old = against.as_ref().and_then(|note| match Head::verify(note, &key) {
                Ok(head) => Some(head),
                Err(_) => {
                    problems.push("the head to check against does not carry this log's signature".to_owned());
                    None
                }
            });
            let mut walk = Walk::new(live_head.size, old.as_ref().map(|head| head.size), now, std::sync::Arc::clone(&progress));
            tx.walk_leaves(0, |leaf| {
                walk.leaf(&leaf);
                Ok(())
            })?;
            walk.judge(&live_head, old.as_ref(), &mut problems);
            // The stored tiles answer proofs: they must tell the same tree.
            if live_head.size > 0 && merkle::root(&mut TxTiles(tx), live_head.size)? != live_head.root {
                problems.push("the stored tree does not hash to the signed root: proofs from it would fail".to_owned());
            }
            Ok(Verified { size: live_head.size, kept: walk.kept, problems })
        });
        Ok(verified.wait()?)
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

/// One pass over all leaves in their order.
struct Walk<P> {
    frontier: Frontier,
    size: u64,
    old_size: Option<u64>,
    old_root: Option<Hash>,
    root: Option<Hash>,
    kept: u64,
    wrong: Vec<u64>,
    removed: Vec<u64>,
    now: Hour,
    gap: Option<u64>,
    progress: std::sync::Arc<P>,
}

impl<P: Fn(u64)> Walk<P> {
    fn new(size: u64, old_size: Option<u64>, now: Hour, progress: std::sync::Arc<P>) -> Walk<P> {
        let mut walk = Walk {
            frontier: Frontier::default(),
            size,
            old_size,
            old_root: None,
            root: None,
            kept: 0,
            wrong: Vec::new(),
            removed: Vec::new(),
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
                if seal::commitment(salt, sealed) != *leaf.commitment {
                    self.wrong.push(position);
                }
            }
            _ if leaf.expires > self.now => self.removed.push(position),
            _ => {}
        }
        self.frontier.push(hash_of(leaf.commitment, leaf.expires));
        self.mark();
        if (position + 1).is_multiple_of(65_536) {
            (self.progress)(position + 1);
        }
    }

    fn mark(&mut self) {
        if self.old_size == Some(self.frontier.size()) {
            self.old_root = Some(self.frontier.root());
        }
        if self.size == self.frontier.size() {
            self.root = Some(self.frontier.root());
        }
    }

    fn judge(&self, live: &Head, old: Option<&Head>, problems: &mut Vec<String>) {
        for (positions, what) in [
            (&self.wrong, "was changed: it does not match its commitment"),
            (&self.removed, "was removed before its retention was over"),
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
        match self.root {
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
        let Some(old) = old else { return };
        if old.size > live.size {
            problems.push(format!(
                "rolled back: a head over {} entries was signed earlier, now there are {}",
                old.size, live.size
            ));
        } else if self.old_root.is_some_and(|root| root != old.root) {
            problems.push(format!(
                "forked: the first {} entries are not those that the earlier head was signed over",
                old.size
            ));
        }
    }
}

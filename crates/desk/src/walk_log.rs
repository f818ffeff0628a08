//! One pass over all leaves of the log: each is hashed, and what the hashes give is held against what was signed.

use crate::sequence::hash_of;
use report::{Hour, Id};
use seal::Head;
use seal::merkle::{Frontier, Hash};
use std::collections::BTreeMap;
use std::ops::Range;

/// Leaves as they were read, one after the other.
#[derive(Default)]
pub(crate) struct Leaves {
    /// The sealed entries of all of them.
    sealed: Vec<u8>,
    rows: Vec<Row>,
}

struct Row {
    id: [u8; 16],
    position: u64,
    commitment: Hash,
    salt: Option<[u8; 32]>,
    sealed: Option<Range<usize>>,
    desk_second: Option<[u8; 16]>,
    overseers_second: Option<[u8; 16]>,
    expires: Hour,
}

impl Leaves {
    /// Reads the leaves of these positions in the place of those that were here. After an error those are here that
    /// could be read.
    pub(crate) fn read(
        &mut self,
        tx: &mut store::Tx<'_>,
        positions: Range<u64>,
    ) -> Result<(), store::Error> {
        self.sealed.clear();
        self.rows.clear();
        tx.walk_leaves(positions, |leaf| {
            let sealed = leaf.sealed.map(|sealed| {
                let start = self.sealed.len();
                self.sealed.extend_from_slice(sealed);
                start..self.sealed.len()
            });
            self.rows.push(Row {
                id: *leaf.id,
                position: leaf.position,
                commitment: *leaf.commitment,
                salt: leaf.salt.copied(),
                sealed,
                desk_second: leaf.desk_second.copied(),
                overseers_second: leaf.overseers_second.copied(),
                expires: leaf.expires,
            });
            Ok(())
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn iter(&self) -> impl Iterator<Item = store::Leaf<'_>> {
        self.rows.iter().map(|row| store::Leaf {
            id: &row.id,
            position: row.position,
            commitment: &row.commitment,
            salt: row.salt.as_ref(),
            sealed: row.sealed.clone().and_then(|range| self.sealed.get(range)),
            desk_second: row.desk_second.as_ref(),
            overseers_second: row.overseers_second.as_ref(),
            expires: row.expires,
        })
    }
}

/// Findings of one kind that are named one by one.
const SHOWN: usize = 20;
/// Leaves that are read at once.
pub(crate) const CHUNK: u64 = 8_192;
/// A day's name and its head.
pub(crate) type Daily = (String, Head);

/// One pass over all leaves in their order.
pub(crate) struct Walk {
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
}

impl Walk {
    pub(crate) fn new(size: u64, sizes: impl Iterator<Item = u64>, now: Hour) -> Walk {
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
        };
        walk.mark();
        walk
    }

    pub(crate) fn leaves(&mut self, leaves: &Leaves) {
        for leaf in leaves.iter() {
            self.leaf(&leaf);
        }
    }

    /// How many were walked.
    pub(crate) fn seen(&self) -> u64 {
        self.frontier.size()
    }

    /// How many of them are still kept.
    pub(crate) fn kept(&self) -> u64 {
        self.kept
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
    pub(crate) fn check_seconds(&mut self, tx: &mut store::Tx) -> Result<(), store::Error> {
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

    pub(crate) fn judge(
        &self,
        live: &Head,
        daily: &[Daily],
        olds: &[Head],
        problems: &mut Vec<String>,
    ) {
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

//! Proofs from the log, and the log checked from end to end.

use crate::circles::{DESK, OVERSEERS};
use crate::desk::Desk;
use crate::error::Failure;
use crate::marks::Foreign;
use crate::sequence::{LIVE, TxTiles, hash_of};
use crate::walk_log::{CHUNK, Daily, Leaves, Walk};
use report::{Hour, Id};
use seal::merkle::{self, Hash};
use seal::{Head, LogPublicKey};
use store::LeafRow;

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

/// A signed head, and that it continues an earlier one.
pub struct HeadFrom {
    /// The signed note.
    pub note: String,
    /// The consistency proof (RFC 9162, section 2.1.4), if it was asked for.
    pub consistency: Option<Vec<Hash>>,
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

    /// Entries under the newest head.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn log_size(&self) -> Result<u64, Failure> {
        Ok(self
            .store()
            .read("read head", |tx| tx.head(LIVE))
            .wait()?
            .map_or(0, |(size, _)| size))
    }

    /// Proof of a leaf under the newest daily head; `None` while it is pending or unknown.
    pub(crate) async fn daily_proof(&self, leaf: Id) -> Result<Option<Proof>, Failure> {
        let found = self.store().read("prove leaf", move |tx| {
            let head = tx.last_daily_head()?.map(|(_, size, note)| (size, note));
            let row = tx.leaf(leaf)?;
            prove(tx, row, head)
        });
        Ok(found.await?)
    }

    /// Proof of the leaf at a position, from 0, under the newest live head, for overseers on the desk's side.
    ///
    /// # Errors
    /// [`Failure::Unknown`] when there is no such leaf under the head.
    pub fn prove(&self, position: u64) -> Result<Proof, Failure> {
        let found = self.store().read("prove leaf", move |tx| {
            let (row, head) = (tx.leaf_at(position)?, tx.head(LIVE)?);
            prove(tx, row, head)
        });
        found.wait()?.ok_or(Failure::Unknown)
    }

    /// The newest head, and the proof that it continues the tree of an earlier size; none when that size is no earlier one.
    ///
    /// # Errors
    /// [`Failure::Unknown`] while the log has no head.
    pub fn head_from(&self, earlier: Option<u64>) -> Result<HeadFrom, Failure> {
        let found = self.store().read("prove head", move |tx| {
            let Some((size, note)) = tx.head(LIVE)? else {
                return Ok(None);
            };
            let consistency = match earlier.filter(|earlier| *earlier <= size) {
                Some(earlier) => Some(merkle::consistency(&mut TxTiles(tx), earlier, size)?),
                None => None,
            };
            Ok(Some(HeadFrom { note, consistency }))
        });
        found.wait()?.ok_or(Failure::Unknown)
    }

    /// Checks every entry against its commitment, every commitment against the tree, the tree against the signed
    /// heads, the stored tiles against the tree, and all of it against an earlier head that somebody kept (`against`: a
    /// signed note). `progress` is told how many entries were checked.
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
            let mut walk = Walk::new(live.size, sizes, now);
            // Leaves are read while those before them are hashed: each takes about half of the time.
            let (mut hashed, mut read) = (Leaves::default(), Leaves::default());
            let mut from = 0;
            loop {
                let positions = from..live.size.min(from + CHUNK);
                from = positions.end;
                let done = std::thread::scope(|scope| {
                    let hashing = scope.spawn(|| walk.leaves(&hashed));
                    let done = read.read(tx, positions);
                    hashing.join().map(|()| done)
                });
                let done = done.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                or_a_finding(done, &mut problems)?;
                let opened = walk.check_seconds(tx);
                or_a_finding(opened, &mut problems)?;
                progress(walk.seen());
                std::mem::swap(&mut hashed, &mut read);
                if hashed.is_empty() && from == live.size {
                    break;
                }
            }
            walk.judge(&live, &daily, &olds, &mut problems);
            let stored = check_tiles(tx, &live);
            if let Some(Some(problem)) = or_a_finding(stored, &mut problems)? {
                problems.push(problem);
            }
            Ok(Verified { size: live.size, kept: walk.kept(), problems })
        });
        Ok(verified.wait()?)
    }
}

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
    row: Option<LeafRow>,
    head: Option<(u64, String)>,
) -> Result<Option<Proof>, store::Error> {
    let (Some(row), Some((size, note))) = (row, head) else {
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

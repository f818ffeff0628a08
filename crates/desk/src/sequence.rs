//! The sequencer: gives committed leaves their positions, grows the tree, signs the head.
//!
//! A transaction inserts a leaf without a number, because no transaction knows in what order others commit. Only
//! here, after the commit, is the order made, and it is THE order for everything else. Several nodes may run
//! this: the database lets one at a time through.

use crate::desk::Desk;
use crate::error::Failure;
use crate::measures::Stopwatch;
use report::{Day, Hour};
use seal::Head;
use seal::merkle::{self, Hash, Tiles, leaf_hash};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;
use store::{NewLeaf, Tx, Unnumbered};

/// Leaves numbered in one transaction.
const BATCH: i64 = 4096;
/// The size of a daily head is a multiple of this, so that it tells no filing.
const DAILY: u64 = 256;
/// Name of the newest head, which stays on the desk's side.
pub(crate) const LIVE: &str = "live";

/// How many leaves a round numbered, and the head that stands then.
type Round = (usize, Option<(Head, String)>);

/// Rung when a leaf was committed; heard by the sequencer. It answers when a head was signed.
#[derive(Default)]
pub(crate) struct Bell {
    state: Mutex<BellState>,
    leaves: Condvar,
    heads: Condvar,
    reports: Condvar,
}

#[derive(Default)]
struct BellState {
    waiting: Vec<Stopwatch>,
    reports: u64,
    stopping: bool,
}

impl Bell {
    /// A leaf was committed.
    pub(crate) fn ring(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.waiting.push(Stopwatch::start());
        if state.waiting.len() == 1 {
            self.leaves.notify_all();
        }
    }

    /// Reports were accepted, with their jobs.
    pub(crate) fn ring_for_reports(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.reports += 1;
        self.reports.notify_one();
    }

    /// Waits until reports were accepted here since `seen`, or `at_most`; returns what to give as `seen` next.
    pub(crate) fn wait_for_reports(&self, seen: u64, at_most: Duration) -> u64 {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.reports.wait_timeout_while(state, at_most, |state| {
            state.reports == seen && !state.stopping
        });
        waited.map_or(seen, |(state, _)| state.reports)
    }

    /// Waits until a leaf was committed here, or `at_most` (another node's leaf rings no bell here).
    pub(crate) fn wait_for_leaf(&self, at_most: Duration) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.waiting.is_empty() && !state.stopping {
            drop(self.leaves.wait_timeout(state, at_most));
        }
    }

    /// Waits until a head was signed here, or `at_most`.
    pub(crate) fn wait_for_head(&self, at_most: Duration) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.heads.wait_timeout(state, at_most));
    }

    pub(crate) fn stop(&self) {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .stopping = true;
        self.leaves.notify_all();
        self.reports.notify_all();
    }

    fn take_waiting(&self) -> Vec<Stopwatch> {
        std::mem::take(
            &mut self
                .state
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .waiting,
        )
    }

    /// No round led since they were taken, so they still wait.
    fn put_back(&self, mut rung: Vec<Stopwatch>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        rung.append(&mut state.waiting);
        state.waiting = rung;
    }

    fn head_signed(&self) {
        self.heads.notify_all();
    }
}

impl Desk {
    /// Numbers what was committed, and signs a head over it; makes the daily head when a day has begun. Returns
    /// how many leaves were numbered: none while another node is at it.
    ///
    /// # Errors
    /// When the database does not answer; nothing is numbered then, and the next call does it.
    pub fn sequence_once(&self) -> Result<usize, Failure> {
        let rung = self.inner.bell.take_waiting();
        match self.number_all() {
            Ok(Some(numbered)) => {
                for stopwatch in rung {
                    self.inner.measures.log_lag.observe(stopwatch.elapsed());
                }
                Ok(numbered)
            }
            not_yet => {
                self.inner.bell.put_back(rung);
                not_yet.map(|_| 0)
            }
        }
    }

    /// How many leaves were numbered; `None` when another node is at it, and so none may be under a head yet.
    fn number_all(&self) -> Result<Option<usize>, Failure> {
        let mut numbered = 0;
        loop {
            let desk = self.clone();
            let round = self
                .store()
                .write("sequence the log", move |tx| desk.sequence_in(tx))
                .wait()?;
            let Some((count, head)) = round else {
                return Ok(None);
            };
            if let Some((head, note)) = head {
                self.inner.last_head.saw(head, note);
            }
            numbered += count;
            if count > 0 {
                self.inner.bell.head_signed();
            }
            if (count as u64) < BATCH.unsigned_abs() {
                return Ok(Some(numbered));
            }
        }
    }

    /// How many leaves were numbered, and the head that stands then; `None` when another node is at it.
    fn sequence_in(&self, tx: &mut Tx) -> Result<Option<Round>, store::Error> {
        let known = self.inner.last_head.known();
        if !tx.try_sequence()? {
            return Ok(None);
        }
        // Asked once: a head signed while a day begins must not carry another date than its name.
        let today = Day::of(self.now());
        let mut numbered = 0;
        let stored = tx.head(LIVE)?;
        let mut head = known.continued_by(stored, tx)?;
        let size = head.as_ref().map_or(0, |(head, _)| head.size);
        let waiting = tx.unnumbered(BATCH)?;
        let (ours, foreign): (Vec<Unnumbered>, Vec<Unnumbered>) =
            waiting.into_iter().partition(|leaf| self.is_ours(leaf));
        if !foreign.is_empty() {
            // Whoever waits for such a leaf waits in vain, and nothing is opened for it.
            tracing::error!(
                leaves = foreign.len(),
                "leaves of the log were changed or added by somebody who can write the database: they get no place"
            );
        }
        if !ours.is_empty() {
            let hashes: Vec<Hash> = ours
                .iter()
                .map(|leaf| hash_of(&leaf.commitment, leaf.expires))
                .collect();
            let positions: Vec<(i64, u64)> = ours.iter().map(|leaf| leaf.seq).zip(size..).collect();
            tx.number_leaves(&positions)?;
            head = Some(self.grow(tx, size, &hashes, today)?);
            numbered += hashes.len();
        }
        if tx.head(&today.to_string())?.is_none() {
            let size = head.as_ref().map_or(0, |(head, _)| head.size);
            let (padding, daily) = self.sign_daily_head(tx, size, today)?;
            numbered += padding;
            head = Some(daily);
        }
        Ok(Some((numbered, head)))
    }

    pub(crate) fn is_ours(&self, leaf: &Unnumbered) -> bool {
        leaf.mark == self.leaf_mark(leaf.id, &leaf.commitment, leaf.expires)
    }

    /// Pads the tree with null leaves and signs the head that may leave the building. It always grows, so that a
    /// day with a filing looks like a day without.
    fn sign_daily_head(
        &self,
        tx: &mut Tx,
        size: u64,
        today: Day,
    ) -> Result<(usize, (Head, String)), store::Error> {
        let padded = (size + 1).next_multiple_of(DAILY);
        let mut random = self.random();
        let expires = self.entry_expiry(self.now());
        let nulls: Vec<(u64, NewLeaf)> = (size..padded)
            .map(|position| {
                let id = self.inner.leaf_names.next();
                let null = seal::null_entry(&id.0, &mut random);
                let leaf = NewLeaf {
                    id,
                    mark: self.leaf_mark(id, &null.commitment, expires),
                    commitment: null.commitment,
                    salt: null.salt,
                    sealed: null.sealed,
                    desk_second: None,
                    overseers_second: None,
                    expires,
                    subject: None,
                };
                (position, leaf)
            })
            .collect();
        tx.insert_numbered_leaves(&nulls)?;
        let hashes: Vec<Hash> = nulls
            .iter()
            .map(|(_, leaf)| hash_of(&leaf.commitment, leaf.expires))
            .collect();
        let (head, note) = self.grow(tx, size, &hashes, today)?;
        tx.put_head(&today.to_string(), head.size, &note)?;
        Ok((hashes.len(), (head, note)))
    }

    /// Appends leaf hashes to the tree and signs the newest head over it.
    pub(crate) fn grow(
        &self,
        tx: &mut Tx,
        size: u64,
        hashes: &[Hash],
        today: Day,
    ) -> Result<(Head, String), store::Error> {
        let grown = merkle::append(&mut TxTiles(tx), size, hashes)?;
        for (level, index, hashes) in &grown.tiles {
            tx.put_tile(u32::from(*level), *index, hashes)?;
        }
        let head = Head {
            origin: self.inner.profile.log.origin.clone(),
            size: grown.size,
            root: grown.root,
            date: today.to_string(),
        };
        let note = head.sign(self.inner.keyring.get().log_signer());
        tx.put_head(LIVE, grown.size, &note)?;
        Ok((head, note))
    }
}

/// The tree's tiles, as stored.
pub(crate) struct TxTiles<'a, 'b>(pub(crate) &'a mut Tx<'b>);

impl Tiles for TxTiles<'_, '_> {
    type Error = store::Error;

    fn tile(&mut self, level: u8, index: u64) -> Result<Vec<Hash>, store::Error> {
        Ok(self.0.tile(u32::from(level), index)?.unwrap_or_default())
    }

    fn too_short(&mut self, _level: u8, _index: u64) -> store::Error {
        store::Error::Damaged {
            what: "the tiles of the log",
        }
    }
}

/// The hash of a leaf: it commits to the sealed entry, and to the hour until which the entry must be kept. Without
/// the hour, whoever can write the database could call an awkward entry expired.
pub(crate) fn hash_of(commitment: &[u8; 32], expires: Hour) -> Hash {
    let mut data = [0; 40];
    data[..32].copy_from_slice(commitment);
    data[32..].copy_from_slice(&expires.0.to_be_bytes());
    leaf_hash(&data)
}

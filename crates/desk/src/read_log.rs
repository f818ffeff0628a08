//! People read the log: officers the history of a report and what the desk did, overseers everything. What a reader's key
//! does not open is shown as what it is, a leaf.

use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::log::{Deed, Entry, Logged};
use crate::opener::ReportOpener;
use crate::unlock::Unlocked;
use report::{Hour, Id, Role};
use seal::Reader;
use store::{LeafRow, SecondRow};

/// An entry of the log, where it stands.
#[derive(Clone, Debug)]
pub struct ReadEntry {
    /// Its position in the log.
    pub position: u64,
    /// What it says to this reader.
    pub said: Said,
}

/// What an entry says to whoever reads it.
#[derive(Clone, Debug)]
pub enum Said {
    /// It is open.
    Open(Entry),
    /// It is sealed to others, or to keys that this person was never given; or it says nothing at all (the log is padded).
    Closed,
    /// Its time is over: the leaf alone is kept.
    Over,
    /// It was changed or taken out by somebody who can write the database: the leaf, which is proved, is of another entry.
    Changed,
}

/// A leaf, and what opens it for the desk and for the overseers.
pub(crate) struct StoredEntry {
    leaf: LeafRow,
    desk: Option<SecondRow>,
    overseers: Option<SecondRow>,
}

/// Entries of a history that are shown at most.
const HISTORY: i64 = 200;

impl Desk {
    /// Entries of the log before a position (the newest without one), the newest first. That they were read is in the log,
    /// too.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`] for whoever is neither an officer nor an overseer; [`Failure::NotLogged`].
    pub fn read_log(
        &self,
        by: &Unlocked,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<ReadEntry>, Failure> {
        let reader = reader(by)?;
        self.log(&by.person, Deed::LogRead, None, "")?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let leaves =
            self.read_leaves(move |tx| tx.leaves_before(before.unwrap_or(u64::MAX), limit))?;
        self.open_leaves(by, reader, leaves)
    }

    /// What people did to a report, the newest first: part of what is shown to whoever opens it.
    pub(crate) fn history(
        &self,
        by: &Unlocked,
        id: Id,
        logged: &Logged,
    ) -> Result<Vec<Entry>, Failure> {
        if !logged.covers(Deed::Opened, id) {
            return Err(Failure::NotLogged);
        }
        let tag = self.inner.keyring.get().subject_tag(&id.0);
        let leaves = self.read_leaves(move |tx| tx.leaves_about(tag, HISTORY))?;
        let opened = self.open_leaves(by, Reader::Desk, leaves)?;
        let about = opened.into_iter().filter_map(|entry| match entry.said {
            // The tag is no proof: whoever writes the database can put it elsewhere. What the entry says is.
            Said::Open(entry) if entry.subject == Some(id) => Some(entry),
            _ => None,
        });
        Ok(about.collect())
    }

    /// Leaves with the seconds of their readers.
    pub(crate) fn read_leaves(
        &self,
        mut leaves: impl FnMut(&mut store::Tx<'_>) -> Result<Vec<LeafRow>, store::Error>
        + Send
        + 'static,
    ) -> Result<Vec<StoredEntry>, Failure> {
        let read = self.store().read("read log", move |tx| {
            let mut read = Vec::new();
            for leaf in leaves(tx)? {
                let mut second = |id: Option<Id>| id.map(|id| tx.second(id)).transpose();
                let desk = second(leaf.desk_second)?.flatten();
                let overseers = second(leaf.overseers_second)?.flatten();
                read.push(StoredEntry {
                    leaf,
                    desk,
                    overseers,
                });
            }
            Ok(read)
        });
        Ok(read.wait()?)
    }

    pub(crate) fn open_leaves(
        &self,
        by: &Unlocked,
        reader: Reader,
        leaves: Vec<StoredEntry>,
    ) -> Result<Vec<ReadEntry>, Failure> {
        let mut opener = ReportOpener::new(self, by);
        let mut entries = Vec::with_capacity(leaves.len());
        for StoredEntry {
            leaf,
            desk,
            overseers,
        } in leaves
        {
            let (id, second) = match reader {
                Reader::Desk => (leaf.desk_second, desk),
                Reader::Overseers => (leaf.overseers_second, overseers),
            };
            let said = match (&leaf.sealed, id) {
                (None, _) if leaf.expires <= Hour::of(self.now()) => Said::Over,
                (None, _) => Said::Changed,
                _ if !is_committed(&leaf) => Said::Changed,
                (Some(_), None) => Said::Closed,
                (Some(sealed), Some(id)) => match opener.second(id, second.as_ref()) {
                    Ok(key) => match seal::open_entry(&leaf.id.0, sealed, key, reader) {
                        Ok(plain) => Said::Open(
                            serde_json::from_slice(&plain)
                                .map_err(|_| Failure::Damaged("a log entry"))?,
                        ),
                        Err(_) => Said::Closed,
                    },
                    Err(Failure::KeyGone(_) | Failure::StepUp | Failure::Damaged(_)) => {
                        Said::Closed
                    }
                    Err(other) => return Err(other),
                },
            };
            let position = leaf.position.ok_or(Failure::Damaged("a leaf's position"))?;
            entries.push(ReadEntry { position, said });
        }
        Ok(entries)
    }
}

/// Whether an entry is the one that its leaf commits to.
fn is_committed(leaf: &LeafRow) -> bool {
    let (Some(salt), Some(sealed)) = (&leaf.salt, &leaf.sealed) else {
        return false;
    };
    let entry = seal::Committed {
        id: &leaf.id.0,
        desk_second: leaf.desk_second.as_ref().map(|id| &id.0),
        overseers_second: leaf.overseers_second.as_ref().map(|id| &id.0),
        salt,
        sealed,
    };
    seal::commitment(&entry) == leaf.commitment
}

pub(crate) fn reader(by: &Unlocked) -> Result<Reader, Failure> {
    match by.person.role {
        Role::Overseer => {
            by.must_be(Role::Overseer, Refused::OverseersOnly)?;
            Ok(Reader::Overseers)
        }
        _ => {
            by.must_be_officer()?;
            Ok(Reader::Desk)
        }
    }
}

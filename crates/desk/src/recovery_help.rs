//! Those who mend somebody's forgotten password: they compare the four words by voice with whoever asked, and give their
//! share, sealed to the request.

use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::log::Deed;
use crate::people::{Person, PersonState};
use crate::recovery::{LASTS, word_place, word_row, words_that_count};
use crate::sign_in::still;
use crate::unlock::Unlocked;
use report::{Id, Timestamp};
use seal::{PublicKey, recovery};
use store::{Recovery, RecoveryShare, RecoveryWord};

/// A request for recovery that is not over.
pub struct PendingRecovery {
    /// Its id.
    pub id: Id,
    /// Whose password it is about.
    pub person: Person,
    /// The four words that whoever asked must be able to say.
    pub words: String,
    /// When it was asked for.
    pub asked: Timestamp,
    /// The names of those who agreed.
    pub agreed: Vec<String>,
    /// How many it takes.
    pub needed: usize,
    /// Whether whoever looks holds a share that would count.
    pub may_help: bool,
}

/// What became of a word.
enum Given {
    /// This many count now.
    Taken(usize),
    /// The same person, or another who holds the same share, gave it before.
    SameShare,
    /// The request or the giver is not what it was any more.
    Overtaken,
}

/// A request, whom it is about, and the shares of their key.
struct Asked {
    request: Recovery,
    person: store::Person,
    key: Id,
    shares: Vec<RecoveryShare>,
}

impl Desk {
    /// The requests for recovery of others that are not over, the oldest first.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`] for who is not active.
    pub fn recoveries(&self, by: &Unlocked) -> Result<Vec<PendingRecovery>, Failure> {
        by.must_be_active()?;
        let (marks, now, me) = (self.marks(), self.now().as_second(), by.person.id);
        let read = self.store().read("list recoveries", move |tx| {
            let mut found = Vec::new();
            for request in marks.recoveries(tx, now)? {
                let key = marks.current_person_key(tx, request.person)?;
                let Some(key) = key.filter(|_| request.person != me) else {
                    continue;
                };
                if let Some(person) = still(tx, &marks, request.person, key.id)? {
                    let words = words_that_count(tx, &marks, request.id)?;
                    let shares = tx.recovery_shares(key.id)?;
                    found.push((request, person, words, shares));
                }
            }
            Ok(found)
        });
        let mut pending = Vec::new();
        for (request, person, words, shares) in read.wait()? {
            let person = Person::from_row(person)?;
            let mine = shares.iter().find(|share| share.holder == me);
            // Whoever holds a share that was given by another of the same standing need not be asked.
            let number = mine.and_then(|mine| self.open_share(by, mine).ok());
            let may_help = number.is_some_and(|mine| {
                let given = |(word, _): &(RecoveryWord, _)| word.number == i64::from(mine.x);
                !words.iter().any(given)
            });
            pending.push(PendingRecovery {
                id: request.id,
                words: words_of(&request)?,
                asked: Timestamp::from_second(request.until - LASTS).map_err(|_| DAMAGED)?,
                agreed: words.into_iter().map(|(_, giver)| giver.name).collect(),
                needed: self.shares_needed(person.role),
                may_help,
                person,
            });
        }
        Ok(pending)
    }

    /// Gives one's word that whoever asked is who they say, after the words were compared. Returns whether enough have.
    ///
    /// # Errors
    /// [`Failure::StepUp`]; [`Failure::Unknown`] when the request is over; [`Failure::NotAllowed`] for who holds no share
    /// of this person's key, or the same as somebody who agreed already.
    pub fn agree_to_recovery(&self, by: &Unlocked, id: Id) -> Result<bool, Failure> {
        by.must_be_active()?;
        by.must_have_stepped_up()?;
        let me = by.person.id;
        let Asked {
            request,
            person,
            key,
            shares,
        } = self.asked(id)?;
        let mine = shares.iter().find(|share| share.holder == me);
        let mine = mine.ok_or(Failure::NotAllowed(Refused::NoShare))?;
        let share = self.open_share(by, mine)?;
        let public = PublicKey::from_bytes(&request.public).map_err(|_| DAMAGED)?;
        if Id(recovery::fingerprint(&public).0) != id {
            return Err(DAMAGED);
        }
        let row = word_row(id, me);
        let plain = zeroize::Zeroizing::new(share.to_bytes());
        let word = RecoveryWord {
            recovery: id,
            giver: me,
            number: i64::from(share.x),
            sealed: seal::seal_to(&public, &mut self.random(), &word_place(&row), &*plain),
        };
        let person = Person::from_row(person)?;
        let why = format!("for {}", person.name);
        let noted = self.noted(&by.person, Deed::RecoveryAgreed, Some(person.id), &why)?;
        let (entry, marks, now) = (noted.clone(), self.marks(), self.now().as_second());
        let given = self.store().write("agree to recovery", move |tx| {
            let giver = marks.person(tx, me)?;
            let active = |row: &store::Person| row.state == PersonState::Active.as_str();
            if !giver.as_ref().is_some_and(active)
                || marks.recovery(tx, id, now)?.is_none()
                || still(tx, &marks, person.id, key)?.is_none()
            {
                return Ok(Given::Overtaken);
            }
            let words = words_that_count(tx, &marks, id)?;
            if words.iter().any(|(one, _)| one.number == word.number) {
                return Ok(Given::SameShare);
            }
            marks.insert_recovery_word(tx, &word)?;
            entry.insert(tx)?;
            Ok(Given::Taken(words.len() + 1))
        });
        match given.wait()? {
            Given::Overtaken => Err(Failure::Unknown),
            Given::SameShare => Err(Failure::NotAllowed(Refused::SameShare)),
            Given::Taken(count) => {
                noted.committed(self);
                Ok(count >= self.shares_needed(person.role))
            }
        }
    }

    fn asked(&self, id: Id) -> Result<Asked, Failure> {
        let (marks, now) = (self.marks(), self.now().as_second());
        let asked = self.store().read("read recovery", move |tx| {
            let Some(request) = marks.recovery(tx, id, now)? else {
                return Ok(None);
            };
            let Some(key) = marks.current_person_key(tx, request.person)? else {
                return Ok(None);
            };
            let Some(person) = still(tx, &marks, request.person, key.id)? else {
                return Ok(None);
            };
            Ok(Some(Asked {
                shares: tx.recovery_shares(key.id)?,
                key: key.id,
                person,
                request,
            }))
        });
        asked.wait()?.ok_or(Failure::Unknown)
    }
}

const DAMAGED: Failure = Failure::Damaged("a request for recovery");

fn words_of(request: &Recovery) -> Result<String, Failure> {
    let public = PublicKey::from_bytes(&request.public).map_err(|_| DAMAGED)?;
    let (id, words) = recovery::fingerprint(&public);
    if Id(id) != request.id {
        return Err(DAMAGED);
    }
    Ok(words.join(" "))
}

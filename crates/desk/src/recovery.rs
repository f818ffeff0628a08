//! A forgotten password is mended by two others (docs/decisions/0034). Whoever forgot theirs asks, and keeps the token;
//! each helper's share is sealed to the request (`recovery_help`), and only the token opens what they make together: the
//! person's own key, which is handed on to one that a new password opens.

use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::hand_on::long_enough;
use crate::log::Deed;
use crate::marks::Marks;
use crate::people::{Person, PersonState};
use crate::second_factor;
use crate::sign_in::{NewSession, still};
use report::{Id, Timestamp};
use seal::{Binding, PrivateKey, PublicKey, Share, TotpSecret, recovery};
use std::collections::HashMap;
use store::{PersonKey, Recovery, RecoveryWord, Tx};

/// Seconds for which a request lives.
pub(crate) const LASTS: i64 = 24 * 3600;

/// How many shares give back any key but a custodian's; what is told to who asks for a name that nobody has.
const TWO: usize = 2;

/// A name in `meta` that is written when recovery is asked for a name that nobody has: asking costs one commit then, too.
const NOBODY: &str = "recovery of nobody";

/// What was asked for.
pub struct RecoveryAsked {
    /// To be kept by whoever asked, in their browser alone, until the others have agreed.
    pub token: String,
    /// Four words, to be told to the helpers by voice.
    pub words: String,
    /// Until when.
    pub until: Timestamp,
}

/// How it stands with a request.
pub struct RecoveryState {
    /// The four words.
    pub words: String,
    /// How many different shares were given.
    pub agreed: usize,
    /// How many it takes.
    pub needed: usize,
}

/// A request with whom it is about and what was given for it.
struct Standing {
    person: store::Person,
    key: PersonKey,
    words: Vec<(RecoveryWord, store::Person)>,
}

impl Desk {
    /// Asks others to mend a forgotten password. What is answered for a name that nobody has looks the same. A request
    /// takes the place of an earlier one for this name, unless somebody gave their word for that.
    ///
    /// # Errors
    /// [`Failure::TooOften`] after three within an hour.
    pub fn ask_recovery(&self, name: &str) -> Result<RecoveryAsked, Failure> {
        let now = self.now().as_second();
        self.inner.guesses.ask(name, now)?;
        let mut random = self.random();
        let (token, public) = recovery::new(&mut random);
        let (id, words) = recovery::fingerprint(&public);
        let person = match self.person(name) {
            Ok(person) if person.state != PersonState::Disabled && !person.awaits_setup => {
                Some(person)
            }
            Ok(_) | Err(Failure::Unknown) => None,
            Err(other) => return Err(other),
        };
        let subject = person.as_ref().map(|person| person.id);
        let why = format!("for {}", person.map_or(String::new(), |person| person.name));
        let noted = self.noted("desk", Deed::RecoveryAsked, subject, &why)?;
        let request = Recovery {
            id: Id(id),
            person: subject.unwrap_or(Id([0; 16])),
            public: public.to_bytes(),
            until: now + LASTS,
        };
        let (entry, marks, nobody) = (noted.clone(), self.marks(), random.bytes::<32>());
        let asked = self.store().write("ask for recovery", move |tx| {
            let open = match subject {
                Some(person) => is_open(tx, &marks, person, now)?,
                None => false,
            };
            if open {
                tx.remove_recovery_of(request.person)?;
                marks.insert_recovery(tx, &request)?;
                entry.insert(tx)?;
            } else {
                tx.put_meta(NOBODY, &nobody)?;
            }
            Ok(open)
        });
        if asked.wait()? {
            noted.committed(self);
        }
        Ok(RecoveryAsked {
            token,
            words: words.join(" "),
            until: Timestamp::from_second(now + LASTS)
                .map_err(|_| Failure::Damaged("the clock"))?,
        })
    }

    /// How it stands with a request. Of one that never was, or is over, nobody has agreed.
    ///
    /// # Errors
    /// [`Failure::Unknown`] for what is no token.
    pub fn recovery_state(&self, token: &str) -> Result<RecoveryState, Failure> {
        let private = recovery::private_of(token).ok_or(Failure::Unknown)?;
        let (id, words) = recovery::fingerprint(&private.public());
        let words = words.join(" ");
        let standing = self.recovery_standing(Id(id))?;
        let Some(standing) = standing.filter(|standing| !standing.words.is_empty()) else {
            return Ok(RecoveryState {
                words,
                agreed: 0,
                needed: TWO,
            });
        };
        let role = Person::from_row(standing.person)?.role;
        Ok(RecoveryState {
            words,
            agreed: standing.words.len(),
            needed: self.shares_needed(role),
        })
    }

    /// Enough have agreed: the person chooses a password, enrols a second factor, and is signed in. Their key is handed
    /// on, so that everything that it opened is still open; their other sessions end.
    ///
    /// # Errors
    /// [`Failure::Unknown`] for what is no token; [`Failure::WrongSecret`] for a wrong code; [`Failure::NotAllowed`] for
    /// a short password, and while too few have agreed.
    pub fn finish_recovery(
        &self,
        token: &str,
        password: &str,
        secret: &TotpSecret,
        code: &str,
    ) -> Result<NewSession, Failure> {
        long_enough(password)?;
        let step = self.first_step(secret, code)?;
        let private = recovery::private_of(token).ok_or(Failure::Unknown)?;
        let request = Id(recovery::fingerprint(&private.public()).0);
        let standing = self.recovery_standing(request)?.ok_or(TOO_FEW)?;
        let needed = self.shares_needed(Person::from_row(standing.person.clone())?.role);
        if standing.words.len() < needed {
            return Err(TOO_FEW);
        }
        let old = recovered(&private, &standing)?;
        let helpers: Vec<&str> = standing
            .words
            .iter()
            .map(|(_, giver)| giver.name.as_str())
            .collect();
        let why = format!("by the words of {}", helpers.join(", "));
        let key = self.new_key(standing.person, standing.key, &old, password)?;
        let (person, id) = (key.person()?, key.owner());
        let factor =
            second_factor::sealed(id, key.id(), &key.public, secret, step, &mut self.random());
        let token = self.new_token(id, key.id(), &key.private);
        let noted = self.noted(&person, Deed::Recovered, Some(id), &why)?;
        let (entry, session, marks) = (noted.clone(), token.row.clone(), self.marks());
        let now = self.now().as_second();
        let done = self.store().write("finish recovery", move |tx| {
            // Looked at again: who gave their word may have left, or another request taken the place of this one.
            if marks.recovery(tx, request, now)?.is_none()
                || words_that_count(tx, &marks, request)?.len() < needed
            {
                return Ok(None);
            }
            let Some(done) = key.write(tx)? else {
                return Ok(None);
            };
            marks.put_second_factor(tx, &factor)?;
            marks.insert_session(tx, &session)?;
            entry.insert(tx)?;
            Ok(Some(done))
        });
        let done = done.wait()?.ok_or(TOO_FEW)?;
        noted.committed(self);
        self.use_new_circles();
        self.new_session(token, done)
    }

    fn recovery_standing(&self, id: Id) -> Result<Option<Standing>, Failure> {
        let (marks, now) = (self.marks(), self.now().as_second());
        let standing = self.store().read("read recovery", move |tx| {
            let Some(request) = marks.recovery(tx, id, now)? else {
                return Ok(None);
            };
            let Some(key) = marks.current_person_key(tx, request.person)? else {
                return Ok(None);
            };
            let Some(person) = still(tx, &marks, request.person, key.id)? else {
                return Ok(None);
            };
            let words = words_that_count(tx, &marks, id)?;
            Ok(Some(Standing { person, key, words }))
        });
        Ok(standing.wait()?)
    }
}

/// Whether this person can be recovered, and no request for them has a word yet.
fn is_open(tx: &mut Tx, marks: &Marks, person: Id, now: i64) -> Result<bool, store::Error> {
    let key = marks.current_person_key(tx, person)?;
    let key = key.map_or(Id([0; 16]), |key| key.id);
    if still(tx, marks, person, key)?.is_none() {
        return Ok(false);
    }
    Ok(match marks.recovery_of(tx, person, now)? {
        Some(earlier) => words_that_count(tx, marks, earlier.id)?.is_empty(),
        None => true,
    })
}

/// The words for a request whose givers are active now, with those, by their names; one of each share.
pub(crate) fn words_that_count(
    tx: &mut Tx,
    marks: &Marks,
    request: Id,
) -> Result<Vec<(RecoveryWord, store::Person)>, store::Error> {
    let mut counted: Vec<(RecoveryWord, store::Person)> = Vec::new();
    for word in marks.recovery_words(tx, request)? {
        let giver = marks.person(tx, word.giver)?;
        let giver = giver.filter(|row| row.state == PersonState::Active.as_str());
        let another = counted.iter().all(|(one, _)| one.number != word.number);
        if let (Some(giver), true) = (giver, another) {
            counted.push((word, giver));
        }
    }
    counted.sort_by(|(_, one), (_, other)| one.name.cmp(&other.name));
    Ok(counted)
}

/// The private half of the person's key, from the shares that were sealed to the request.
fn recovered(private: &PrivateKey, standing: &Standing) -> Result<PrivateKey, Failure> {
    const DAMAGED: Failure = Failure::Damaged("a word for a recovery");
    let mut shares: HashMap<u8, Share> = HashMap::new();
    for (word, _) in &standing.words {
        let row = word_row(word.recovery, word.giver);
        let bytes = seal::open_with(private, &word_place(&row), &word.sealed);
        let share = Share::from_bytes(&bytes.map_err(|_| DAMAGED)?).map_err(|_| DAMAGED)?;
        shares.insert(share.x, share);
    }
    let shares: Vec<Share> = shares.into_values().collect();
    let seed = seal::combine(&shares).map_err(|_| DAMAGED)?;
    let old = PrivateKey::from_bytes(seed.expose());
    let is_it = PublicKey::from_bytes(&standing.key.public).is_ok_and(|key| key == old.public());
    if is_it { Ok(old) } else { Err(DAMAGED) }
}

pub(crate) const TOO_FEW: Failure = Failure::NotAllowed(Refused::TooFewAgreed);

pub(crate) fn word_row(recovery: Id, giver: Id) -> [u8; 32] {
    let mut row = [0; 32];
    row[..16].copy_from_slice(recovery.as_bytes());
    row[16..].copy_from_slice(giver.as_bytes());
    row
}

pub(crate) fn word_place(row: &[u8]) -> Binding<'_> {
    Binding {
        table: "recovery_word",
        row,
        column: "sealed",
        version: 0,
    }
}

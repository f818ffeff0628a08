//! Sessions: the cookie is the key (`seal::session`). A row holds the person's private key sealed under the token; it is
//! opened for one request and forgotten.
//!
//! A token that grew old is succeeded by a fresh one (`succession`). Whoever copied a cookie therefore meets its owner
//! within `desk.renew_minutes`: one of the two comes with a token that was succeeded, and both are out
//! (docs/decisions/0033).

use crate::desk::Desk;
use crate::error::Failure;
use crate::guesses::Series;
use crate::log::Deed;
use crate::marks::Factor;
use crate::people::{Person, PersonState};
use crate::sign_in::still;
use crate::succession::HandedOut;
use crate::unlock::{LOCK_PASSWORD, Unlocked, chain};
use report::{Id, Timestamp};
use seal::PrivateKey;
use std::collections::HashMap;
use store::{PersonKey, SessionRow};

/// Seconds for which a token that was succeeded is good for requests that were under way; and from handing one out to
/// handing out another, while it is not used.
pub(crate) const GRACE: i64 = 30;
/// Seconds by which clocks of several nodes may differ. What was used later than that from now was used before the
/// clock was set back.
const APART: i64 = 60;
/// Seconds after which the time of use is written again: reading pages costs no write each.
const USE: i64 = 60;

/// A living session, for one request.
pub struct Session {
    /// Whose, with their keys.
    pub unlocked: Unlocked,
    /// The token that takes the place of the one that came, once it is used: the cookie's new value.
    pub renewed: Option<String>,
    /// Until when the person may do what takes password and code once more.
    pub stepped_up_until: Option<Timestamp>,
    /// When it ends if it is not used: the earlier of idle and absolute end.
    pub ends: Timestamp,
    /// When the person signed in.
    pub begun: Timestamp,
    /// The same for all tokens of a session.
    pub id: Id,
}

/// A token with its row.
pub(crate) struct NewToken {
    pub(crate) token: String,
    pub(crate) row: SessionRow,
}

/// How it stands with a token.
#[derive(PartialEq, Eq)]
pub(crate) enum Standing {
    Living,
    /// Succeeded just now.
    Grace,
    /// Succeeded long ago: two have had it.
    Copied,
    Over,
}

/// A token's row with its owner.
struct Found {
    row: SessionRow,
    person: store::Person,
    keys: Vec<PersonKey>,
}

impl Found {
    /// Whether its owner still works here, with the key that it was begun with.
    fn opens(&self) -> bool {
        let current = self.keys.iter().rfind(|key| key.current);
        let is_it = |key: &PersonKey| key.id == self.row.person_key && key.lock == LOCK_PASSWORD;
        current.is_some_and(is_it) && self.person.state != PersonState::Disabled.as_str()
    }
}

/// What became of password and code that were typed once more.
enum SteppedUp {
    Yes,
    /// The code was used meanwhile.
    Used,
    /// The session ended meanwhile.
    Over,
}

impl Desk {
    /// Opens the session of a cookie's token, for one request of a person.
    ///
    /// # Errors
    /// [`Failure::SignedOut`] for every token that is no living session.
    pub fn resume(&self, token: &str) -> Result<Session, Failure> {
        self.open_session(token, true)
    }

    /// The same for what a page fetches by itself: the session lives no longer for it, and its token is not renewed.
    ///
    /// # Errors
    /// As [`Desk::resume`].
    pub fn watch(&self, token: &str) -> Result<Session, Failure> {
        self.open_session(token, false)
    }

    /// Whether a session that was opened a while ago still lives, whatever became of its tokens meanwhile.
    ///
    /// # Errors
    /// [`Failure::SignedOut`].
    pub fn still_lives(&self, session: Id) -> Result<(), Failure> {
        let (marks, desk, now) = (self.marks(), self.clone(), self.now().as_second());
        let read = self.store().read("read session", move |tx| {
            let rows = marks.session_family(tx, session)?;
            // Two may have been used in one second: one that lives is enough.
            let lives = |row: &store::SessionRow| {
                matches!(desk.standing(row, now), Standing::Living | Standing::Grace)
            };
            let Some(row) = rows.into_iter().find(lives) else {
                return Ok(None);
            };
            let person = marks.person(tx, row.person)?;
            let keys = marks.person_keys(tx, row.person)?;
            Ok(person.map(|person| Found { row, person, keys }))
        });
        let found = read.wait()?.ok_or(Failure::SignedOut)?;
        match found.opens() {
            true => Ok(()),
            false => Err(Failure::SignedOut),
        }
    }

    /// Somebody is at work within this session, on one thing for long: it lives on, to its absolute end, and so does a token
    /// that was handed out meanwhile and is still under way.
    ///
    /// # Errors
    /// [`Failure::SignedOut`].
    pub fn works_on(&self, session: Id) -> Result<(), Failure> {
        let (marks, desk, now) = (self.marks(), self.clone(), self.now().as_second());
        let written = self.store().write("use session for long", move |tx| {
            let rows = marks.session_family(tx, session)?;
            let living = rows
                .iter()
                .filter(|row| desk.standing(row, now) == Standing::Living);
            let mut lives = false;
            for row in living {
                let used = SessionRow {
                    used: now,
                    ..row.clone()
                };
                marks.replace_session(tx, row, &used)?;
                lives = true;
            }
            Ok(lives)
        });
        match written.wait()? {
            true => Ok(()),
            false => Err(Failure::SignedOut),
        }
    }

    fn open_session(&self, token: &str, is_use: bool) -> Result<Session, Failure> {
        let now = self.now().as_second();
        let found = self.found(token)?.ok_or(Failure::SignedOut)?;
        let standing = self.standing(&found.row, now);
        match standing {
            Standing::Over => return Err(Failure::SignedOut),
            Standing::Copied => return Err(self.end_copied(found.row.family, found.person)?),
            Standing::Living | Standing::Grace => {}
        }
        if !found.opens() {
            return Err(Failure::SignedOut);
        }
        let Found {
            mut row,
            person,
            keys,
        } = found;
        let private = seal::session::open(token, &row.sealed).map_err(|_| Failure::SignedOut)?;
        if row.fresh && standing == Standing::Living {
            row = self.first_use(&row, now)?.ok_or(Failure::SignedOut)?;
        }
        let mut renewed = None;
        if row.fresh && standing == Standing::Grace {
            match self.hand_another(&row, &private, now)? {
                HandedOut::Next(next) => renewed = Some(next.token),
                HandedOut::NotNow => {}
                HandedOut::Taken => return Err(self.end_copied(row.family, person)?),
            }
        }
        if is_use && row.retired.is_none() {
            let minutes = self.inner.profile.desk.renew_minutes;
            if now - row.issued >= minutes * 60 {
                match self.hand_out(&row, &private, now)? {
                    HandedOut::Next(next) => renewed = Some(next.token),
                    HandedOut::NotNow => {}
                    HandedOut::Taken => return Err(self.end_copied(row.family, person)?),
                }
            }
            if now - row.used >= USE {
                row = self.write_use(row, now)?;
            }
        }
        let stepped_up_until = self.stepped_up_until(&row, now);
        Ok(Session {
            unlocked: Unlocked {
                person: Person::from_row(person)?,
                keys: chain(row.person_key, private, &keys),
                stepped_up: stepped_up_until.is_some(),
            },
            renewed,
            stepped_up_until: stepped_up_until.map(at).transpose()?,
            ends: self.session_ends(&row)?,
            begun: at(row.begun)?,
            id: row.family,
        })
    }

    /// Who has a living session by this token, without their keys, and without its counting as a use: for whoever waits for
    /// something to happen. A token that was succeeded is none; nobody is thrown out for it.
    ///
    /// # Errors
    /// [`Failure::SignedOut`].
    pub fn look_in(&self, token: &str) -> Result<Unlocked, Failure> {
        let found = self.found(token)?.ok_or(Failure::SignedOut)?;
        let standing = self.standing(&found.row, self.now().as_second());
        if standing != Standing::Living || !found.opens() {
            return Err(Failure::SignedOut);
        }
        let person = Person::from_row(found.person)?;
        Ok(Unlocked {
            person,
            keys: HashMap::new(),
            stepped_up: false,
        })
    }

    /// Takes password and code once more, for what takes that, during `desk.step_up_minutes`.
    ///
    /// # Errors
    /// [`Failure::SignedOut`]; [`Failure::WrongSecret`], [`Failure::TooOften`] as [`Desk::sign_in`].
    pub fn step_up(&self, token: &str, password: &[u8], code: &str) -> Result<(), Failure> {
        let now = self.now().as_second();
        let found = self.found(token)?.ok_or(Failure::SignedOut)?;
        match self.standing(&found.row, now) {
            Standing::Over => return Err(Failure::SignedOut),
            Standing::Copied => return Err(self.end_copied(found.row.family, found.person)?),
            Standing::Living | Standing::Grace => {}
        }
        let (family, key) = (found.row.family, found.row.person_key);
        let name = found.person.name;
        self.tried(&name, Series::Session(family), || {
            let typed = self.typed(&name, password)?;
            let Factor::Ours(factor) = typed.factor else {
                return Err(Failure::WrongSecret);
            };
            let used = self.use_code(&typed.unlocked.keys, &factor, code)?;
            let id = typed.row.id;
            let noted = self.noted(&typed.unlocked.person, Deed::SteppedUp, Some(id), "")?;
            let (entry, marks) = (noted.clone(), self.marks());
            let done = self.store().write("step up", move |tx| {
                // Whatever else becomes of it, the code is used.
                if !marks.replace_second_factor(tx, &factor, &used)? {
                    return Ok(SteppedUp::Used);
                }
                let mut done = SteppedUp::Over;
                if still(tx, &marks, id, key)?.is_some() {
                    for row in marks.session_family(tx, family)? {
                        let stepped_up = SessionRow {
                            stepped_up: Some(now),
                            ..row.clone()
                        };
                        marks.replace_session(tx, &row, &stepped_up)?;
                        done = SteppedUp::Yes;
                    }
                }
                if let SteppedUp::Yes = done {
                    entry.insert(tx)?;
                }
                Ok(done)
            });
            match done.wait()? {
                SteppedUp::Used => Err(Failure::WrongSecret),
                SteppedUp::Over => Err(Failure::SignedOut),
                SteppedUp::Yes => {
                    noted.committed(self);
                    Ok(())
                }
            }
        })?;
        Ok(())
    }

    /// Ends a session, with all its tokens. One that is over already is no error.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn sign_out(&self, token: &str) -> Result<(), Failure> {
        let now = self.now().as_second();
        let Some(found) = self.found(token)? else {
            return Ok(());
        };
        match self.standing(&found.row, now) {
            Standing::Over => Ok(()),
            Standing::Copied => self.end_copied(found.row.family, found.person).map(drop),
            Standing::Living | Standing::Grace => {
                self.end(found.row.family, found.person, Deed::SignedOut, "")
            }
        }
    }

    pub(crate) fn new_token(&self, person: Id, key: Id, private: &PrivateKey) -> NewToken {
        let now = self.now().as_second();
        let mut random = self.random();
        let (token, hash, sealed) = seal::session::new(private, &mut random);
        NewToken {
            token,
            row: SessionRow {
                hash,
                family: Id(random.bytes()),
                person,
                person_key: key,
                sealed,
                begun: now,
                issued: now,
                used: now,
                stepped_up: None,
                retired: None,
                fresh: false,
            },
        }
    }

    pub(crate) fn session_ends(&self, row: &SessionRow) -> Result<Timestamp, Failure> {
        let (idle, absolute) = self.lasts();
        at((row.used + idle).min(row.begun + absolute))
    }

    /// Seconds for which a session lives without use, and altogether.
    pub(crate) fn lasts(&self) -> (i64, i64) {
        let settings = &self.inner.profile.desk;
        (settings.idle_minutes * 60, settings.session_hours * 3600)
    }

    pub(crate) fn standing(&self, row: &SessionRow, now: i64) -> Standing {
        let (idle, absolute) = self.lasts();
        let times = [row.begun, row.issued, row.used, row.retired.unwrap_or(0)];
        if times.iter().any(|time| *time > now + APART) || now >= row.begun + absolute {
            return Standing::Over;
        }
        match row.retired {
            Some(retired) if now <= retired + GRACE => Standing::Grace,
            Some(_) => Standing::Copied,
            None if now >= row.used + idle => Standing::Over,
            None => Standing::Living,
        }
    }

    fn stepped_up_until(&self, row: &SessionRow, now: i64) -> Option<i64> {
        let until = row.stepped_up? + self.inner.profile.desk.step_up_minutes * 60;
        (row.stepped_up? <= now + APART && now < until).then_some(until)
    }

    /// What a token leads to; nothing that is not marked.
    fn found(&self, token: &str) -> Result<Option<Found>, Failure> {
        let (hash, marks) = (seal::session::hash(token), self.marks());
        let found = self.store().read("read session", move |tx| {
            let Some(row) = marks.session(tx, &hash)? else {
                return Ok(None);
            };
            let Some(person) = marks.person(tx, row.person)? else {
                return Ok(None);
            };
            let keys = marks.person_keys(tx, row.person)?;
            Ok(Some(Found { row, person, keys }))
        });
        Ok(found.wait()?)
    }

    fn write_use(&self, row: SessionRow, now: i64) -> Result<SessionRow, Failure> {
        let used = SessionRow {
            used: now,
            ..row.clone()
        };
        let (former, next, marks) = (row.clone(), used.clone(), self.marks());
        let written = self.store().write("use session", move |tx| {
            marks.replace_session(tx, &former, &next)
        });
        Ok(if written.wait()? { used } else { row })
    }

    /// Two have had one cookie: whoever they are, both are out. Gives the failure that whoever came is told.
    fn end_copied(&self, family: Id, person: store::Person) -> Result<Failure, Failure> {
        let why = "one session was used from two places";
        self.end(family, person, Deed::SessionEnded, why)?;
        Ok(Failure::SignedOut)
    }

    /// Removes a session, and tells it if it was alive.
    fn end(&self, family: Id, person: store::Person, deed: Deed, why: &str) -> Result<(), Failure> {
        let person = Person::from_row(person)?;
        let noted = self.noted(&person, deed, Some(person.id), why)?;
        let (entry, marks, desk) = (noted.clone(), self.marks(), self.clone());
        let now = self.now().as_second();
        let alive = self.store().write("end session", move |tx| {
            let rows = marks.session_family(tx, family)?;
            let alive = rows
                .iter()
                .any(|row| desk.standing(row, now) == Standing::Living);
            tx.remove_session_family(family)?;
            if alive {
                entry.insert(tx)?;
            }
            Ok(alive)
        });
        if alive.wait()? {
            noted.committed(self);
        }
        Ok(())
    }
}

fn at(second: i64) -> Result<Timestamp, Failure> {
    Timestamp::from_second(second).map_err(|_| Failure::Damaged("a session's time"))
}

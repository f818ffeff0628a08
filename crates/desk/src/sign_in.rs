//! Signing in: password and code begin a session (docs/decisions/0033). Whoever is refused is not told why: wrong name,
//! wrong password, wrong or used code, somebody who left or never set a password are answered alike, after alike work.

use crate::desk::Desk;
use crate::error::Failure;
use crate::guesses::Series;
use crate::hand_on::long_enough;
use crate::log::Deed;
use crate::marks::Factor;
use crate::noted::Noted;
use crate::people::{Person, PersonState};
use crate::second_factor;
use crate::session::NewToken;
use crate::setup::SetupLink;
use crate::unlock::{LOCK_PASSWORD, Unlocked, chain};
use report::{Id, Timestamp};
use seal::TotpSecret;
use store::{PersonKey, SecondFactor, Tx};

/// What became of a password and a code.
pub enum SignIn {
    /// A session began.
    Done(NewSession),
    /// The password is right, and nobody ever enrolled a second factor: [`Desk::enrol`] does.
    MustEnrol,
}

/// A session that began.
pub struct NewSession {
    /// For the cookie, and nowhere else: it is the key.
    pub token: String,
    /// Whose.
    pub person: Person,
    /// How many tries failed with this name since the last that did not, as far as this process remembers.
    pub failed_before: u32,
    /// When it ends at the latest if it is not used: the earlier of idle and absolute end.
    pub ends: Timestamp,
}

/// Somebody whose password was right.
pub(crate) struct Typed {
    pub(crate) row: store::Person,
    key: PersonKey,
    pub(crate) unlocked: Unlocked,
    pub(crate) factor: Factor,
}

/// How the second factor changes with a sign-in.
#[derive(Clone)]
enum Change {
    /// A code of it was used.
    Used(SecondFactor, SecondFactor),
    /// There was none.
    Enrolled(SecondFactor),
}

impl Desk {
    /// Begins a session.
    ///
    /// # Errors
    /// [`Failure::WrongSecret`] for whatever is wrong; [`Failure::TooOften`].
    pub fn sign_in(&self, name: &str, password: &[u8], code: &str) -> Result<SignIn, Failure> {
        self.sign_in_from(None, name, password, code)
    }

    /// The same from a browser that brings what it was given to keep ([`Desk::remember_browser`]).
    ///
    /// # Errors
    /// As [`Desk::sign_in`].
    pub fn sign_in_from(
        &self,
        browser: Option<&str>,
        name: &str,
        password: &[u8],
        code: &str,
    ) -> Result<SignIn, Failure> {
        let series = self.series_of(browser, name);
        let (done, failed_before) = self.tried(name, series, || {
            let typed = self.typed(name, password)?;
            match &typed.factor {
                Factor::None => Ok(None),
                Factor::Foreign => Err(Failure::WrongSecret),
                Factor::Ours(factor) => {
                    let used = self.use_code(&typed.unlocked.keys, factor, code)?;
                    let change = Change::Used(factor.clone(), used);
                    self.begin_session(typed, change, "").map(Some)
                }
            }
        })?;
        Ok(done.map_or(SignIn::MustEnrol, |session| {
            SignIn::Done(NewSession {
                failed_before,
                ..session
            })
        }))
    }

    /// Enrols a second factor for somebody who has none, and begins a session.
    ///
    /// # Errors
    /// As [`Desk::sign_in`]; also when there is one.
    pub fn enrol(
        &self,
        name: &str,
        password: &[u8],
        secret: &TotpSecret,
        code: &str,
    ) -> Result<NewSession, Failure> {
        let (session, failed_before) = self.tried(name, Series::Stranger, || {
            let typed = self.typed(name, password)?;
            let Factor::None = typed.factor else {
                return Err(Failure::WrongSecret);
            };
            let step = self.first_step(secret, code)?;
            let (key, private) = (typed.key.id, &typed.unlocked.keys[&typed.key.id]);
            let (public, random) = (private.public(), &mut self.random());
            let factor = second_factor::sealed(typed.row.id, key, &public, secret, step, random);
            self.begin_session(typed, Change::Enrolled(factor), "with a new second factor")
        })?;
        Ok(NewSession {
            failed_before,
            ..session
        })
    }

    /// Completes set-up in a browser: the link's owner chooses a password, enrols a second factor, and is signed in: all
    /// of it, or nothing. The code is looked at first.
    ///
    /// # Errors
    /// [`Failure::WrongSecret`] for a wrong code, or when the link is wrong or was used; [`Failure::NotAllowed`] for a
    /// short password.
    pub fn set_up(
        &self,
        link: &SetupLink,
        password: &str,
        secret: &TotpSecret,
        code: &str,
    ) -> Result<NewSession, Failure> {
        long_enough(password)?;
        let step = self.first_step(secret, code)?;
        let (row, old, private) = self.open_link(link)?;
        let key = self.new_key(row, old, &private, password)?;
        let (person, id) = (key.person()?, key.owner());
        let factor =
            second_factor::sealed(id, key.id(), &key.public, secret, step, &mut self.random());
        let token = self.new_token(id, key.id(), &key.private);
        let noted = self.noted(
            &person,
            Deed::PersonChanged,
            Some(id),
            "completed set-up with a second factor, and signed in",
        )?;
        let (entry, session, marks) = (noted.clone(), token.row.clone(), self.marks());
        let done = self.store().write("set up", move |tx| {
            let Some(done) = key.write(tx)? else {
                return Ok(None);
            };
            marks.put_second_factor(tx, &factor)?;
            marks.insert_session(tx, &session)?;
            entry.insert(tx)?;
            Ok(Some(done))
        });
        let done = done.wait()?.ok_or(Failure::WrongSecret)?;
        noted.committed(self);
        self.use_new_circles();
        self.new_session(token, done)
    }

    /// A try of a name: in its turn, counted, and noted when it fails.
    pub(crate) fn tried<T>(
        &self,
        name: &str,
        series: Series,
        deed: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<(T, u32), Failure> {
        let guesses = &self.inner.guesses;
        let turn = self.inner.lanes.of(series).take()?;
        guesses.begin(name, series, self.now().as_second())?;
        let done = deed();
        drop(turn);
        let now = self.now().as_second();
        match done {
            Ok(value) => Ok((value, guesses.right(name, series, now))),
            Err(Failure::WrongSecret) => {
                if guesses.to_be_noted(name, now) {
                    self.note_failed(name)?;
                }
                Err(Failure::WrongSecret)
            }
            Err(other) => {
                guesses.undecided(name, series, now);
                Err(other)
            }
        }
    }

    /// Notes that somebody failed with a name that is known; another may be a password in the wrong field. Sealed in
    /// both cases, and not waited for: the time of the answer names nobody.
    fn note_failed(&self, name: &str) -> Result<(), Failure> {
        let person = match self.person(name) {
            Ok(person) => Some(person),
            Err(Failure::Unknown) => None,
            Err(other) => return Err(other),
        };
        let why = format!("as {}", person.as_ref().map_or("", |p| p.name.as_str()));
        let subject = person.map(|person| person.id);
        let noted: Noted = self.noted("desk", Deed::SignInFailed, subject, &why)?;
        if subject.is_some() {
            drop(
                self.store()
                    .append("append to the log", move |tx| noted.insert(tx)),
            );
            self.inner.bell.ring();
        }
        Ok(())
    }

    /// Somebody by their name and password, with their second factor.
    pub(crate) fn typed(&self, name: &str, password: &[u8]) -> Result<Typed, Failure> {
        let opened = match self.open_key(name, password) {
            Ok(opened) => opened,
            Err(failure) => {
                self.as_if_right()?;
                return Err(failure);
            }
        };
        let (id, marks) = (opened.person.id, self.marks());
        let factor = self
            .store()
            .read("read second factor", move |tx| marks.second_factor(tx, id))
            .wait()?;
        let keys = chain(opened.key.id, opened.private, &opened.all);
        Ok(Typed {
            unlocked: Unlocked::by_password(Person::from_row(opened.person.clone())?, keys),
            row: opened.person,
            key: opened.key,
            factor,
        })
    }

    /// What it takes to look at a code, for whoever typed a wrong password.
    fn as_if_right(&self) -> Result<(), Failure> {
        let (nobody, marks) = (Id([0; 16]), self.marks());
        self.store()
            .read("read second factor", move |tx| {
                marks.second_factor(tx, nobody)
            })
            .wait()?;
        let mut random = self.random();
        let (private, public) = seal::generate(&mut random);
        let secret = TotpSecret::random(&mut random);
        let row = second_factor::sealed(nobody, nobody, &public, &secret, 0, &mut random);
        let keys = [(nobody, private)].into();
        drop(self.use_code(&keys, &row, "000000"));
        Ok(())
    }

    /// The code as well was right.
    fn begin_session(
        &self,
        typed: Typed,
        change: Change,
        why: &str,
    ) -> Result<NewSession, Failure> {
        let (row, key) = (typed.row, typed.key.id);
        let private = typed.unlocked.keys[&key].clone();
        let token = self.new_token(row.id, key, &private);
        let noted = self.noted(&typed.unlocked.person, Deed::SignedIn, Some(row.id), why)?;
        let (entry, session) = (noted.clone(), token.row.clone());
        let (marks, sharing, id) = (self.marks(), self.sharing(), row.id);
        let begun = self.store().write("sign in", move |tx| {
            // Looked at again: Argon2id takes its time.
            let Some(person) = still(tx, &marks, id, key)? else {
                return Ok(false);
            };
            let first = match &change {
                Change::Used(former, used) => marks.replace_second_factor(tx, former, used)?,
                Change::Enrolled(factor) => {
                    let none = matches!(marks.second_factor(tx, id)?, Factor::None);
                    if none {
                        marks.put_second_factor(tx, factor)?;
                    }
                    none
                }
            };
            if first {
                sharing.keep_up(tx, &person, key, &private)?;
                marks.insert_session(tx, &session)?;
                entry.insert(tx)?;
            }
            Ok(first)
        });
        if !begun.wait()? {
            return Err(Failure::WrongSecret);
        }
        noted.committed(self);
        self.new_session(token, row)
    }

    pub(crate) fn new_session(
        &self,
        token: NewToken,
        row: store::Person,
    ) -> Result<NewSession, Failure> {
        Ok(NewSession {
            ends: self.session_ends(&token.row)?,
            token: token.token,
            person: Person::from_row(row)?,
            failed_before: 0,
        })
    }
}

/// The person, while they have not left and this is the key that their password opens.
pub(crate) fn still(
    tx: &mut Tx,
    marks: &crate::marks::Marks,
    person: Id,
    key: Id,
) -> Result<Option<store::Person>, store::Error> {
    let row = marks.person(tx, person)?;
    let row = row.filter(|row| row.state != PersonState::Disabled.as_str());
    let current = marks.current_person_key(tx, person)?;
    let is_it = current.is_some_and(|now| now.id == key && now.lock == LOCK_PASSWORD);
    Ok(row.filter(|_| is_it))
}

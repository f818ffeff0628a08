//! A circle is a group that shares a key pair: the desk (all officers) and the overseers. Its public half is
//! known to the running server; its private half exists only wrapped to each member.

use crate::desk::Desk;
use crate::error::Failure;
use crate::marks::Marks;
use crate::outside::Random;
use crate::people::PersonState;
use crate::unlock::{LOCK_PASSWORD, LOCK_SETUP};
use report::{Hour, Id, Month, Role};
use seal::{Binding, PrivateKey, PublicKey};
use std::sync::{Arc, PoisonError, RwLock};
use store::{CircleKey, PersonKey, Tx};

/// Name of the officers' circle, as stored.
pub(crate) const DESK: &str = "desk";
/// Name of the overseers' circle, as stored.
pub(crate) const OVERSEERS: &str = "overseers";

/// A circle's current public key.
#[derive(Clone)]
pub(crate) struct CirclePublic {
    pub(crate) id: Id,
    row: Arc<CircleKey>,
    pub(crate) public: Arc<PublicKey>,
}

/// The current key of an active custodian who has set a password.
#[derive(Clone)]
pub(crate) struct Custodian {
    pub(crate) key: Id,
    pub(crate) public: Arc<PublicKey>,
}

#[derive(Clone)]
pub(crate) struct Current {
    pub(crate) desk: CirclePublic,
    pub(crate) overseers: CirclePublic,
    pub(crate) custodians: Arc<[Custodian]>,
}

/// The current public keys, as last read from the database.
#[derive(Default)]
pub(crate) struct Circles(RwLock<Option<Current>>);

impl Circles {
    pub(crate) fn current(&self) -> Result<Current, Failure> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
            .ok_or(Failure::Damaged("no key of the desk or the overseers"))
    }

    /// The newest key of each circle; none before they were read for the first time.
    pub(crate) fn newest(&self) -> Vec<Arc<CircleKey>> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let held = held.as_ref();
        held.map_or_else(Vec::new, |held| {
            [&held.desk, &held.overseers]
                .map(|circle| Arc::clone(&circle.row))
                .into()
        })
    }
}

impl CirclePublic {
    fn newer_of(self, held: &CirclePublic) -> CirclePublic {
        if self.row.number < held.row.number {
            held.clone()
        } else {
            self
        }
    }
}

impl Desk {
    /// Reads the current public keys again, after a deed that made one. That deed is done, whatever becomes of this: the
    /// next round of housekeeping reads the key, as it does one that another node made.
    pub(crate) fn use_new_circles(&self) {
        if let Err(failure) = self.refresh_circles() {
            let cause = failure.cause();
            tracing::warn!(%failure, cause, "the circles' new keys were not read; the next round tries again");
        }
    }

    /// Reads the current public keys again: at start, and every minute (another node may have made new ones).
    pub(crate) fn refresh_circles(&self) -> Result<(), Failure> {
        let mut current = self.load_circles()?;
        let mut held = self
            .inner
            .circles
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.as_ref() {
            // Somebody who read later may have been here first.
            current.desk = current.desk.newer_of(&held.desk);
            current.overseers = current.overseers.newer_of(&held.overseers);
        }
        *held = Some(current);
        Ok(())
    }

    /// Whether enough custodians hold keys for a name to be kept. Until then contacts are refused.
    ///
    /// # Errors
    /// When the circles' keys were never read.
    pub fn keeps_names(&self) -> Result<bool, Failure> {
        let custodians = self.inner.circles.current()?.custodians.len();
        Ok(custodians >= usize::from(self.inner.profile.custody.threshold))
    }

    /// Reads the public keys that everything new is sealed to, and checks them and their marks.
    fn load_circles(&self) -> Result<Current, Failure> {
        let marks = self.marks();
        let (desk, overseers, custodians) = self
            .store()
            .read("read circle keys", move |tx| {
                Ok((
                    marks.current_circle_key(tx, DESK)?,
                    marks.current_circle_key(tx, OVERSEERS)?,
                    holders(tx, &marks, Role::Custodian)?,
                ))
            })
            .wait()?;
        let custodians: Result<_, Failure> = custodians
            .into_iter()
            .map(|key| {
                let public = PublicKey::from_bytes(&key.public)
                    .map_err(|_| Failure::Damaged("a custodian's key"))?;
                Ok(Custodian {
                    key: key.id,
                    public: Arc::new(public),
                })
            })
            .collect();
        Ok(Current {
            desk: public(desk)?,
            overseers: public(overseers)?,
            custodians: custodians?,
        })
    }
}

/// The keys of those who hold what a role keeps: its active people whose current key their own password opens. A key
/// that an unused set-up link opens is opened by the keyring, too, and so is no second person's.
pub(crate) fn holders(
    tx: &mut Tx,
    marks: &Marks,
    role: Role,
) -> Result<Vec<PersonKey>, store::Error> {
    current_keys(tx, marks, role, LOCK_PASSWORD)
}

fn current_keys(
    tx: &mut Tx,
    marks: &Marks,
    role: Role,
    lock: &str,
) -> Result<Vec<PersonKey>, store::Error> {
    let mut keys = Vec::new();
    for person in marks.persons(tx)? {
        if person.role == role.as_str()
            && person.state == PersonState::Active.as_str()
            && let Some(key) = marks.current_person_key(tx, person.id)?
            && key.lock == lock
        {
            keys.push(key);
        }
    }
    Ok(keys)
}

fn public(row: Option<CircleKey>) -> Result<CirclePublic, Failure> {
    let row = row.ok_or(Failure::Damaged("no key of the desk or the overseers"))?;
    let public = PublicKey::from_bytes(&row.public)
        .map_err(|_| Failure::Damaged("a circle's public key"))?;
    Ok(CirclePublic {
        id: row.id,
        public: Arc::new(public),
        row: Arc::new(row),
    })
}

/// Makes a new pair for a circle, wraps the private half to every active member who has set a password, and forgets
/// it. Only while there is no such member those are given it whose links are unused: a new installation takes reports
/// from its first second. The first who completes set-up makes the next pair.
///
/// Needs nobody's password: nobody can thereby read what was sealed to the old one.
pub(crate) fn make_pair(
    tx: &mut Tx,
    marks: &Marks,
    circle: &'static str,
    month: Month,
    hour: Hour,
    random: &mut Random,
) -> Result<(), store::Error> {
    let (private, public) = seal::generate(random);
    let id = Id(random.bytes());
    let before = marks.current_circle_key(tx, circle)?;
    let pair = CircleKey {
        id,
        circle: circle.to_owned(),
        number: before.map_or(0, |key| key.number) + 1,
        month: month.0,
        public: public.to_bytes(),
        hour,
    };
    marks.insert_circle_key(tx, &pair)?;
    let role = role_of(circle);
    let mut members = holders(tx, marks, role)?;
    if members.is_empty() {
        members = current_keys(tx, marks, role, LOCK_SETUP)?;
    }
    for key in members {
        wrap_to(tx, id, &private, key.id, &key.public, random)?;
    }
    Ok(())
}

/// Wraps a circle's private half to one member's key.
pub(crate) fn wrap_to(
    tx: &mut Tx,
    circle_key: Id,
    private: &PrivateKey,
    person_key: Id,
    public: &[u8],
    random: &mut Random,
) -> Result<(), store::Error> {
    let public = PublicKey::from_bytes(public).map_err(|_| store::Error::Damaged {
        what: "a person's public key",
    })?;
    let row = wrap_row(circle_key, person_key);
    let sealed = seal::seal_to(
        &public,
        random,
        &wrap_place(&row),
        private.to_bytes().as_slice(),
    );
    tx.insert_circle_wrap(circle_key, person_key, &sealed)
}

/// Opens a circle's private half with a member's private key.
pub(crate) fn open_wrap(
    member: &PrivateKey,
    circle_key: Id,
    person_key: Id,
    sealed: &[u8],
) -> Result<PrivateKey, Failure> {
    let row = wrap_row(circle_key, person_key);
    let seed = seal::open_with(member, &wrap_place(&row), sealed)
        .map_err(|_| Failure::Damaged("a circle's key wrapped to a member"))?;
    let seed = seed
        .as_slice()
        .try_into()
        .map_err(|_| Failure::Damaged("a circle's private key"))?;
    Ok(PrivateKey::from_bytes(seed))
}

fn wrap_row(circle_key: Id, person_key: Id) -> [u8; 32] {
    let mut row = [0; 32];
    row[..16].copy_from_slice(circle_key.as_bytes());
    row[16..].copy_from_slice(person_key.as_bytes());
    row
}

fn wrap_place(row: &[u8]) -> Binding<'_> {
    Binding {
        table: "circle_wrap",
        row,
        column: "sealed",
        version: 0,
    }
}

/// Whether a key is one of this month or the last, or still the newest.
pub(crate) fn is_recent(keys: &[CircleKey], key: Id, month: Month) -> bool {
    let since = month.plus_months(-1);
    let newest = keys.last().map(|key| key.id);
    newest == Some(key) || keys.iter().any(|one| one.id == key && one.month >= since.0)
}

/// Which circle a role belongs to.
pub(crate) fn circle_of(role: Role) -> Option<&'static str> {
    match role {
        Role::Officer => Some(DESK),
        Role::Overseer => Some(OVERSEERS),
        Role::Custodian | Role::Clerk | Role::Administrator => None,
    }
}

fn role_of(circle: &'static str) -> Role {
    if circle == DESK {
        Role::Officer
    } else {
        Role::Overseer
    }
}

//! The first start: an empty place becomes an installation.

use crate::circles::{DESK, OVERSEERS, make_pair};
use crate::desk::KeyringHome;
use crate::error::{Failure, OpenFailure};
use crate::keyring::KeyringInUse;
use crate::marks::Marks;
use crate::outside::Outside;
use crate::people::{PersonState, insert_person, pending};
use report::{Day, Hour, Id, Month, Profile, Role};
use seal::{Key, Keyring, label};
use store::Store;

/// What the first start made.
#[derive(Debug)]
pub struct Founded {
    /// Names and roles of the founding people; their links are had from `Desk::setup_links`.
    pub people: Vec<(String, Role)>,
}

/// Where the database remembers which keyring it belongs to (a MAC, not a key).
const KEYRING_MARK: &str = "keyring";

pub(crate) fn keyring_and_people(
    store: &Store,
    home: KeyringHome,
    profile: &Profile,
    outside: &Outside,
    found: bool,
) -> Result<(KeyringInUse, Option<Founded>), OpenFailure> {
    let mark = store
        .read("read keyring mark", |tx| tx.meta(KEYRING_MARK))
        .wait()
        .map_err(Failure::from)?;
    match (mark, KeyringInUse::read(&home, outside)?) {
        (Some(mark), Some(keyring)) if mark == self::mark(&keyring) => Ok((keyring, None)),
        (Some(_), Some(_)) => Err(OpenFailure::OtherKeyring),
        // Never founded anew with the same keys: receipts would be issued that the real database does not know, and
        // its log would be forked under its own signature.
        (None, Some(_)) => Err(OpenFailure::DatabaseEmpty),
        // Cut short after the commit, before the keyring got its name.
        (Some(mark), None) => match KeyringInUse::begun(&home, outside)? {
            Some(begun) if mark == self::mark(&begun) => Ok((begun.finish(home)?, None)),
            _ => Err(OpenFailure::KeyringMissing),
        },
        (None, None) if !found => Err(OpenFailure::NotFounded),
        (None, None) => {
            // A founding that was cut short before its commit goes on with the keys it made: that commit may have
            // been on its way.
            let begun = match KeyringInUse::begun(&home, outside)? {
                Some(begun) => begun,
                None => {
                    let fresh = Keyring::found(&mut outside.random(), Day::of(outside.now()).0);
                    KeyringInUse::begin(&home, fresh, outside)?
                }
            };
            let founded = found_people(store, &begun, profile, outside)?;
            Ok((begun.finish(home)?, Some(founded)))
        }
    }
}

fn found_people(
    store: &Store,
    keyring: &KeyringInUse,
    profile: &Profile,
    outside: &Outside,
) -> Result<Founded, Failure> {
    let mut people = vec![
        ("officer-1".to_owned(), Role::Officer),
        ("overseer-1".to_owned(), Role::Overseer),
    ];
    people.extend(
        (1..=profile.custody.custodians).map(|n| (format!("custodian-{n}"), Role::Custodian)),
    );
    let setup_key = keyring.get().setup_key().clone();
    let marks = Marks::of(&keyring.get());
    let (mark, now) = (mark(keyring), outside.now());
    let (founders, outside) = (people.clone(), outside.clone());
    store
        .write("found installation", move |tx| {
            let mut random = outside.random();
            let hour = Hour::of(now);
            for (name, role) in &founders {
                let id = Id(random.bytes());
                let founder = store::Person {
                    state: PersonState::Active.as_str().to_owned(),
                    ..pending(id, name, *role, hour)
                };
                insert_person(tx, &marks, &founder, &setup_key, &mut random)?;
            }
            for circle in [DESK, OVERSEERS] {
                make_pair(tx, &marks, circle, Month::of(now), hour, &mut random)?;
            }
            tx.put_meta(KEYRING_MARK, &mark)
        })
        .wait()?;
    Ok(Founded { people })
}

/// A MAC under a key of the keyring: tells whether database and keyring belong together, and nothing else.
fn mark(keyring: &KeyringInUse) -> Vec<u8> {
    let keys = keyring.get();
    let key: Key = keys.pepper().clone();
    key.mac(label::KEYRING_MARK, b"").to_vec()
}

//! The first start: an empty place becomes an installation.

use crate::circles::{DESK, OVERSEERS, make_pair};
use crate::desk::KeyringHome;
use crate::error::{Failure, OpenFailure};
use crate::keyring::KeyringInUse;
use crate::outside::Outside;
use crate::people::insert_person;
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
    let keyring = KeyringInUse::read(KeyringHome {
        path: home.path.clone(),
        secret: home.secret.clone(),
    })?;
    match (mark, keyring) {
        (Some(mark), Some(keyring)) => {
            if mark != self::mark(&keyring) {
                return Err(OpenFailure::OtherKeyring);
            }
            Ok((keyring, None))
        }
        (Some(_), None) => Err(OpenFailure::KeyringMissing),
        (None, _) if !found => Err(OpenFailure::NotFounded),
        (None, existing) => {
            // A keyring without people: the first start was cut short, or a second node joins before the first
            // has founded. Founding again with the same keyring is the same deed.
            let keyring = match existing {
                Some(keyring) => keyring,
                None => {
                    let fresh = Keyring::found(&mut outside.random(), Day::of(outside.now()).0);
                    KeyringInUse::found(home, fresh, outside)?
                }
            };
            let founded = found_people(store, &keyring, profile, outside)?;
            Ok((keyring, Some(founded)))
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
    let (mark, now) = (mark(keyring), outside.now());
    let (founders, outside) = (people.clone(), outside.clone());
    store
        .write("found installation", move |tx| {
            let mut random = outside.random();
            let hour = Hour::of(now);
            for (name, role) in &founders {
                let id = Id(random.bytes());
                insert_person(tx, id, name, *role, "active", &setup_key, hour, &mut random)?;
            }
            for circle in [DESK, OVERSEERS] {
                make_pair(tx, circle, Month::of(now), hour, &mut random)?;
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

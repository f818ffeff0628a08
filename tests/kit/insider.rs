//! Somebody who holds a copy of the database, the keyring and some people's passwords, and knows how everything is
//! sealed. What this one can read is what a compromise surrenders, whatever the desk's own rules say.

use super::installation::{Installation, password_of};
use report::{Contact, Id};
use seal::{Binding, Key, PrivateKey, Reader, SecondKey, Share};
use std::collections::HashMap;
use store::{Person, PersonKey, Unproven};

/// What the passwords opened.
pub(crate) struct Insider<'a> {
    house: &'a Installation,
    people: HashMap<Id, PrivateKey>,
    circles: HashMap<Id, PrivateKey>,
}

impl Installation {
    /// Takes the database, the keyring, what unused set-up links open (the keyring makes them), and these people's
    /// passwords.
    pub(crate) fn insider(&self, names: &[&str]) -> Insider<'_> {
        let mut insider = Insider {
            house: self,
            people: HashMap::new(),
            circles: HashMap::new(),
        };
        insider.learn_links();
        for name in names {
            insider.learn_password(name);
        }
        let mine: Vec<Id> = insider.people.keys().copied().collect();
        for person_key in mine {
            let wraps = self.tables(move |tx| tx.circle_wraps_for(person_key));
            for (circle_key, sealed) in wraps {
                let row = [*circle_key.as_bytes(), *person_key.as_bytes()].concat();
                if let Some(private) =
                    private(&insider.people[&person_key], "circle_wrap", &row, &sealed)
                {
                    insider.circles.insert(circle_key, private);
                }
            }
        }
        insider
    }
}

/// Rows as they lie in the tables.
impl Installation {
    pub(crate) fn row_of(&self, name: &str) -> Option<Person> {
        let name = name.to_owned();
        let row = self.tables(move |tx| tx.person_by_name(&name));
        row.map(Unproven::as_it_lies)
    }

    pub(crate) fn keys_of(&self, person: Id) -> Vec<PersonKey> {
        let rows = self.tables(move |tx| tx.person_keys(person));
        rows.into_iter().map(Unproven::as_it_lies).collect()
    }
}

impl Insider<'_> {
    fn learn_links(&mut self) {
        let setup_key = self.house.keyring().setup_key().clone();
        for person in self.house.tables(|tx| tx.persons()) {
            let person = person.as_it_lies();
            let mut keys = self.house.keys_of(person.id).into_iter();
            let key = keys.rfind(|key| key.current);
            let (Some(key), Some(round)) = (key, person.setup) else {
                continue;
            };
            let secret = seal::setup_secret(&setup_key, &person.id.0, round);
            let lock = seal::setup_key(&secret).expect("a secret");
            let at = place("person_key", key.id.as_bytes(), "sealed");
            if let Ok(private) = seal::unlock_with_key(&lock, &at, &key.sealed) {
                self.people.insert(key.id, private);
            }
        }
    }

    /// From the key that the password opens back to those that it succeeded.
    fn learn_password(&mut self, name: &str) {
        let Some(person) = self.house.row_of(name) else {
            return;
        };
        let rows = self.house.keys_of(person.id);
        let Some(current) = rows.iter().find(|row| row.current) else {
            return;
        };
        let at = place("person_key", current.id.as_bytes(), "sealed");
        let unlocked =
            seal::unlock_with_password(password_of(name).as_bytes(), &at, &current.sealed);
        let Ok(unlocked) = unlocked else { return };
        let mut newest = current.id;
        self.people.insert(newest, unlocked);
        while let Some(row) = rows.iter().find(|row| row.successor == Some(newest)) {
            let older = private(
                &self.people[&newest],
                "person_key",
                row.id.as_bytes(),
                &row.sealed,
            );
            let Some(older) = older else { return };
            self.people.insert(row.id, older);
            newest = row.id;
        }
    }

    /// The wrap key of a second, when a circle's key that this one has opens it.
    fn second(&self, id: Id) -> Option<Key> {
        let row = self.house.tables(move |tx| tx.second(id))?;
        let private = self.circles.get(&row.circle_key)?;
        SecondKey::open(
            private,
            id.as_bytes(),
            row.circle_key.as_bytes(),
            &row.encapsulation,
        )
        .ok()
    }

    /// Whether the desk's wrap of a report opens.
    pub(crate) fn opens_report(&self, id: Id) -> bool {
        let Some(row) = self.house.tables(move |tx| tx.report(id)) else {
            return false;
        };
        let Some(second) = self.second(row.desk_second) else {
            return false;
        };
        let inner = self.without_epoch("report", id, row.epoch, &row.wrap);
        inner.is_some_and(|inner| {
            seal::open(&second, &place("report", id.as_bytes(), "wrap"), &inner).is_ok()
        })
    }

    fn without_epoch(
        &self,
        table: &'static str,
        id: Id,
        epoch: i64,
        sealed: &[u8],
    ) -> Option<Vec<u8>> {
        let at = Binding {
            table,
            row: id.as_bytes(),
            column: "epoch",
            version: epoch,
        };
        let keyring = self.house.keyring();
        seal::open(keyring.epoch_key(epoch)?, &at, sealed)
            .ok()
            .map(|inner| inner.to_vec())
    }

    /// The entries of the log that open, in their order: `who deed: why`.
    pub(crate) fn entries(&self) -> Vec<String> {
        let entries = self.whole_entries();
        let said = entries.iter().map(|entry| {
            let deed = serde_json::to_value(entry.deed).expect("a name");
            let said = format!(
                "{} {}: {}",
                entry.who,
                deed.as_str().expect("a name"),
                entry.why
            );
            said.trim_end_matches([' ', ':']).to_owned()
        });
        said.collect()
    }

    /// The entries of the log that open, in their order.
    pub(crate) fn whole_entries(&self) -> Vec<desk::Entry> {
        let leaves = self.house.tables(|tx| tx.leaves(0, i64::MAX));
        let mut seconds: HashMap<Id, Option<Key>> = HashMap::new();
        let mut entries = Vec::new();
        for leaf in leaves {
            let readers = [
                (leaf.desk_second, Reader::Desk),
                (leaf.overseers_second, Reader::Overseers),
            ];
            let sealed = leaf.sealed.unwrap_or_default();
            let plain = readers.into_iter().find_map(|(second, reader)| {
                let id = second?;
                let key = seconds
                    .entry(id)
                    .or_insert_with(|| self.second(id))
                    .as_ref()?;
                seal::open_entry(leaf.id.as_bytes(), &sealed, key, reader).ok()
            });
            let Some(plain) = plain else { continue };
            entries.push(serde_json::from_slice(&plain).expect("an entry"));
        }
        entries
    }

    /// The shares of a report's identity that open, and the sealed contact.
    pub(crate) fn shares(&self, id: Id) -> (Vec<Share>, Vec<u8>) {
        let row = self
            .house
            .tables(move |tx| tx.identity(id))
            .expect("an identity");
        let inner = self
            .without_epoch("identity", id, row.epoch, &row.sealed)
            .expect("the epoch's key");
        let (count, mut rest) = inner.split_first().expect("a count");
        let mut shares = Vec::new();
        for _ in 0..*count {
            let (_, tail) = rest.split_at(16);
            let (length, tail) = tail.split_at(2);
            let (sealed, tail) =
                tail.split_at(usize::from(u16::from_be_bytes([length[0], length[1]])));
            rest = tail;
            let at = place("identity", id.as_bytes(), "share");
            let opened = self
                .people
                .values()
                .find_map(|private| seal::open_with(private, &at, sealed).ok());
            shares.extend(opened.and_then(|bytes| Share::from_bytes(&bytes).ok()));
        }
        (shares, rest.to_vec())
    }

    /// The identity, if the shares that open are enough.
    pub(crate) fn identity(&self, id: Id) -> Option<Contact> {
        let (shares, contact) = self.shares(id);
        let key = seal::combine(&shares).ok()?;
        let plain =
            seal::open_padded(&key, &place("identity", id.as_bytes(), "contact"), &contact).ok()?;
        Some(Contact::from_bytes(&plain).expect("a contact"))
    }
}

fn private(
    with: &PrivateKey,
    table: &'static str,
    row: &[u8],
    sealed: &[u8],
) -> Option<PrivateKey> {
    let seed = seal::open_with(with, &place(table, row, "sealed"), sealed).ok()?;
    Some(PrivateKey::from_bytes(seed.as_slice().try_into().ok()?))
}

fn place<'a>(table: &'static str, row: &'a [u8], column: &'static str) -> Binding<'a> {
    Binding {
        table,
        row,
        column,
        version: 0,
    }
}

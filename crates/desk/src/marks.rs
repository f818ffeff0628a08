//! The rows that decide to whom something new is sealed, and who may do what: each carries the keyring's mark, is read
//! here with a look at it, and written here with a new one. A row without its mark was written by somebody else who can
//! write the database; it is not there for any deed, and an ERROR line says so (docs/decisions/0023).

mod sign_in;

pub(crate) use sign_in::Factor;

use report::Id;
use seal::{Keyring, RowMarks};
use std::sync::Arc;
use store::{Approval, CircleKey, Marked, Person, PersonKey, Tx, Unproven};

#[derive(Clone)]
pub(crate) struct Marks {
    rows: RowMarks,
    /// The newest key of each circle that this process knew before the transaction began.
    newest: Vec<Arc<CircleKey>>,
}

impl Marks {
    pub(crate) fn of(keyring: &Keyring) -> Marks {
        Marks {
            rows: keyring.row_marks(),
            newest: Vec::new(),
        }
    }

    /// The same, knowing the newest keys of the circles.
    pub(crate) fn knowing(&self, newest: Vec<Arc<CircleKey>>) -> Marks {
        Marks {
            rows: self.rows.clone(),
            newest,
        }
    }

    fn mark(&self, row: &impl Marked) -> [u8; 32] {
        self.rows.mark(&row.to_mark())
    }

    /// The row, if it is ours.
    fn proven<R: Marked>(&self, row: Unproven<R>) -> Option<R> {
        match row.proven(|bytes| self.rows.mark(bytes)) {
            Ok(row) => Some(row),
            Err(id) => {
                tracing::error!(
                    table = R::TABLE,
                    %id,
                    "a row was changed or added by somebody who can write the database: it counts for nothing"
                );
                None
            }
        }
    }

    fn all<R: Marked>(&self, rows: Vec<Unproven<R>>) -> Vec<R> {
        rows.into_iter()
            .filter_map(|row| self.proven(row))
            .collect()
    }
}

/// Reading.
impl Marks {
    /// Everybody, by name (compared as bytes: how a database orders text depends on its collation).
    pub(crate) fn persons(&self, tx: &mut Tx) -> Result<Vec<Person>, store::Error> {
        let mut persons = self.all(tx.persons()?);
        persons.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(persons)
    }

    pub(crate) fn person(&self, tx: &mut Tx, id: Id) -> Result<Option<Person>, store::Error> {
        Ok(tx.person(id)?.and_then(|row| self.proven(row)))
    }

    pub(crate) fn person_by_name(
        &self,
        tx: &mut Tx,
        name: &str,
    ) -> Result<Option<Person>, store::Error> {
        Ok(tx.person_by_name(name)?.and_then(|row| self.proven(row)))
    }

    /// All keys of a person, the oldest first.
    pub(crate) fn person_keys(
        &self,
        tx: &mut Tx,
        person: Id,
    ) -> Result<Vec<PersonKey>, store::Error> {
        Ok(self.all(tx.person_keys(person)?))
    }

    /// The key of a person that new things are sealed to.
    pub(crate) fn current_person_key(
        &self,
        tx: &mut Tx,
        person: Id,
    ) -> Result<Option<PersonKey>, store::Error> {
        let keys = self.person_keys(tx, person)?;
        Ok(keys.into_iter().rfind(|key| key.current))
    }

    /// All keys of a circle in the order they were made. Whoever can write the database can remove the newest, so that
    /// new things would be sealed to one that people hold who have left: the newest that this process knew stays.
    pub(crate) fn circle_keys(
        &self,
        tx: &mut Tx,
        circle: &str,
    ) -> Result<Vec<CircleKey>, store::Error> {
        let mut keys = self.all(tx.circle_keys(circle)?);
        let newest = self.newest.iter().find(|key| key.circle == circle);
        if let Some(newest) = newest
            && keys.last().is_none_or(|key| key.number < newest.number)
        {
            tracing::error!(
                circle,
                id = %newest.id,
                "a circle's newest key was removed by somebody who can write the database: it is used all the same"
            );
            keys.push(CircleKey::clone(newest));
        }
        Ok(keys)
    }

    /// The key of a circle that new things are sealed to: the newest.
    pub(crate) fn current_circle_key(
        &self,
        tx: &mut Tx,
        circle: &str,
    ) -> Result<Option<CircleKey>, store::Error> {
        Ok(self.circle_keys(tx, circle)?.pop())
    }

    /// The words that were given for this to become of somebody.
    pub(crate) fn approvals(
        &self,
        tx: &mut Tx,
        subject: Id,
        becomes: &str,
    ) -> Result<Vec<Approval>, store::Error> {
        let mut approvals = self.all(tx.approvals(subject)?);
        approvals.retain(|approval| approval.becomes == becomes);
        Ok(approvals)
    }
}

/// Writing.
impl Marks {
    pub(crate) fn insert_person(&self, tx: &mut Tx, row: &Person) -> Result<(), store::Error> {
        tx.insert_person(row, &self.mark(row))
    }

    /// False, and nothing is changed, when the former row is not there any more.
    pub(crate) fn replace_person(
        &self,
        tx: &mut Tx,
        former: &Person,
        row: &Person,
    ) -> Result<bool, store::Error> {
        tx.replace_person(&self.mark(former), row, &self.mark(row))
    }

    pub(crate) fn insert_person_key(
        &self,
        tx: &mut Tx,
        row: &PersonKey,
    ) -> Result<(), store::Error> {
        tx.insert_person_key(row, &self.mark(row))
    }

    /// False, and nothing is changed, when the former row is not there any more.
    pub(crate) fn replace_person_key(
        &self,
        tx: &mut Tx,
        former: &PersonKey,
        row: &PersonKey,
    ) -> Result<bool, store::Error> {
        tx.replace_person_key(&self.mark(former), row, &self.mark(row))
    }

    pub(crate) fn insert_circle_key(
        &self,
        tx: &mut Tx,
        row: &CircleKey,
    ) -> Result<(), store::Error> {
        tx.insert_circle_key(row, &self.mark(row))
    }

    pub(crate) fn insert_approval(&self, tx: &mut Tx, row: &Approval) -> Result<(), store::Error> {
        tx.insert_approval(row, &self.mark(row))
    }
}

/// Rows of a table that are not ours, for who checks the log.
pub(crate) struct Foreign {
    pub(crate) table: &'static str,
    pub(crate) rows: usize,
}

impl Marks {
    /// What was changed or added from outside among the rows that could be believed.
    pub(crate) fn foreign(
        &self,
        tx: &mut Tx,
        circles: &[&str],
    ) -> Result<Vec<Foreign>, store::Error> {
        let mut found = Vec::new();
        let persons = tx.persons()?;
        let (mut keys, mut approvals, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
        let mut factors = Vec::new();
        for person in &persons {
            keys.extend(tx.person_keys(person.claimed_id())?);
            approvals.extend(tx.approvals(person.claimed_id())?);
            factors.extend(tx.second_factor(person.claimed_id())?);
        }
        let (recoveries, mut words) = (tx.recoveries()?, Vec::new());
        for recovery in &recoveries {
            words.extend(tx.recovery_words(recovery.claimed_id())?);
        }
        for circle in circles {
            pairs.extend(tx.circle_keys(circle)?);
        }
        self.count(persons, &mut found);
        self.count(keys, &mut found);
        self.count(approvals, &mut found);
        self.count(pairs, &mut found);
        self.count(factors, &mut found);
        self.count(tx.sessions()?, &mut found);
        self.count(recoveries, &mut found);
        self.count(words, &mut found);
        Ok(found)
    }

    fn count<R: Marked>(&self, rows: Vec<Unproven<R>>, found: &mut Vec<Foreign>) {
        let foreign = rows
            .into_iter()
            .filter_map(|row| row.proven(|bytes| self.rows.mark(bytes)).err());
        match foreign.count() {
            0 => {}
            rows => found.push(Foreign {
                table: R::TABLE,
                rows,
            }),
        }
    }
}

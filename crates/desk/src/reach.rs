//! Which of the desk's months open to somebody now: to a session this month and the last, to whoever stepped up all whose
//! key they were given.

use crate::circles::{DESK, is_recent};
use crate::desk::Desk;
use crate::error::Failure;
use crate::unlock::Unlocked;
use report::{Hour, Id, Month};
use std::collections::{BTreeSet, HashSet};
use store::CircleKey;

/// The keys of the desk that open to somebody.
pub(crate) struct Reach {
    open: HashSet<Id>,
    pub(crate) closed: ClosedMonths,
}

/// How many months do not open to somebody, of those since the oldest report that is there. Nothing of what is in them has
/// a part in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClosedMonths {
    /// They open once password and code were typed again.
    pub older: usize,
    /// Their key was never given to this officer.
    pub never_given: usize,
}

impl Reach {
    pub(crate) fn opens(&self, circle_key: Id) -> bool {
        self.open.contains(&circle_key)
    }

    /// Of these keys, in the order in which they were made, those that open to whoever was given some of them.
    fn of(
        keys: &[CircleKey],
        given: &HashSet<Id>,
        stepped_up: bool,
        now: Month,
        oldest: Month,
    ) -> Reach {
        let mut open = HashSet::new();
        let (mut older, mut never_given) = (BTreeSet::new(), BTreeSet::new());
        for (place, key) in keys.iter().enumerate() {
            // It was in use until the next was made.
            let next = keys.get(place + 1);
            let has_reports = next.is_none_or(|next| next.month >= oldest.0);
            match (given.contains(&key.id), has_reports) {
                (true, _) if stepped_up || is_recent(keys, key.id, now) => {
                    open.insert(key.id);
                }
                (_, false) => {}
                (true, true) => {
                    older.insert(key.month);
                }
                (false, true) => {
                    never_given.insert(key.month);
                }
            }
        }
        let closed = ClosedMonths {
            older: older.len(),
            never_given: never_given.len(),
        };
        Reach { open, closed }
    }
}

impl Desk {
    /// Goes by whose keys they are, not by the keys themselves: whoever waits for something to happen has none with them.
    pub(crate) fn reach(&self, by: &Unlocked) -> Result<Reach, Failure> {
        let (marks, person, now) = (self.marks(), by.person.id, self.now());
        let read = self.store().read("read what opens", move |tx| {
            let mut given = HashSet::new();
            for key in marks.person_keys(tx, person)? {
                given.extend(tx.circle_keys_wrapped_to(key.id)?);
            }
            let oldest = tx.oldest_report()?.unwrap_or(Hour::of(now));
            Ok((marks.circle_keys(tx, DESK)?, given, oldest))
        });
        let (keys, given, oldest) = read.wait()?;
        let oldest = oldest.day().month();
        Ok(Reach::of(
            &keys,
            &given,
            by.stepped_up,
            Month::of(now),
            oldest,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8, month: i64) -> CircleKey {
        CircleKey {
            id: Id([number; 16]),
            circle: DESK.to_owned(),
            number: i64::from(number),
            month,
            public: Vec::new(),
            hour: Hour(0),
        }
    }

    #[test]
    fn months_are_closed_by_their_keys_and_counted_since_the_oldest_report() {
        // Two keys in the second month: an officer left.
        let keys = [
            key(1, 670),
            key(2, 671),
            key(3, 671),
            key(4, 672),
            key(5, 673),
        ];
        let given = |numbers: &[u8]| numbers.iter().map(|n| Id([*n; 16])).collect();
        let all: HashSet<Id> = given(&[1, 2, 3, 4, 5]);
        let reach = |given: &HashSet<Id>, stepped_up, oldest| {
            let reach = Reach::of(&keys, given, stepped_up, Month(673), Month(oldest));
            let opens = (1..=5).filter(|n| reach.opens(Id([*n; 16])));
            let closed = reach.closed;
            (opens.collect(), (closed.older, closed.never_given))
        };
        assert_eq!(reach(&all, true, 670), (vec![1, 2, 3, 4, 5], (0, 0)));
        assert_eq!(reach(&all, false, 670), (vec![4, 5], (2, 0)));
        // The first key was in use in the second month until the second was made.
        assert_eq!(reach(&all, false, 671), (vec![4, 5], (2, 0)));
        assert_eq!(reach(&all, false, 672), (vec![4, 5], (1, 0)));
        assert_eq!(reach(&all, false, 673), (vec![4, 5], (0, 0)));
        assert_eq!(
            reach(&given(&[2, 3, 5]), true, 670),
            (vec![2, 3, 5], (0, 2))
        );
        assert_eq!(reach(&given(&[2, 3, 5]), false, 670), (vec![5], (1, 2)));
    }
}

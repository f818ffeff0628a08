//! Law: of months that are closed to whoever searches a search tells nothing, whatever the words are; only how many months
//! there are.

use crate::kit::installation::{Installation, on_both_engines};
use crate::searching::query;
use desk::{ClosedMonths, QueueAsked, Scope, ToldIn, Unlocked};

/// What a search tells whoever asks: all of it.
fn told(house: &Installation, by: &Unlocked, words: &str, scope: Scope, limit: usize) -> String {
    let mut told = String::new();
    let mut before = None;
    loop {
        let page = house
            .desk()
            .search(by, &query(words), scope, before, limit)
            .expect("searched");
        told.push_str(&format!("{page:?}"));
        before = page.next;
        if before.is_none() {
            return told;
        }
    }
}

#[test]
fn nobody_learns_from_a_search_what_stands_in_months_that_are_closed_to_them() {
    on_both_engines(|house| {
        for n in 0..3 {
            house.filed_and_read(&format!("A cormorant over the plant, number {n}."));
        }
        house.filed_and_read("码头上有一只鸬鹚。");
        house.live_through(70);
        house.filed_and_read("A heron over the plant.");
        house.read_index();
        let token = house.sign_in("officer-1");
        let stolen = house.resume(&token).unlocked;
        for scope in [Scope::Open, Scope::All] {
            for limit in [1, 2, 10] {
                // One word stands in a month that is closed, the other nowhere at all.
                let hidden = told(house, &stolen, "cormorant", scope, limit);
                assert_eq!(hidden, told(house, &stolen, "albatross", scope, limit));
                let one = told(house, &stolen, "plant", scope, limit);
                assert_eq!(one, told(house, &stolen, "heron", scope, limit));
            }
        }
        let page = |by: &Unlocked| {
            let found = house
                .desk()
                .search(by, &query("cormorant"), Scope::Open, None, 9);
            let page = found.expect("searched");
            (page.hits.len(), page.closed)
        };
        let closed = |older| ClosedMonths {
            older,
            never_given: 0,
        };
        assert_eq!(page(&stolen), (0, closed(1)));
        let told_in = |by: &Unlocked, language| {
            let asked = QueueAsked {
                language: Some(language),
                ..QueueAsked::default()
            };
            let page = house.desk().queue(by, &asked, None, 10).expect("a queue");
            (page.rows.len(), page.closed)
        };
        assert_eq!(told_in(&stolen, ToldIn::Chinese), (0, closed(1)));
        assert_eq!(told_in(&stolen, ToldIn::English), (1, closed(1)));
        assert_eq!(told_in(&stolen, ToldIn::Another), (0, closed(1)));
        house.step_up("officer-1", &token);
        let owner = house.resume(&token).unlocked;
        assert_eq!(page(&owner), (3, closed(0)));
        assert_eq!(told_in(&owner, ToldIn::Chinese), (1, closed(0)));
    });
}

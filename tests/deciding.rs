//! Who works on what and what is decided, and that the log tells of it.

use crate::kit::installation::{Installation, on_both_engines};
use crate::kit::people::{admitted, refused};
use crate::kit::queue::closed;
use desk::{Decision, Deed, Said, Standing};
use report::{Level, Outcome, Role, Status};

#[test]
fn two_officers_do_not_answer_one_reporter() {
    on_both_engines(|house| {
        admitted(house, "officer-2", Role::Officer);
        house.file_report("A grey box on the lamp post.");
        let id = house.newest();
        let (one, two) = (house.officer(), house.unlock("officer-2"));
        house
            .desk()
            .reply(&one, id, "Where exactly is it?", true)
            .expect("replied");
        let second = house.desk().reply(&two, id, "Where is it exactly?", true);
        insta::assert_snapshot!(refused(second), @"somebody else works on this report; take it over first");
        let closing = house.desk().decide(&two, id, &closed(Outcome::Solved));
        assert!(matches!(closing, Err(desk::Failure::ClaimedByAnother)));
        house
            .desk()
            .take_over(&two, id, "she is ill")
            .expect("taken over");
        house
            .desk()
            .reply(&two, id, "Thank you.", false)
            .expect("replied");
        // A claim of which nothing comes ends by itself.
        house.turn_clock_hours(13);
        house
            .desk()
            .reply(&one, id, "Is it still there?", true)
            .expect("replied");
    });
}

#[test]
fn of_two_who_answer_at_once_one_does() {
    on_both_engines(|house| {
        admitted(house, "officer-2", Role::Officer);
        house.file_report("A grey box on the lamp post.");
        let id = house.newest();
        let people = [house.officer(), house.unlock("officer-2")];
        let done: Vec<bool> = std::thread::scope(|scope| {
            let answers = people.map(|by| {
                let desk = house.desk().clone();
                scope.spawn(move || desk.reply(&by, id, "Where is it?", true).is_ok())
            });
            answers
                .map(|answer| answer.join().expect("an answer"))
                .into()
        });
        assert_eq!(done.iter().filter(|done| **done).count(), 1);
    });
}

#[test]
fn closing_takes_a_reason_and_can_be_undone() {
    on_both_engines(|house| {
        let filed = house.file_report("A grey box on the lamp post.");
        let id = house.newest();
        let officer = house.officer();
        let without = Decision {
            why: " ".to_owned(),
            ..closed(Outcome::Solved)
        };
        let told_why = house.desk().decide(&officer, id, &without);
        insta::assert_snapshot!(refused(told_why), @"say in a few words why; it goes into the log, not to the reporter");
        let seen = "/reports/X/decide".replace('X', &id.to_string());
        let browser = house.at_desk("officer-1");
        let fields = [("seen", "yes"), ("outcome", "solved")];
        assert_eq!(browser.post(&seen, &fields).status, 422);
        let told = Decision {
            message: Some("We took it down. Thank you.".to_owned()),
            ..closed(Outcome::Solved)
        };
        assert_eq!(house.decide(id, told), Status::Closed);
        let mailbox = house.mailbox(&filed.receipt);
        assert_eq!(mailbox["status"], "closed");
        assert!(mailbox.to_string().contains("We took it down."));
        assert!(!mailbox.to_string().contains("looked into"));
        let again = Decision {
            standing: Some(Standing::InHand),
            why: "another one hangs there".to_owned(),
            ..Decision::default()
        };
        assert_eq!(house.decide(id, again), Status::InHand);
        assert_eq!(house.whole_queue(), [id]);
    });
}

#[test]
fn of_decisions_at_once_none_undoes_another() {
    on_both_engines(|house| {
        for number in 0..6 {
            house.file_report(&format!("report number {number}"));
        }
        for id in house.whole_queue() {
            std::thread::scope(|scope| {
                for deed in 0..4 {
                    let (desk, officer) = (house.desk().clone(), house.officer());
                    let decision = match deed {
                        0 => closed(Outcome::NothingFound),
                        _ => Decision {
                            level: Some(Level::Today),
                            ..Decision::default()
                        },
                    };
                    scope.spawn(move || desk.decide(&officer, id, &decision).expect("decided"));
                }
            });
        }
        assert_eq!(house.whole_queue(), []);
    });
}

#[test]
fn an_entry_that_was_changed_or_taken_out_is_shown_as_such() {
    on_both_engines(|house| {
        house.file_report("A grey box on the lamp post.");
        let id = house.newest();
        let officer = house.officer();
        house.desk().claim(&officer, id).expect("claimed");
        house.sequence();
        let read = || house.desk().read_log(&officer, None, 50).expect("read");
        let changed = |entries: Vec<desk::ReadEntry>| -> Vec<u64> {
            let changed = |entry: &desk::ReadEntry| matches!(entry.said, Said::Changed);
            let entries = entries.iter().filter(|entry| changed(entry));
            entries.map(|entry| entry.position).collect()
        };
        let last = read()[0].position - 1;
        assert!(changed(read()).is_empty());
        house.sql(&format!(
            "UPDATE log_leaf SET sealed = NULL, salt = NULL WHERE position = {last}"
        ));
        assert_eq!(changed(read()), [last]);
        let spoilt = last - 1;
        house.sql(&format!(
            "UPDATE log_leaf SET salt = (SELECT salt FROM log_leaf WHERE position = {}) WHERE position = {spoilt}",
            last + 1
        ));
        assert_eq!(changed(read()), [last, spoilt]);
    });
}

#[test]
fn the_history_of_a_report_tells_who_did_what_and_why() {
    on_both_engines(|house| {
        house.file_report("A grey box on the lamp post.");
        house.file_report("Another report of another thing.");
        let id = house.whole_queue()[0];
        let officer = house.officer();
        house.desk().claim(&officer, id).expect("claimed");
        house.level(id, Level::Today);
        house.decide(id, closed(Outcome::PassedOn));
        house.sequence();
        let opened = house
            .desk()
            .open_report(&officer, id, "first look")
            .expect("opened");
        let told: Vec<String> = opened
            .history
            .iter()
            .map(|entry| format!("{} {:?} {}", entry.who, entry.deed, entry.why))
            .collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(told.join("\n"), @r"
            officer-1 Opened first look
            officer-1 Decided closed (passed_on): looked into
            officer-1 Decided level today
            officer-1 Claimed claimed
            ");
        }
    });
}

#[test]
fn the_log_is_read_by_those_who_may_and_that_is_in_it_too() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    house
        .desk()
        .open_report(&house.officer(), house.newest(), "first look")
        .expect("opened");
    let read = house
        .desk()
        .read_log(&house.unlock("overseer-1"), None, 50)
        .expect("read");
    let said: Vec<_> = read
        .iter()
        .filter_map(|entry| match &entry.said {
            Said::Open(entry) => Some((entry.who.as_str(), entry.deed)),
            _ => None,
        })
        .collect();
    assert_eq!(said[0], ("overseer-1", Deed::LogRead));
    assert!(said.contains(&("officer-1", Deed::Opened)));
    let positions: Vec<u64> = read.iter().map(|entry| entry.position).collect();
    assert!(positions.windows(2).all(|pair| pair[0] == pair[1] + 1));
    let custodian = house
        .desk()
        .read_log(&house.unlock("custodian-1"), None, 50);
    insta::assert_snapshot!(refused(custodian), @"only an active officer may do this");
}

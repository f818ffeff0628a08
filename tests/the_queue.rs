//! The queue: what comes first, what a filter lets through, and that each look is in the log before anything is seen.

use crate::kit::installation::on_both_engines;
use crate::kit::queue::closed;
use desk::{Decision, QueueAsked, Standing};
use report::{Conduct, Level, Outcome, Status};

#[test]
fn what_is_urgent_comes_first_then_what_nobody_judged_and_the_oldest_of_each() {
    on_both_engines(|house| {
        let mut ids = Vec::new();
        for text in [
            "first of all",
            "second of all",
            "third of all",
            "fourth of all",
        ] {
            house.file_report(text);
            house.turn_clock_hours(1);
            ids.push(house.newest());
        }
        assert_eq!(house.whole_queue(), ids);
        house.level(ids[3], Level::Now);
        house.level(ids[0], Level::Routine);
        house.level(ids[1], Level::Today);
        assert_eq!(house.whole_queue(), [ids[3], ids[2], ids[1], ids[0]]);
        house.decide(ids[3], closed(Outcome::NothingFound));
        assert_eq!(house.whole_queue(), [ids[2], ids[1], ids[0]]);
    });
}

#[test]
fn a_filter_lets_through_what_it_names() {
    on_both_engines(|house| {
        let drone =
            house.read_report("A drone over the plant every evening, and nobody knows whose.");
        let box_ = house.read_report("码头灯杆上有一个灰色的盒子，带天线，没有标志。");
        while !house.desk().read_index_once().expect("read") {}
        house.decide(
            drone,
            Decision {
                conduct: Some(Some(Conduct::Aviation)),
                standing: Some(Standing::InHand),
                ..Decision::default()
            },
        );
        let by = house.officer();
        let of = |asked: QueueAsked| house.queue_of(&by, &asked);
        let all = QueueAsked::default();
        assert_eq!(
            of(QueueAsked {
                conduct: Some(Conduct::Aviation),
                ..all.clone()
            }),
            [drone]
        );
        assert_eq!(
            of(QueueAsked {
                status: Some(Status::Received),
                ..all.clone()
            }),
            [box_]
        );
        assert_eq!(
            of(QueueAsked {
                level: Some(Level::Now),
                ..all.clone()
            }),
            []
        );
        assert_eq!(
            of(QueueAsked {
                whose: desk::Whose::Mine,
                ..all.clone()
            }),
            [drone]
        );
        assert_eq!(
            of(QueueAsked {
                whose: desk::Whose::Nobodys,
                ..all.clone()
            }),
            [box_]
        );
        let told = |language| QueueAsked {
            language: Some(language),
            ..all.clone()
        };
        assert_eq!(of(told(desk::ToldIn::Chinese)), [box_]);
        assert_eq!(of(told(desk::ToldIn::English)), [drone]);
        assert_eq!(of(told(desk::ToldIn::Another)), []);
    });
}

#[test]
fn what_a_reporter_writes_stands_out_until_the_desk_does_something() {
    on_both_engines(|house| {
        let filed = house.file_report("A grey box on the lamp post.");
        let id = house.newest();
        let wrote = || {
            let asked = QueueAsked {
                wrote: true,
                ..QueueAsked::default()
            };
            house.queue_of(&house.officer(), &asked)
        };
        assert_eq!(wrote(), []);
        house
            .message(&filed.receipt, "It hums at night.")
            .expect(201);
        assert_eq!(wrote(), [id]);
        house
            .desk()
            .reply(&house.officer(), id, "Thank you.", false)
            .expect("replied");
        assert_eq!(wrote(), []);
        // The second mailbox tells no more and no less.
        house
            .message(&filed.second, "Another story goes on.")
            .expect(201);
        assert_eq!(wrote(), [id]);
        house.decide(
            id,
            Decision {
                why: "seen".to_owned(),
                ..Decision::default()
            },
        );
        assert_eq!(wrote(), []);
    });
}

//! The queue page by page, on both engines: whatever is asked of it and however many are shown at a time, the pages are
//! what all of it at once is.

use crate::kit::installation::{Installation, on_both_engines};
use desk::{QueueAsked, ToldIn};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use report::{Hour, Id, Level};
use store::{
    Claimed, Options, QueueCounts, QueueFilter, QueuePlace, ReadReport, ReportStanding, Store,
};

/// Reports of the property.
const MANY: usize = 14;
/// Claims made at this hour or before are over.
const SINCE: i64 = 100;
/// Some are due by then, some are not.
const NOW: i64 = 8;
const ME: Id = Id([1; 16]);
const ANOTHER: Id = Id([2; 16]);

/// Where a report stands.
#[derive(Clone, Debug)]
struct Stands {
    level: i64,
    due: i64,
    status: i64,
    conduct: Option<&'static str>,
    wrote: bool,
    judged: bool,
    ahead: i64,
    claim: Option<(Id, i64)>,
}

fn stands() -> impl Strategy<Value = Stands> {
    let claim = prop_oneof![Just(ME), Just(ANOTHER)];
    let conduct = prop_oneof![Just(None), Just(Some("AVIATION")), Just(Some("SURVL"))];
    let claim = prop::option::of((claim, SINCE - 1..SINCE + 2));
    let levels = (0..5_i64, 7..10_i64, 0..3_i64, any::<bool>(), 0..3_i64);
    (levels, conduct, any::<bool>(), claim).prop_map(
        |((level, due, status, judged, ahead), conduct, wrote, claim)| Stands {
            level,
            due,
            status,
            conduct,
            wrote,
            judged,
            ahead,
            claim,
        },
    )
}

fn filter() -> impl Strategy<Value = QueueFilter> {
    let claimed = prop_oneof![
        2 => Just(Claimed::ByAnybodyOrNobody),
        1 => Just(Claimed::ByNobody),
        1 => Just(Claimed::By(ME)),
    ];
    let level = prop::option::weighted(0.3, 0..5_i64);
    let status = prop::option::weighted(0.2, 0..2_i64);
    let conduct = prop::option::weighted(0.2, Just("AVIATION".to_owned()));
    let (wrote, overdue) = (prop::bool::weighted(0.2), prop::bool::weighted(0.2));
    let new = prop::bool::weighted(0.2);
    (level, status, conduct, wrote, overdue, new, claimed).prop_map(
        |(level, status, conduct, wrote, overdue, new, claimed)| QueueFilter {
            level,
            status,
            conduct,
            wrote,
            overdue,
            new,
            claimed,
        },
    )
}

/// What the queue is to be: the reports by their numbers.
fn expected(all: &[Stands], filter: &QueueFilter, among: &[bool]) -> Vec<usize> {
    let lets_through = |number: &usize| {
        let one = &all[*number];
        let claim = one.claim.filter(|(_, hour)| *hour > SINCE);
        let whose = match filter.claimed {
            Claimed::ByAnybodyOrNobody => true,
            Claimed::ByNobody => claim.is_none(),
            Claimed::By(person) => claim.is_some_and(|(by, _)| by == person),
        };
        whose
            && among[*number]
            && one.status < 2
            && filter.level.is_none_or(|level| level == one.level)
            && filter.status.is_none_or(|status| status == one.status)
            && filter
                .conduct
                .as_deref()
                .is_none_or(|conduct| Some(conduct) == one.conduct)
            && (!filter.wrote || one.wrote)
            && (!filter.overdue || one.due <= NOW)
            && (!filter.new || !one.judged)
    };
    let mut numbers: Vec<usize> = (0..all.len()).filter(lets_through).collect();
    numbers.sort_by_key(|number| {
        let one = &all[*number];
        (-one.level, one.due - one.ahead, *number)
    });
    numbers
}

/// The numbers over it.
fn counted(all: &[Stands]) -> QueueCounts {
    let count = |filter: QueueFilter| expected(all, &filter, &[true; MANY]).len() as i64;
    let new = || QueueFilter {
        new: true,
        ..QueueFilter::default()
    };
    QueueCounts {
        open: count(QueueFilter::default()),
        new: count(new()),
        new_overdue: count(QueueFilter {
            overdue: true,
            ..new()
        }),
        overdue: count(QueueFilter {
            overdue: true,
            ..QueueFilter::default()
        }),
        wrote: count(QueueFilter {
            wrote: true,
            ..QueueFilter::default()
        }),
        mine: count(QueueFilter {
            claimed: Claimed::By(ME),
            ..QueueFilter::default()
        }),
    }
}

/// A house whose reports stand as is said, and what its tables say of the queue.
struct Tables {
    store: Store,
    /// The reports in their order, with their places.
    reports: Vec<(Id, i64)>,
}

impl Tables {
    fn of(house: &Installation) -> Tables {
        for number in 0..MANY {
            house.file_report(&format!("report number {number}"));
        }
        let ids = house.whole_queue();
        let store = Store::open(house.location(), &Options::default()).expect("the database");
        let find = store.read("find places", move |tx| {
            ids.iter()
                .map(|id| Ok((*id, tx.report_place(*id)?.expect("a place"))))
                .collect()
        });
        let reports = find.wait().expect("places");
        Tables { store, reports }
    }

    fn stand(&self, all: &[Stands]) {
        let all: Vec<(Id, Stands)> = self
            .reports
            .iter()
            .map(|(id, _)| *id)
            .zip(all.to_vec())
            .collect();
        let stand = self.store.write("stand", move |tx| {
            for (id, one) in &all {
                let conduct = one.conduct.unwrap_or_default().to_owned();
                // Before it is judged: what goes ahead is the program's.
                let mut standing = ReportStanding {
                    status: one.status,
                    level: one.level,
                    conduct: None,
                    due: Hour(i64::MAX),
                    wrote: one.wrote,
                    judged: false,
                };
                tx.set_report_standing(*id, &standing)?;
                let read = ReadReport {
                    id: *id,
                    level: one.level,
                    conduct,
                    ahead: one.ahead,
                    due: Hour(one.due),
                    alone: false,
                    aside_until: None,
                };
                tx.read_reports(&[read])?;
                standing.conduct = one.conduct.map(str::to_owned);
                standing.due = Hour(one.due);
                standing.judged = one.judged;
                tx.set_report_standing(*id, &standing)?;
                tx.remove_claim(*id)?;
                if let Some((person, hour)) = one.claim {
                    tx.put_claim(*id, person, Hour(hour))?;
                }
            }
            Ok(())
        });
        stand.wait().expect("they stand so");
    }

    fn counts(&self) -> QueueCounts {
        let counts = |tx: &mut store::Tx<'_>| tx.queue_counts(Hour(NOW), ME, Hour(SINCE));
        self.store.read("counts", counts).wait().expect("counts")
    }

    /// All pages, one after the other; with `among`, of these reports alone.
    fn pages(&self, filter: &QueueFilter, among: Option<&[bool]>, limit: i64) -> Vec<usize> {
        let places: Vec<i64> = self.reports.iter().map(|(_, place)| *place).collect();
        let among: Option<Vec<i64>> = among.map(|among| {
            let chosen = places.iter().zip(among).filter(|(_, among)| **among);
            chosen.map(|(place, _)| *place).collect()
        });
        let (mut seen, mut after): (Vec<QueuePlace>, _) = (Vec::new(), None);
        loop {
            let (filter, among) = (filter.clone(), among.clone());
            let page = self.store.read("a page", move |tx| match &among {
                Some(among) => tx.queue_among(among, &filter, Hour(NOW), Hour(SINCE), after, limit),
                None => tx.queue(&filter, Hour(NOW), Hour(SINCE), after, limit),
            });
            let page = page.wait().expect("a page");
            assert!(page.len() as i64 <= limit);
            after = page.last().copied();
            let is_last = (page.len() as i64) < limit;
            seen.extend(page);
            assert!(seen.len() <= MANY, "a page comes again");
            if is_last {
                break;
            }
        }
        let number = |place: QueuePlace| places.binary_search(&place.seq).expect("one of ours");
        seen.into_iter().map(number).collect()
    }
}

#[test]
fn paging_by_any_number_gives_what_all_at_once_gives_and_the_numbers_over_it_are_right() {
    on_both_engines(|house| {
        let tables = Tables::of(house);
        let case = (
            prop::collection::vec(stands(), MANY),
            filter(),
            prop::collection::vec(any::<bool>(), MANY),
            1..MANY as i64,
        );
        let mut runner = TestRunner::new(Config {
            cases: 48,
            failure_persistence: None,
            ..Config::default()
        });
        let held = runner.run(&case, |(all, filter, among, limit)| {
            tables.stand(&all);
            prop_assert_eq!(tables.counts(), counted(&all));
            let whole = expected(&all, &filter, &[true; MANY]);
            prop_assert_eq!(&tables.pages(&filter, None, 100), &whole);
            prop_assert_eq!(&tables.pages(&filter, None, limit), &whole);
            let some = expected(&all, &filter, &among);
            prop_assert_eq!(&tables.pages(&filter, Some(&among), 100), &some);
            prop_assert_eq!(&tables.pages(&filter, Some(&among), limit), &some);
            Ok(())
        });
        tables.store.close();
        held.unwrap_or_else(|failed| panic!("{}: {failed}", house.engine));
    });
}

#[test]
fn the_pages_of_a_language_many_or_few_write_in_are_those_of_the_queue_without_the_others() {
    on_both_engines(|house| {
        let mut told = Vec::new();
        for number in 0..9 {
            let text = match number {
                2 | 6 => "码头灯杆上有一个灰色的盒子，带天线，没有标志。",
                4 => "433.92 433.92 2026 11 22",
                _ => "A drone over the plant every evening, and nobody knows whose.",
            };
            told.push(house.read_report(text));
        }
        while !house.desk().read_index_once().expect("read") {}
        for (number, level) in [(6, Level::Now), (3, Level::Routine), (0, Level::Today)] {
            house.level(told[number], level);
        }
        let queue = house.whole_queue();
        assert_eq!(house.queue_by_pages(&QueueAsked::default(), 2), queue);
        for (language, those) in [
            (ToldIn::Chinese, vec![2, 6]),
            (ToldIn::English, vec![0, 1, 3, 5, 7, 8]),
            (ToldIn::Another, vec![4]),
        ] {
            let asked = QueueAsked {
                language: Some(language),
                ..QueueAsked::default()
            };
            let those: Vec<Id> = those
                .into_iter()
                .map(|number: usize| told[number])
                .collect();
            let expected: Vec<Id> = queue
                .iter()
                .copied()
                .filter(|id| those.contains(id))
                .collect();
            assert_eq!(expected.len(), those.len());
            for limit in [1, 2, 3, 100] {
                assert_eq!(
                    house.queue_by_pages(&asked, limit),
                    expected,
                    "{language:?} by {limit}"
                );
            }
        }
    });
}

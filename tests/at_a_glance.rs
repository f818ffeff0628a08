//! The queue at a glance: its numbers, what came since one looked, and a report by its number.

use crate::kit::installation::Installation;
use crate::kit::queue::closed;
use desk::Deed;
use report::{Level, Outcome};

#[test]
fn the_numbers_over_the_queue_lead_to_the_reports_that_they_count() {
    let house = Installation::on_sqlite();
    let filed = house.file_report("first of all");
    let first = house.newest();
    house.turn_clock_hours(30);
    for text in ["second of all", "third of all", "fourth of all"] {
        house.file_report(text);
    }
    let fourth = house.newest();
    house
        .message(&filed.receipt, "It hums at night.")
        .expect(201);
    house.decide(fourth, closed(Outcome::NothingFound));
    let browser = house.at_desk("officer-1");
    let page = browser.get("/queue");
    assert!(page.says("3 open 3 new (1 overdue) 1 overdue 1 with a new message 0 yours"));
    assert!(page.body.contains("<title>(3) Queue</title>"));
    for address in ["/queue?overdue=yes", "/queue?wrote=yes"] {
        assert!(page.body.contains(&format!("href=\"{address}\"")));
        assert_eq!(browser.get(address).listed(), [first.to_string()]);
    }
    assert!(page.says("first look 6 h overdue"));
    browser.post(&format!("/reports/{first}/claim"), &[("how", "claim")]);
    let mine = browser.get("/queue?whose=mine");
    assert!(mine.says("1 yours") && mine.says("first look 6 h overdue"));
}

#[test]
fn what_came_since_one_looked_is_said_until_one_looks_again() {
    let house = Installation::on_sqlite();
    house.file_report("first of all");
    let browser = house.at_desk("officer-1");
    let mut note = browser.get("/queue?level=now").watch();
    let mut again = |count: &str| {
        let rows = browser.get(&format!("/queue/rows?level=now&watch={note}"));
        assert!(rows.says(count), "{count}: {}", rows.words());
        assert_eq!(rows.says("since you opened"), !count.is_empty());
        note = rows.watch();
    };
    again("");
    house.file_report("second of all");
    again("1 new report since you opened this page");
    house.file_report("third of all");
    again("2 new reports since");
    // Also when the look at the queue is entered in the log anew.
    house.turn_clock_seconds(16 * 60);
    again("2 new reports since");
    assert!(!browser.get("/queue").says("since you opened"));
}

#[test]
fn a_report_is_found_by_its_number_open_or_closed_and_the_log_says_so() {
    let house = Installation::on_sqlite();
    let id = house.read_report("A drone over the dam.");
    house.read_report("A box.");
    house.level(id, Level::Now);
    house.decide(id, closed(Outcome::Solved));
    let browser = house.at_desk("officer-1");
    let number = &id.to_string()[..8];
    for words in [number, &number.to_uppercase(), &id.to_string()] {
        let found = browser.search(words, &[]);
        assert_eq!(found.listed(), [id.to_string()], "{words}");
        assert!(found.says(number) && found.says("closed"));
    }
    assert_eq!(house.last_said(Deed::Searched), format!("number {id}"));
    // What is nobody's number may be a word.
    while !house.desk().read_index_once().expect("read") {}
    assert!(
        browser
            .search("deadbeef", &[])
            .says("No open report has these words.")
    );
}

//! The page of the queue: what is seen, searched and heard there, and that the log says what somebody looked at.

use crate::kit::installation::{Installation, on_both_engines};
use crate::kit::queue::closed;
use desk::{Deed, Query, QueueAsked, Scope};
use report::{Id, Level, Outcome};

#[test]
fn one_damaged_reading_leaves_the_rest_of_the_queue_as_it_is() {
    let house = Installation::on_sqlite();
    house.read_report("A grey box on the lamp post.");
    house.read_report("A drone over the plant.");
    house.sql("UPDATE item SET sealed = zeroblob(1065) WHERE seq = (SELECT MIN(seq) FROM item WHERE kind = 2)");
    let queue = house.at_desk("officer-1").get("/queue");
    assert_eq!((queue.status, queue.listed().len()), (200, 2));
    assert!(queue.says("does not open") && queue.says("English"));
}

#[test]
fn officers_who_look_at_the_queue_again_are_in_the_log_once() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let browser = house.at_desk("officer-1");
    let page = browser.get("/queue");
    let watch = page.watch();
    let size = || {
        house.sequence();
        house.desk().log_size().expect("a size")
    };
    let before = size();
    for _ in 0..3 {
        let rows = browser.get(&format!("/queue/rows?watch={watch}"));
        assert_eq!(rows.listed().len(), 1);
    }
    assert_eq!(size(), before);
    // Asked for something else, without a watch, with another's, or after a quarter of an hour: it is.
    let other = house.at_desk("officer-1");
    for address in [
        format!("/queue/rows?watch={watch}&level=now"),
        format!("/queue/rows?watch={watch}&after=3.0.0"),
        "/queue/rows".to_owned(),
        format!("/queue/rows?watch={}", &watch[1..]),
    ] {
        let before = size();
        assert_eq!(other.get(&address).status, 200);
        assert_eq!(size(), before + 1, "{address}");
    }
    house.turn_clock_seconds(16 * 60);
    let before = size();
    assert_eq!(
        browser.get(&format!("/queue/rows?watch={watch}")).status,
        200
    );
    assert_eq!(size(), before + 1);
}

#[test]
fn the_log_says_what_was_asked_of_the_queue() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let browser = house.at_desk("officer-1");
    for (address, said) in [
        ("/queue", "the queue"),
        (
            "/queue?level=now&lang=zh&wrote=yes",
            "the queue: level now, told in zh, reporter wrote",
        ),
        (
            "/queue/rows?status=in_hand&about=AVIATION&whose=mine",
            "the queue: standing in_hand, about AVIATION, mine",
        ),
        (
            "/queue?after=3.498720.12&whose=nobody&lang=other",
            "the queue: told in another language, nobody's, after 3.498720.12",
        ),
    ] {
        assert_eq!(browser.get(address).status, 200);
        assert_eq!(house.last_said(Deed::Listed), said);
    }
    assert!(
        browser
            .get("/log")
            .says("the queue: Now, Chinese, new message")
    );
    browser.have("desk-language", "zh");
    assert!(browser.get("/log").says("待办列表：立即，中文，有新留言"));
}

#[test]
fn one_hears_only_of_what_one_looked_at() {
    let house = Installation::on_sqlite();
    let browser = house.at_desk("officer-1");
    let page = browser.get("/queue?level=now");
    let watch = page.watch();
    for address in [
        "/events".to_owned(),
        "/events?level=now".to_owned(),
        format!("/events?watch={watch}"),
        format!("/events?level=now&about=AVIATION&watch={watch}"),
        format!("/events?level=now&after=3.0.0&watch={watch}"),
        format!("/events?level=now&watch={}", &watch[1..]),
    ] {
        // What goes on without an end is not read to it.
        assert!(
            browser.get(&address).body.contains("event: end"),
            "{address}"
        );
    }
}

#[test]
fn closed_reports_are_searched_by_whoever_asks_for_them_and_the_log_says_so() {
    let house = Installation::on_sqlite();
    let texts = ["A drone over the dam.", "A drone over the plant.", "A box."];
    let [dam, plant, _] = texts.map(|text| house.read_report(text));
    while !house.desk().read_index_once().expect("read") {}
    house.level(dam, Level::Now);
    house.decide(dam, closed(Outcome::Solved));
    let browser = house.at_desk("officer-1");
    let open = browser.search("drone", &[]);
    assert_eq!(open.listed(), [plant.to_string()]);
    assert!(open.says("1 shown") && open.says("2 open") && !open.says("closed ones among them"));
    assert_eq!(house.last_said(Deed::Searched), "drone");
    let all = browser.search("drone", &[("closed", "yes")]);
    assert_eq!(all.listed(), [plant.to_string(), dam.to_string()]);
    assert!(all.says("2 shown, closed ones among them"));
    assert_eq!(house.last_said(Deed::SearchedAll), "drone");
    // It is neither urgent nor due any more.
    let row = all
        .body
        .split("<li>")
        .find(|row| row.contains(&dam.to_string()));
    let row = row.expect("its row");
    assert!(
        row.contains("level closed") && row.contains("closed</span>"),
        "{row}"
    );
    assert!(!row.contains("Now") && !row.contains("due "), "{row}");
    let all = browser.search("zebra", &[("closed", "yes")]);
    assert!(all.says("No report has these words, open or closed."));
    let without = browser.search("", &[("closed", "yes")]);
    assert_eq!(without.listed().len(), 2);
    assert!(without.says("Closed reports are found by words alone"));
    assert!(
        without
            .body
            .contains("name=\"closed\" value=\"yes\" checked")
    );
}

#[test]
fn a_search_of_closed_reports_goes_on_page_by_page_and_through_the_filter() {
    on_both_engines(|house| {
        let ids: Vec<Id> = (0..5)
            .map(|number| house.read_report(&format!("A drone, number {number}.")))
            .collect();
        for number in [1, 2] {
            house.decide(ids[number], closed(Outcome::NothingFound));
        }
        house.level(ids[3], Level::Now);
        let words = Query::parse("drone").expect("words");
        let pages = |asked: &QueueAsked| {
            let (mut found, mut before) = (Vec::new(), None);
            loop {
                let by = house.officer();
                let page = house
                    .desk()
                    .search_queue(&by, &words, Scope::All, asked, before, 2);
                let page = page.expect("searched");
                found.extend(page.rows.iter().map(|row| row.id));
                before = page.next;
                if before.is_none() {
                    return found;
                }
            }
        };
        let newest_first: Vec<Id> = ids.iter().rev().copied().collect();
        assert_eq!(pages(&QueueAsked::default()), newest_first);
        let now = QueueAsked {
            level: Some(Level::Now),
            ..QueueAsked::default()
        };
        assert_eq!(pages(&now), [ids[3]]);
    });
}

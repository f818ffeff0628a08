//! Law (R8): who watches the line of somebody's browser sees the same of a page that was read, a report that was filed and
//! a mailbox that was opened: one round trip, and one size.

use crate::kit::browser::{Browser, Habits};
use crate::kit::program::Place;
use crate::kit::relay::Relay;

/// The smallest size of an answer.
const PAGE: usize = 32 * 1024;

#[test]
fn a_visit_a_filing_and_a_mailbox_are_as_many_round_trips_of_one_size() {
    let place = Place::sqlite();
    let served = place.serve();
    let line = Relay::to(served.public);
    let habits = Habits {
        scripts: false,
        dark: false,
    };
    let Some(browser) = Browser::open(390, habits) else {
        return;
    };
    let at = |path: &str| format!("http://{}/en/{path}", line.address);
    let mut seen = Vec::new();
    let mut note = |deed| seen.push((deed, line.round_trips()));

    browser.go(&at(""));
    note("reads a page");
    browser.go(&at("statistics"));
    note("reads another");
    browser.go(&at("report"));
    note("reads the form");
    browser.fill("what", "A grey box hangs on lamp post 214.");
    browser.press("Send the report");
    note("files");
    let receipt = browser.receipt();
    browser.go(&at("mailbox"));
    note("comes back");
    browser.fill("words", &receipt);
    browser.press("Open");
    note("opens the mailbox");
    browser.go(&at("mailbox"));
    note("comes back again");
    browser.fill("words", "abandon ability able");
    browser.press("Open");
    note("mistypes the words");

    for (deed, trips) in seen {
        assert_eq!(trips, [PAGE], "somebody who {deed}");
    }
}

//! After a deed the report says what was done and how it is undone; what could not be done it says, too, with all that was
//! typed still in its place, and the list that somebody works through stays the one beside it.

use crate::kit::answer::Answer;
use crate::kit::at_the_desk::AtDesk;
use crate::kit::installation::Installation;
use crate::kit::people::admitted;
use desk::Deed;
use report::{Id, Role};

/// A house with one report.
fn one_report() -> (Installation, Id, String) {
    let house = Installation::on_sqlite();
    let filed = house.file_report("A grey box hums on lamp post 214.");
    house.drain_jobs();
    let id = house.newest();
    (house, id, filed.receipt)
}

/// The fields of the form that undoes what was just done.
fn undo(page: &Answer) -> Option<[(String, String); 2]> {
    let (form, button) = page.body.split_once("class=\"link undo\" name=\"")?;
    let (name, rest) = button.split_once('"')?;
    let value = |from: &str| Some(from.split_once("value=\"")?.1.split('"').next()?.to_owned());
    let (_, instead) = form.rsplit_once("name=\"instead\"")?;
    Some([
        (name.to_owned(), value(rest)?),
        ("instead".to_owned(), value(instead)?),
    ])
}

/// Presses it.
fn take_back(browser: &AtDesk<'_>, deed: &str, page: &Answer) -> Answer {
    let fields = undo(page).expect("a way back");
    let fields = fields
        .each_ref()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    browser.press(deed, &fields)
}

#[test]
fn a_deed_says_that_it_was_done_and_one_key_undoes_it() {
    let (house, id, receipt) = one_report();
    let browser = house.at_desk("officer-1");
    let at = |deed: &str| format!("/reports/{id}/{deed}");
    let judged = browser.press(&at("decide"), &[("level", "today")]);
    assert!(judged.says("Agreed: Today.") && !judged.says("proposed"));
    let due = |page: &Answer| page.body.contains("first look due in");
    assert!(!due(&judged));
    let back = take_back(&browser, &at("decide"), &judged);
    // As if nobody had ever judged it, its time included.
    assert!(back.says("Today proposed") && due(&back));

    let other = browser.press(&at("decide"), &[("level", "routine")]);
    assert!(other.says("Urgency: Today → Routine.") && !other.says("Routine proposed"));
    let back = take_back(&browser, &at("decide"), &other);
    assert!(back.says("Urgency: Routine → Today.") && back.says("Today proposed"));

    let about = browser.press(&at("decide"), &[("about", "AVIATION")]);
    assert!(about.says("Kind: Observation of a place → Drones, aircraft."));
    let back = take_back(&browser, &at("decide"), &about);
    assert!(back.says("Drones, aircraft → Observation of a place."));

    let claimed = browser.press(&at("claim"), &[("how", "claim")]);
    assert!(claimed.says("You work on it now"));
    // Of that alone a reporter is told nothing, and nothing that was promised waits longer for it.
    assert_eq!(house.mailbox(&receipt)["status"], "received");
    assert!(due(&claimed));
    assert!(take_back(&browser, &at("claim"), &claimed).says("Handed back."));
    let told = browser.press(&at("decide"), &[("standing", "in_hand")]);
    assert!(told.says("Its reporter sees from now on that it is in hand."));
    assert_eq!(house.mailbox(&receipt)["status"], "in_hand");

    // What lies in a mailbox cannot be taken back, and nothing says that it could.
    let wrote = browser.press(&at("reply"), &[("text", "Since when?")]);
    assert!(wrote.says("Sent. It lies in the mailbox") && undo(&wrote).is_none());
}

#[test]
fn a_link_makes_no_report_say_that_something_was_done() {
    let (house, id, _) = one_report();
    admitted(&house, "officer-2", Role::Officer);
    house.file_report("Another report of another thing.");
    let other = house.newest();
    let (one, two) = (house.at_desk("officer-1"), house.at_desk("officer-2"));
    let done = one.post(&format!("/reports/{id}/decide"), &[("level", "none")]);
    let address = done.header("location").to_owned();
    let note = address.split("did=").nth(1).expect("a note");
    let says = |browser: &AtDesk<'_>, address: &str| {
        browser.get(address).says("Urgency: Today → No action.")
    };
    assert!(says(&one, &address));
    for (browser, address) in [
        (&two, address.clone()),
        (&one, format!("/reports/{other}?did={note}")),
        (&one, format!("/reports/{id}?did=level%20today%20none")),
        (&one, format!("/reports/{id}?did={}", &note[1..])),
    ] {
        assert!(!says(browser, &address), "{address}");
    }
    house.turn_clock_seconds(180);
    assert!(!says(&one, &address));
}

#[test]
fn what_could_not_be_done_is_said_at_its_field_and_what_was_typed_stands_there() {
    let (house, id, _) = one_report();
    admitted(&house, "officer-2", Role::Officer);
    let (one, two) = (house.at_desk("officer-1"), house.at_desk("officer-2"));
    let at = |deed: &str| format!("/reports/{id}/{deed}");
    let empty = one.post(&at("reply"), &[("text", "  "), ("question", "yes")]);
    assert_eq!(empty.status, 422);
    assert!(empty.says("the answer is empty") && empty.says("A grey box hums"));
    assert!(empty.body.contains("aria-invalid=\"true\""));

    let fields = [
        ("outcome", "solved"),
        ("why", " "),
        ("message", "We took it down."),
    ];
    let unreasoned = one.post(&at("decide"), &fields);
    assert_eq!(unreasoned.status, 422);
    assert!(unreasoned.says("say in a few words why"));
    assert!(unreasoned.body.contains(">We took it down.</textarea>"));
    assert!(unreasoned.body.contains("value=\"solved\" selected"));

    one.post(&at("claim"), &[("how", "claim")]);
    let anothers = two.post(&at("reply"), &[("text", "A long and careful answer.")]);
    assert_eq!(anothers.status, 409);
    assert!(anothers.says("Somebody else works on this report") && anothers.says("Take over"));
    assert!(
        anothers
            .body
            .contains(">A long and careful answer.</textarea>")
    );
    two.have("desk-language", "zh");
    let chinese = two.post(&at("claim"), &[("how", "over"), ("why", "")]);
    assert!(chinese.says("没有执行：请简单写明为何接手"));
    two.have("desk-language", "en");
    let over = two.press(&at("claim"), &[("how", "over"), ("why", "she is ill")]);
    assert!(over.says("You work on it now") && over.says("taken over: she is ill"));
}

#[test]
fn a_closed_report_says_how_it_ended_and_offers_what_one_does_to_a_closed_one() {
    let (house, id, _) = one_report();
    let browser = house.at_desk("officer-1");
    let at = |deed: &str| format!("/reports/{id}/{deed}");
    let fields = [("outcome", "nothing_found"), ("why", "a weather station")];
    let closed = browser.press(&at("decide"), &fields);
    assert!(closed.says("closed (Looked into, nothing found): a weather station (officer-1,"));
    assert!(!closed.says("Take it on") && !closed.body.contains("class=\"due"));
    assert!(closed.says("Open this report again"));
}

#[test]
fn who_opened_a_report_again_and_again_stands_in_its_history_once() {
    let (house, id, _) = one_report();
    let browser = house.at_desk("officer-1");
    for _ in 0..3 {
        browser.get(&format!("/reports/{id}"));
    }
    let page = browser.get(&format!("/reports/{id}"));
    assert!(page.says("officer-1 opened a report, 4 times"));
}

#[test]
fn the_list_that_one_works_through_stays_beside_the_report() {
    let (house, id, _) = one_report();
    house.file_report("Another report of another thing.");
    let next = house.newest();
    let browser = house.at_desk("officer-1");
    let queue = browser.get("/queue?new=yes&evil=%22%3E");
    let address = format!("/reports/{id}?from=new%3Dyes");
    assert!(queue.body.contains(&format!("href=\"{address}\"")));
    let page = browser.get(&address);
    assert!(page.body.contains("data-from=\"new=yes\""));
    // What follows is of that list, too.
    assert!(
        page.body
            .contains(&format!("/reports/{next}?from=new%3Dyes\" rel=\"next\""))
    );
    let deed = format!("/reports/{id}/claim?from=new%3Dyes");
    assert!(page.body.contains(&format!("action=\"{deed}\"")));
    let done = browser.post(&deed, &[("how", "claim")]);
    let back = done.header("location");
    assert!(back.starts_with(&format!("{address}&did=")));
    assert!(browser.get(back).body.contains("href=\"/queue?new=yes\""));
}

#[test]
fn an_undo_takes_nothing_back_that_a_colleague_decided_since() {
    let (house, id, _) = one_report();
    admitted(&house, "officer-2", Role::Officer);
    let (one, two) = (house.at_desk("officer-1"), house.at_desk("officer-2"));
    let decide = format!("/reports/{id}/decide");
    let judged = one.press(&decide, &[("level", "routine")]);
    let fields = undo(&judged).expect("a way back");
    assert_eq!(fields[1].1, "level routine");
    let fields = fields
        .each_ref()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    two.press(&decide, &[("level", "now")]);
    let back = one.post(&decide, &fields);
    assert_eq!(back.status, 422);
    assert!(back.says("somebody changed it meanwhile") && back.says("Now"));
}

#[test]
fn whoever_writes_to_a_closed_report_is_heard() {
    let (house, id, receipt) = one_report();
    let browser = house.at_desk("officer-1");
    let decide = format!("/reports/{id}/decide");
    let page = browser.get(&format!("/reports/{id}"));
    let read = page.body.split("name=\"read\" value=\"").nth(1);
    let read = read
        .and_then(|rest| rest.split('"').next())
        .expect("a mark");
    let closing = [("outcome", "solved"), ("why", "taken down"), ("read", read)];
    // What came after the page was made keeps it open.
    house
        .message(&receipt, "There is a second one.")
        .expect(201);
    let refused = browser.post(&decide, &closing);
    assert_eq!(refused.status, 422);
    assert!(refused.says("the reporter wrote after you opened this"));
    assert_eq!(browser.post(&decide, &closing[..2]).status, 303);
    assert_eq!(browser.get("/queue").listed(), [""; 0]);
    house
        .message(&receipt, "They are coming back tonight.")
        .expect(201);
    assert_eq!(browser.get("/queue?wrote=yes").listed(), [id.to_string()]);
    assert_eq!(house.mailbox(&receipt)["status"], "received");
}

#[test]
fn a_message_stays_unanswered_whatever_its_report_is_judged() {
    let (house, id, receipt) = one_report();
    house.message(&receipt, "It hums at night.").expect(201);
    let browser = house.at_desk("officer-1");
    let at = |deed: &str| format!("/reports/{id}/{deed}");
    for fields in [
        ("level", "now"),
        ("about", "SURVL"),
        ("standing", "in_hand"),
    ] {
        assert!(browser.press(&at("decide"), &[fields]).says("Mark as seen"));
    }
    browser.post(&at("claim"), &[("how", "claim")]);
    assert_eq!(browser.get("/queue?wrote=yes").listed(), [id.to_string()]);
    assert!(
        !browser
            .press(&at("decide"), &[("seen", "yes")])
            .says("Mark as seen")
    );
}

#[test]
fn an_answer_that_is_sent_twice_is_there_once() {
    let (house, id, receipt) = one_report();
    let browser = house.at_desk("officer-1");
    let reply = format!("/reports/{id}/reply");
    let page = browser.get(&format!("/reports/{id}"));
    let sending = page.body.split("name=\"sending\" value=\"").nth(1);
    let sending = sending
        .and_then(|rest| rest.split('"').next())
        .expect("a name");
    for _ in 0..2 {
        let fields = [("text", "Since when?"), ("sending", sending)];
        assert_eq!(browser.post(&reply, &fields).status, 303);
    }
    let mailbox = house.mailbox(&receipt).to_string();
    assert_eq!(mailbox.matches("Since when?").count(), 1);
    // What wrote nothing says of no key that it is kept: what is sealed next in the same second opens.
    house.turn_clock_seconds(5);
    let fields = [("text", "Since when?"), ("sending", sending)];
    assert_eq!(browser.post(&reply, &fields).status, 303);
    browser.post(&format!("/reports/{id}/decide"), &[("level", "today")]);
    assert_eq!(house.said_of(Deed::Decided), ["level today"]);
}

#[test]
fn what_is_closed_is_closed_once_and_nobody_works_on_it() {
    let (house, id, _) = one_report();
    admitted(&house, "officer-2", Role::Officer);
    let (one, two) = (house.at_desk("officer-1"), house.at_desk("officer-2"));
    let at = |deed: &str| format!("/reports/{id}/{deed}");
    let closing = |outcome| [("outcome", outcome), ("why", "looked into")];
    one.press(&at("decide"), &closing("nothing_found"));
    for (deed, fields) in [
        ("decide", &closing("solved")[..]),
        ("claim", &[("how", "claim")]),
        ("claim", &[("how", "over"), ("why", "mine")]),
    ] {
        let refused = two.post(&at(deed), fields);
        assert_eq!(refused.status, 422, "{fields:?}");
        assert!(refused.says("this report is closed; open it again first"));
    }
    // An answer goes, and keeps nobody from opening it again.
    assert_eq!(
        one.post(&at("reply"), &[("text", "One thing more.")])
            .status,
        303
    );
    let again = [("standing", "in_hand"), ("why", "another one hangs there")];
    assert_eq!(two.post(&at("decide"), &again).status, 303);
}

#[test]
fn what_a_page_of_yesterday_decides_is_not_half_done() {
    let (house, id, receipt) = one_report();
    let browser = house.at_desk("officer-1");
    let decide = format!("/reports/{id}/decide");
    for field in [
        ("outcome", "unfounded"),
        ("level", "purple"),
        ("about", "WITCHES"),
    ] {
        let fields = [
            field,
            ("why", "x"),
            ("message", "You will never read this."),
        ];
        assert_eq!(browser.post(&decide, &fields).status, 422, "{field:?}");
    }
    assert!(!house.mailbox(&receipt).to_string().contains("never read"));
}

#[test]
fn judging_a_report_again_and_again_gains_no_time() {
    let (house, id, _) = one_report();
    let judge = |level: &str| {
        let browser = house.at_desk("officer-1");
        let decide = format!("/reports/{id}/decide");
        assert_eq!(browser.post(&decide, &[("level", level)]).status, 303);
        for how in ["claim", "back"] {
            browser.post(&format!("/reports/{id}/claim"), &[("how", how)]);
        }
        browser.get("/queue?overdue=yes").listed().len()
    };
    assert_eq!(judge("today"), 0);
    house.turn_clock_hours(30);
    assert_eq!(judge("today"), 1);
    assert_eq!(judge("today"), 1);
    // Less urgent than it was, it has until then what that promised when it came.
    assert_eq!(judge("routine"), 0);
    house.turn_clock_hours(48);
    for level in ["today", "routine", "none", "routine"] {
        assert_eq!(judge(level), 1, "{level}");
    }
}

#[test]
fn what_somebody_searches_for_stays_in_no_address_and_no_link_searches() {
    let (house, id, _) = one_report();
    while !house.desk().read_index_once().expect("read") {}
    admitted(&house, "officer-2", Role::Officer);
    let (one, two) = (house.at_desk("officer-1"), house.at_desk("officer-2"));
    let found = one.post("/queue", &[("words", "lamp"), ("new", "yes")]);
    let address = found.header("location").to_owned();
    assert!(address.starts_with("/queue?new=yes&found=") && !address.contains("lamp"));
    let page = one.get(&address);
    assert_eq!(page.listed(), [id.to_string()]);
    assert!(page.body.contains("value=\"lamp\""));
    let searched = || house.said_of(Deed::Searched).len();
    let before = searched();
    for (browser, address) in [
        (&one, "/queue?words=bribe"),
        (&one, "/queue/rows?words=bribe"),
        (&one, &format!("/reports/{id}?from=words%3Dbribe")),
        (&two, &address),
    ] {
        assert_eq!(browser.get(address).status, 200);
        assert_eq!(searched(), before, "{address}");
    }
    assert!(one.get("/queue?words=bribe").says("were not searched for"));
}

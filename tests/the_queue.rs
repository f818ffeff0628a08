//! The queue and the pages of reports: what comes first, who works on what, what is decided, and that each look is in the
//! log before anything is seen.

use crate::kit::at_the_desk::AtDesk;
use crate::kit::installation::{Installation, on_both_engines};
use crate::kit::people::admitted;
use desk::{Decision, Deed, QueueAsked, Said, Standing, Unlocked};
use report::{Channel, Conduct, Id, Level, Outcome, Role, Status};
use serde_json::json;

impl Installation {
    /// The reports of the queue as an officer asks for it, in their order.
    fn queue_of(&self, by: &Unlocked, asked: &QueueAsked) -> Vec<Id> {
        let page = self.desk().queue(by, asked, None, 100).expect("a queue");
        page.rows.into_iter().map(|row| row.id).collect()
    }

    fn whole_queue(&self) -> Vec<Id> {
        self.queue_of(&self.officer(), &QueueAsked::default())
    }

    fn decide(&self, id: Id, decision: Decision) -> Status {
        let decided = self.desk().decide(&self.officer(), id, &decision);
        decided.expect("decided")
    }

    fn level(&self, id: Id, level: Level) {
        let level = Some(level);
        self.decide(
            id,
            Decision {
                level,
                ..Decision::default()
            },
        );
    }

    /// Files a report, and lets the program read it.
    fn read_report(&self, text: &str) -> Id {
        self.file_report(text);
        self.drain_jobs();
        self.newest()
    }
}

fn closed(outcome: Outcome) -> Decision {
    Decision {
        standing: Some(Standing::Closed(outcome)),
        why: "looked into".to_owned(),
        ..Decision::default()
    }
}

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
fn the_queue_is_paged_without_a_gap_or_a_doubling() {
    on_both_engines(|house| {
        for number in 0..7 {
            house.file_report(&format!("report number {number}"));
        }
        let (by, asked) = (house.officer(), QueueAsked::default());
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = house.desk().queue(&by, &asked, after, 3).expect("a page");
            assert_eq!(page.open, 7);
            after = page.rows.last().map(|row| row.place);
            seen.extend(page.rows.into_iter().map(|row| row.id));
            if !page.more {
                break;
            }
        }
        assert_eq!(seen, house.whole_queue());
        assert_eq!(seen.len(), 7);
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
        insta::assert_snapshot!(crate::kit::people::refused(second), @"somebody else works on this report; take it over first");
        let closing = house.desk().decide(&two, id, &closed(Outcome::Solved));
        assert!(matches!(closing, Err(desk::Failure::ClaimedByAnother)));
        house.desk().take_over(&two, id).expect("taken over");
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
        let refused = house.desk().decide(&officer, id, &without);
        insta::assert_snapshot!(crate::kit::people::refused(refused), @"say in a few words why; it goes into the log, not to the reporter");
        let seen = "/reports/X/decide".replace('X', &id.to_string());
        let browser = house.at_desk("officer-1");
        let fields = [("seen", "yes"), ("outcome", "solved")];
        assert_eq!(browser.post(&seen, &fields).status, 403);
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
    insta::assert_snapshot!(crate::kit::people::refused(custodian), @"only an active officer may do this");
}

/// The page of a report.
fn page(browser: &AtDesk<'_>, id: Id) -> String {
    let answer = browser.get(&format!("/reports/{id}"));
    assert_eq!(answer.status, 200, "{}", answer.words());
    answer.words()
}

#[test]
fn an_officer_reads_takes_on_asks_and_closes_on_the_pages() {
    let house = Installation::on_sqlite();
    let filed = house.file_report("A grey box hums on lamp post 214.");
    house.drain_jobs();
    let browser = house.at_desk("officer-1");
    let queue = browser.get("/queue");
    let listed = queue.listed();
    assert_eq!(listed.len(), 1);
    assert!(queue.says("New") && queue.says("English") && queue.says("1 shown of 1 open"));
    assert!(!queue.says("hums"), "the queue shows nothing of the text");
    let id: Id = listed[0].parse().expect("an id");
    let words = page(&browser, id);
    assert!(words.contains("A grey box hums on lamp post 214.") && words.contains("Take it on"));
    let at = |deed: &str| format!("/reports/{id}/{deed}");
    let claimed = browser.press(&at("claim"), &[("how", "claim")]);
    assert!(claimed.says("You work on it."));
    let asked = browser.press(
        &at("reply"),
        &[("text", "Since when?"), ("question", "yes")],
    );
    assert!(asked.says("Since when?") && asked.says("Desk · question"));
    assert!(
        house
            .mailbox(&filed.receipt)
            .to_string()
            .contains("Since when?")
    );
    let judged = browser.press(&at("decide"), &[("level", "today"), ("about", "SURVL")]);
    assert!(judged.says("Today") && judged.says("Observation of a place"));
    let fields = [
        ("outcome", "nothing_found"),
        ("why", "a weather station"),
        ("message", ""),
    ];
    let closed = browser.press(&at("decide"), &fields);
    assert!(closed.says("closed") && closed.says("a weather station"));
    assert!(browser.get("/queue").says("No report is open."));
}

#[test]
fn what_was_typed_is_not_lost_when_somebody_else_works_on_the_report() {
    let house = Installation::on_sqlite();
    admitted(&house, "officer-2", Role::Officer);
    house.file_report("A grey box on the lamp post.");
    let id = house.newest();
    let (one, two) = (house.at_desk("officer-1"), house.at_desk("officer-2"));
    let reply = format!("/reports/{id}/reply");
    assert_eq!(one.post(&reply, &[("text", "Where is it?")]).status, 303);
    let refused = two.post(&reply, &[("text", "A long and careful answer.")]);
    assert_eq!(refused.status, 409);
    assert!(refused.says("A long and careful answer.") && refused.says("Somebody else works"));
    assert!(page(&two, id).contains("officer-1 works on it."));
}

#[test]
fn a_hostile_text_is_shown_and_does_nothing() {
    let house = Installation::on_sqlite();
    let texts = [
        "<script>alert(1)</script><img src=x onerror=alert(2)>&lt;b&gt;",
        "esc \u{1b}[2J\u{1b}]0;title\u{7} end",
        "invoice\u{202e}gpj.exe and \u{2066}isolated\u{2069} text",
    ];
    for text in texts {
        house.file_json(&json!({ "text": text, "place": { "text": text } }));
    }
    house.drain_jobs();
    let browser = house.at_desk("officer-1");
    let queue = browser.get("/queue");
    for id in queue.listed() {
        let report = browser.get(&format!("/reports/{id}"));
        for page in [&queue, &report] {
            assert!(!page.body.contains("<script>alert") && !page.body.contains("<img"));
            assert!(
                !page
                    .body
                    .contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{2066}'])
            );
        }
    }
    let all: Vec<String> = queue
        .listed()
        .iter()
        .map(|id| browser.get(&format!("/reports/{id}")).words())
        .collect();
    let all = all.join("\n");
    assert!(all.contains("<script>alert(1)</script><img src=x onerror=alert(2)>&lt;b&gt;"));
    assert!(all.contains("esc ␛[2J␛]0;title␇ end"));
    assert!(all.contains("invoice⟦U+202E⟧gpj.exe"));
}

#[test]
fn a_text_of_a_mebibyte_is_shown_by_its_beginning_on_a_page_of_a_hundred_kibibytes() {
    let profile = "[intake]\ntext_bytes = 1048576\nbody_bytes = 4194304\n";
    let mut house = Installation::just_founded(profile);
    house.set_everybody_up();
    house.file_report(&"界".repeat(349_525));
    house.drain_jobs();
    let browser = house.at_desk("officer-1");
    let id = browser.get("/queue").listed().remove(0);
    let report = browser.get(&format!("/reports/{id}"));
    assert!(report.body.len() < 100 << 10, "{} bytes", report.body.len());
    assert!(report.says("Show all of it"));
    let whole = browser.get(&format!("/reports/{id}?all=1"));
    assert!(whole.body.len() > 1 << 20 && !whole.says("Show all of it"));
}

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
fn a_link_writes_nothing_into_the_log_in_an_officers_name() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let browser = house.at_desk("officer-1");
    let report = format!("/reports/{}?why=for+my+cousin", house.newest());
    let opened = browser.get(&report);
    assert!(opened.says("from the queue") && !opened.says("cousin"));
}

#[test]
fn a_clerk_takes_a_report_down_and_prints_its_receipt() {
    let house = Installation::on_sqlite();
    admitted(&house, "clerk-1", Role::Clerk);
    let browser = house.at_desk("clerk-1");
    let form = browser.get("/enter");
    let token = form.body.split("name=\"token\" value=\"").nth(1);
    let token = token
        .and_then(|rest| rest.split('"').next())
        .expect("a token");
    let told = "Somebody photographed the north gate for an hour.";
    let fields = [
        ("token", token),
        ("channel", "counter"),
        ("text", told),
        ("place", "North gate"),
        ("from", "2026-11-21 14:00"),
    ];
    let receipt = browser.post("/enter", &fields);
    assert!(
        receipt.says("It has been taken down"),
        "{}",
        receipt.words()
    );
    // Sent twice it is one report, and the same words.
    let again = browser.post("/enter", &fields);
    assert_eq!(again.words(), receipt.words());
    let id = house.newest();
    let opened = house
        .desk()
        .open_report(&house.officer(), id, "first look")
        .expect("opened");
    assert_eq!(
        (opened.content.text.as_str(), opened.content.channel),
        (told, Channel::Counter)
    );
    assert_eq!(house.listed().len(), 1);
    // A clerk reads nothing.
    for page in ["/queue", &format!("/reports/{id}"), "/log"] {
        let answer = browser.get(page);
        assert!(
            matches!(answer.status, 303 | 403),
            "{page}: {}",
            answer.status
        );
        assert!(!answer.says("photographed"));
    }
    let other = browser.post("/enter", &[("token", token), ("text", "Something else.")]);
    assert!(other.status == 422 && other.says("with other words") && other.says("Something else."));
    let without = browser.post("/enter", &[("text", "Something else.")]);
    assert!(without.status == 422 && without.says("send it again"));
    let wrong = browser.post("/enter", &[("text", "x"), ("lat", "95"), ("lon", "8")]);
    assert!(
        wrong.status == 422 && wrong.says("place.lat"),
        "{}",
        wrong.words()
    );
}

#[test]
fn officers_who_look_at_the_queue_again_are_in_the_log_once() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let browser = house.at_desk("officer-1");
    let page = browser.get("/queue");
    let watch = page.body.split("data-watch=\"").nth(1);
    let watch = watch
        .and_then(|rest| rest.split('"').next())
        .expect("a watch");
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
fn a_file_is_taken_out_with_a_reason_and_as_a_file() {
    let house = Installation::on_sqlite();
    let file = house.send_file("../../photo \u{202e}gpj.exe", b"not a photo <script>");
    drop(house.file_with(vec![file]));
    let id = house.newest();
    let browser = house.at_desk("officer-1");
    assert!(page(&browser, id).contains("Take this file out"));
    let file = format!("/reports/{id}/files/1");
    assert_eq!(browser.post(&file, &[("why", " ")]).status, 403);
    assert_eq!(
        browser
            .post(&format!("/reports/{id}/files/2"), &[("why", "to see")])
            .status,
        404
    );
    let taken = browser.post(&file, &[("why", "to see it")]);
    assert_eq!(taken.bytes, b"not a photo <script>");
    assert_eq!(taken.header("content-type"), "application/octet-stream");
    assert!(
        taken
            .header("content-disposition")
            .starts_with("attachment; filename=\"file-1")
    );
    assert!(taken.header("content-security-policy").contains("sandbox"));
    assert!(page(&browser, id).contains("opened file 1: to see it"));
}

#[test]
fn when_the_database_is_gone_a_page_says_so_and_what_was_typed_is_there() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let browser = house.at_desk("officer-1");
    let id = house.newest();
    house.desk().close();
    let refused = browser.get("/queue");
    assert_eq!(refused.status, 503);
    assert!(
        refused.says("cannot be reached just now"),
        "{}",
        refused.words()
    );
    let reply = browser.post(
        &format!("/reports/{id}/reply"),
        &[("text", "A careful answer.")],
    );
    assert_eq!(reply.status, 503);
}

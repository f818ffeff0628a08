//! The pages of reports: what an officer reads and does there.

use crate::kit::at_the_desk::AtDesk;
use crate::kit::installation::Installation;
use crate::kit::people::admitted;
use report::{Id, Role};
use serde_json::json;

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
    assert!(queue.says("Today proposed") && queue.says("English") && queue.says("1 open 1 new"));
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
fn a_link_writes_nothing_into_the_log_in_an_officers_name() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let browser = house.at_desk("officer-1");
    let report = format!("/reports/{}?why=for+my+cousin", house.newest());
    let opened = browser.get(&report);
    assert!(opened.says("from the queue") && !opened.says("cousin"));
}

#[test]
fn a_file_is_taken_out_with_a_reason_and_as_a_file() {
    let house = Installation::on_sqlite();
    let file = house.send_file("../../photo \u{202e}gpj.exe", b"not a photo <script>");
    drop(house.file_with(vec![file]));
    let id = house.newest();
    let browser = house.at_desk("officer-1");
    assert!(page(&browser, id).contains("Download the original"));
    let file = format!("/reports/{id}/files/1");
    assert_eq!(browser.post(&file, &[("why", " ")]).status, 403);
    assert_eq!(
        browser
            .post(&format!("/reports/{id}/files/2"), &[("why", "to see")])
            .status,
        404
    );
    let taken = browser.post(&file, &[("why", "to see it"), ("how", "as_sent")]);
    assert_eq!(taken.bytes, b"not a photo <script>");
    assert_eq!(taken.header("content-type"), "application/octet-stream");
    assert!(taken.header("content-disposition").starts_with(&format!(
        "attachment; filename=\"{}-1-original",
        &id.to_string()[..8]
    )));
    assert!(taken.header("content-security-policy").contains("sandbox"));
    assert!(page(&browser, id).contains("file 1, as it was sent: to see it"));
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

//! What the program proposes when it has read a report: its place in the queue, why, what it found in the text and what to ask.
//! Until a person agrees nothing of it is decided.

use crate::kit::answer::Answer;
use crate::kit::at_the_desk::AtDesk;
use crate::kit::installation::{Installation, on_both_engines};
use desk::QueueAsked;
use insta::assert_snapshot;
use report::Id;

const UNDER_WAY: &str =
    "A man is cutting the cable of the substation right now, sparks are flying, please come.";
const SEEN: &str =
    "Someone photographed the gate of the barracks and the number plates of the trucks on Monday.";
const HEARD: &str = "I heard from a guard that maybe a drone hovered over the fence of the power plant at 52.1234, 4.5678.";
const WHO: &str = "My neighbour is a foreigner with a strange religion and I do not trust him.";
const WAGES: &str = "My boss has not paid my wages for three months.";

impl Installation {
    /// A report that the program has read.
    fn proposed(&self, text: &str) -> Id {
        self.file_report(text);
        self.drain_jobs();
        self.newest()
    }
}

/// The words of elements that begin so, in the order of the page.
fn elements(page: &Answer, begin: &str, end: &str) -> Vec<String> {
    let each = page.body.split(begin).skip(1);
    let inside = each.filter_map(|rest| rest.split_once('>')?.1.split_once(end));
    inside.map(|(words, _)| words.to_owned()).collect()
}

/// What is marked in the text, with what it was taken for.
fn marked(page: &Answer) -> String {
    let (_, text) = page
        .body
        .split_once("<div class=\"foreign\"")
        .expect("a text");
    let (text, _) = text.split_once("</div>").expect("its end");
    let marks = text.split("<mark class=\"").skip(1);
    let lines = marks.map(|mark| {
        let (class, rest) = mark.split_once("\" title=\"").expect("a title");
        let (title, rest) = rest.split_once("\">").expect("words");
        let (words, _) = rest.split_once("</mark>").expect("an end");
        format!("{class}: {words} ({title})\n")
    });
    lines.collect()
}

fn report_page(browser: &AtDesk<'_>, id: Id) -> Answer {
    let page = browser.get(&format!("/reports/{id}"));
    assert_eq!(page.status, 200, "{}", page.words());
    page
}

#[test]
fn the_queue_begins_with_what_is_under_way_and_says_why() {
    on_both_engines(|house| {
        let [wages, heard, seen, under_way] =
            [WAGES, HEARD, SEEN, UNDER_WAY].map(|text| house.proposed(text));
        assert_eq!(house.whole_queue(), [under_way, seen, heard, wages]);
        let queue = house.at_desk("officer-1").get("/queue");
        let reasons = elements(&queue, "<span class=\"why\"", "</span>").join("\n");
        assert_snapshot!(reasons, @"
        Power or telecom lines cut It reads like danger to life, or like something that is under way. Others depend on what it concerns.
        Photographing gates, cameras, ships or vehicles Photographing a sensitive site A restricted site is near.
        Drone over a plant or line Drone over a base, prison or government building What is described is vague, small or long ago.
        No conduct that this line is for is described.
        ");
        // Due at once, although nobody has judged it.
        let overdue = QueueAsked {
            overdue: true,
            ..QueueAsked::default()
        };
        let officer = house.officer();
        assert_eq!(house.queue_of(&officer, &overdue), [under_way]);
    });
}

#[test]
fn nobody_has_judged_what_is_proposed_until_somebody_agrees() {
    let house = Installation::on_sqlite();
    let id = house.proposed(SEEN);
    let browser = house.at_desk("officer-1");
    let page = report_page(&browser, id);
    assert!(page.says("Today proposed") && page.says("Agree: Today (y)"));
    assert!(browser.get("/queue?new=yes").says("1 new"));
    let agreed = browser.press(&format!("/reports/{id}/decide"), &[("level", "today")]);
    assert!(agreed.says("Agreed: Today.") && !agreed.says("Agree: Today"));
    assert!(browser.get("/queue?new=yes").listed().is_empty());
}

#[test]
fn what_a_person_judged_stays_when_the_program_reads_it_later() {
    let house = Installation::on_sqlite();
    house.file_report(UNDER_WAY);
    let id = house.newest();
    let browser = house.at_desk("officer-1");
    let decide = format!("/reports/{id}/decide");
    browser.press(&decide, &[("level", "routine"), ("about", "CYBER")]);
    house.drain_jobs();
    let page = report_page(&browser, id);
    assert!(page.says("Routine") && page.says("Attack on a network") && !page.says("proposed"));
    // It still says what it found.
    assert!(page.says("Power or telecom lines cut"));
}

#[test]
fn what_was_found_is_marked_where_it_stands_in_the_text() {
    let house = Installation::on_sqlite();
    let id = house.proposed(HEARD);
    let page = report_page(&house.at_desk("officer-1"), id);
    assert_snapshot!(marked(&page), @"
    hedge: I heard (heard from others)
    hedge: maybe (not sure)
    sign: drone hovered over the fence of the power plant (Drone over a plant or line)
    thing: 52.1234, 4.5678 (Position 52.12340, 4.56780 (± 6.53 m))
    ");
    let (_, text) = page
        .body
        .split_once("<div class=\"foreign\"")
        .expect("a text");
    let (text, _) = text.split_once("</div>").expect("its end");
    let plain: String = text
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, words)| words))
        .collect();
    assert_eq!(plain, HEARD, "nothing is lost or added");
    assert!(page.says("a second person should look at it"));
}

#[test]
fn what_is_missing_is_asked_by_one_press_in_the_reporters_language_and_once() {
    let house = Installation::on_sqlite();
    let filed = house.file_report("有人拿着长焦镜头拍营区大门和军车车牌。");
    house.drain_jobs();
    let id = house.newest();
    let browser = house.at_desk("officer-1");
    let page = report_page(&browser, id);
    let value = |name: &str| {
        let (_, form) = page.body.split_once("class=\"reply ask\"").expect("a form");
        let (_, field) = form
            .split_once(&format!("name=\"{name}\" value=\""))
            .expect(name);
        field.split('"').next().unwrap_or_default().to_owned()
    };
    let fields = ["read", "sending", "question", "text"].map(|name| (name, value(name)));
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let reply = format!("/reports/{id}/reply");
    let asked = browser.press(&reply, &fields);
    assert!(!asked.body.contains("class=\"reply ask\""), "asked once");
    let mailbox = house.mailbox(&filed.receipt);
    assert_snapshot!(mailbox["questions"][0]["text"].as_str().unwrap_or_default(), @"
    1. 一共几个人，各自在做什么？请说做了什么，不必说是什么人。
    2. 有没有照片或录像？安全拍到的可以发来，不要为此再去现场。
    3. 事情是什么时候发生的，或者您最早是什么时候注意到的？大概哪天、几点就行。
    ");
    // Pressed twice, it is there once.
    browser.press(&reply, &fields);
    assert_eq!(
        house.mailbox(&filed.receipt)["open_questions"],
        serde_json::json!([2])
    );
}

#[test]
fn who_somebody_is_sets_nothing_off_and_what_is_outside_the_remit_shows_another_door() {
    let house = Installation::on_sqlite();
    let [who, wages] = [WHO, WAGES].map(|text| house.proposed(text));
    let browser = house.at_desk("officer-1");
    let page = report_page(&browser, who);
    assert!(page.says("No action proposed"));
    assert!(page.says("It says who somebody is and nothing that they did."));
    assert!(report_page(&browser, wages).says("labour inspectorate"));
}

#[test]
fn whose_matter_it_is_the_reporter_is_told_by_one_press_and_it_is_closed_without_prejudice() {
    let house = Installation::on_sqlite();
    let filed = house.file_report("工资拖欠三个月了，老板不给。");
    house.drain_jobs();
    let id = house.newest();
    let browser = house.at_desk("officer-1");
    let page = report_page(&browser, id);
    let value = |name: &str| {
        let (_, form) = page.body.split_once("class=\"door\"").expect("a form");
        let (_, field) = form
            .split_once(&format!("name=\"{name}\" value=\""))
            .expect(name);
        field.split('"').next().unwrap_or_default().to_owned()
    };
    let fields = ["read", "outcome", "why", "message"].map(|name| (name, value(name)));
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let closed = browser.press(&format!("/reports/{id}/decide"), &fields);
    assert!(closed.says("Not our matter"), "{}", closed.words());
    let mailbox = house.mailbox(&filed.receipt);
    assert_eq!(mailbox["status"], "closed");
    assert_snapshot!(mailbox["messages"][1]["text"].as_str().unwrap_or_default(), @"感谢您的来信。此事不属于本平台受理范围：欠薪、工时、合同方面的问题，由人力资源和社会保障部门受理。请向他们反映。您在这里提交的内容就此办结，不会对您或任何人造成不利。如果另有情况，在此回复即可重新受理。");
}

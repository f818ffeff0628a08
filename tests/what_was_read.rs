//! What an officer has not read stays to be read, whatever they decide about the report meanwhile; and what they take out
//! of it is without traces of its making unless they ask for it as it was sent.

use crate::kit::answer::Answer;
use crate::kit::installation::{Installation, on_both_engines};
use crate::kit::photo::photo;
use insta::assert_snapshot;

impl Installation {
    /// How many reports the queue shows to which something came that nobody has read.
    fn unread(&self) -> usize {
        let queue = self.at_desk("officer-1").get("/queue?wrote=yes");
        assert_eq!(queue.status, 200);
        queue.listed().len()
    }
}

/// How far a page says it was read, as its forms carry it.
fn read(page: &Answer) -> String {
    let field = page.body.split("name=\"read\" value=\"").nth(1);
    let value = field.and_then(|rest| rest.split('"').next());
    value.expect("the field").to_owned()
}

/// What the newest lines of a report's history say that officer-1 did, without when.
fn history(page: &Answer, lines: usize) -> String {
    let words = page.words();
    let (_, history) = words.split_once("经办记录").expect("a history");
    let said = history.split("officer-1").skip(1).take(lines);
    let said = said.map(|said| said.split(" 2026年").next().unwrap_or(said).trim());
    said.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_came_after_the_page_was_made_stays_to_be_read() {
    on_both_engines(|house| {
        let filed = house.file_report("A grey box on the lamp post.");
        let report = format!("/reports/{}", house.newest());
        let officer = house.at_desk("officer-1");
        let page = officer.get(&report);
        assert_eq!(house.unread(), 0);
        house.message(&filed.receipt, "Now it hums.").expect(201);
        assert_eq!(house.unread(), 1);

        // Judged, answered and closed from the page that does not show it.
        let old = read(&page);
        let decide = format!("{report}/decide");
        officer.press(&decide, &[("read", &old), ("level", "today")]);
        assert_eq!(house.unread(), 1);
        let reply = [("read", old.as_str()), ("text", "Where is it?")];
        let answered = officer.press(&format!("{report}/reply"), &reply);
        assert!(answered.says("Now it hums."));
        assert_eq!(house.unread(), 1);

        // From a page that does.
        let new = read(&answered);
        officer.press(&decide, &[("read", &new), ("seen", "yes")]);
        assert_eq!(house.unread(), 0);
        // What the desk itself wrote since is no word of the reporter's.
        house
            .message(&filed.receipt, "On the third floor.")
            .expect(201);
        let shown = read(&officer.get(&report));
        house.reply(house.newest(), "Thank you.");
        officer.press(&decide, &[("read", &shown), ("level", "routine")]);
        assert_eq!(house.unread(), 0);
    });
}

#[test]
fn a_picture_is_taken_out_without_traces_unless_it_is_wanted_as_it_was_sent() {
    let house = Installation::on_sqlite();
    let picture = house.send_file("gate.jpg", &photo(true));
    house.file_with(vec![picture]);
    let report = format!("/reports/{}", house.newest());
    let officer = house.at_desk("officer-1");
    assert!(officer.get(&report).says("Download a cleaned copy"));

    let file = format!("{report}/files/1");
    let why = ("why", "what the gate looks like");
    let copy = officer.post(&file, &[why, ("how", "copy")]);
    assert_eq!(copy.bytes, photo(false));
    assert_eq!(
        copy.header("content-disposition"),
        format!("attachment; filename=\"{}-1-copy.jpg\"", &report[9..17])
    );
    let as_sent = officer.post(&file, &[why, ("how", "as_sent")]);
    assert_eq!(as_sent.bytes, photo(true));
    assert_eq!(officer.post(&file, &[("how", "copy")]).status, 403);

    officer.post("/language", &[("lang", "zh")]);
    assert_snapshot!(history(&officer.get(&report), 3), @r"
    打开线索 从待办打开
    取出材料 第 1 份材料，原件：what the gate looks like
    取出材料 第 1 份材料，去痕副本：what the gate looks like
    ");
}

#[test]
fn of_a_picture_that_is_not_whole_no_copy_is_made_and_that_is_said() {
    let house = Installation::on_sqlite();
    let whole = photo(true);
    let broken = house.send_file("gate.jpg", &whole[..whole.len() - 4]);
    house.file_with(vec![broken]);
    let file = format!("/reports/{}/files/1", house.newest());
    let officer = house.at_desk("officer-1");
    let why = ("why", "what the gate looks like");
    let refused = officer.post(&file, &[why, ("how", "copy")]);
    assert_eq!(refused.status, 409);
    assert!(refused.says("No copy can be made of this file"));
    let as_sent = officer.post(&file, &[why, ("how", "as_sent")]);
    assert_eq!(as_sent.bytes, whole[..whole.len() - 4]);
}

#[test]
fn what_was_decided_is_told_in_the_readers_language_and_what_a_person_wrote_as_they_wrote_it() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let report = format!("/reports/{}", house.newest());
    let officer = house.at_desk("officer-1");
    let decide = format!("{report}/decide");
    officer.post(&decide, &[("level", "now"), ("about", "MATRLS")]);
    let fields = [
        ("outcome", "passed_on"),
        ("why", "in hand: to the police"),
        ("message", ""),
    ];
    officer.post(&decide, &fields);
    officer.post("/language", &[("lang", "zh")]);
    assert_snapshot!(history(&officer.get(&report), 3), @r"
    打开线索 从待办打开
    作出决定 办结（已转主管部门）：in hand: to the police
    作出决定 定为“立即”，类别“异常物料”
    ");
}

//! The log on its page, asked for a report or for somebody: only what is asked for is shown, it says how far was looked, it
//! does not claim to be checked, and what was asked for is in the log itself.

use crate::kit::answer::Answer;
use crate::kit::installation::Installation;
use crate::kit::people::admitted;
use desk::{LogAsked, Said};
use report::Role;

/// The rows of the table, each in words.
fn rows(page: &Answer) -> Vec<String> {
    let table = page.body.split("<tbody>").nth(1).expect("a table");
    let rows = table.split("<tr").skip(1);
    let words = |row: &str| {
        let pieces = row.split('<').skip(1);
        let text = pieces.filter_map(|piece| piece.split_once('>'));
        let words: Vec<_> = text.map(|(_, text)| text.trim()).collect();
        words.join(" ")
    };
    rows.map(words).collect()
}

/// Where the links of a page lead.
fn leads(page: &Answer) -> Vec<String> {
    let links = page.body.split("href=\"").skip(1);
    let links = links.filter_map(|rest| rest.split('"').next());
    links.map(|link| link.replace("&#38;", "&")).collect()
}

#[test]
fn the_log_is_asked_for_a_report_and_for_somebody_and_leads_to_the_report() {
    let house = Installation::on_sqlite();
    admitted(&house, "officer-2", Role::Officer);
    let ids = ["first", "second"].map(|which| {
        house.file_report(&format!("The {which} grey box on the lamp post."));
        house.newest()
    });
    for (name, id) in [
        ("officer-1", ids[0]),
        ("officer-2", ids[0]),
        ("officer-2", ids[1]),
    ] {
        let opened = house.desk().open_report(&house.unlock(name), id, "a look");
        opened.expect("it opens");
    }
    house.sequence();
    let number = &ids[0].to_string()[..8];
    let browser = house.at_desk("officer-1");
    let page = browser.get(&format!("/log?about={number}"));
    let shown = rows(&page);
    assert_eq!(shown.len(), 3, "{shown:#?}");
    assert!(shown.iter().all(|row| row.contains(number)));
    assert!(
        page.body
            .contains(&format!("<a href=\"/reports/{}\"><code", ids[0]))
    );
    // It is not checked, says so, and leads to what is.
    assert!(
        page.says("3 entries, of") && page.says("is not checked"),
        "{}",
        page.words()
    );
    assert!(!page.body.contains("log.mjs") && page.body.contains("href=\"/log\""));
    assert!(browser.get("/log").body.contains("log.mjs"));

    let both = browser.get(&format!("/log?about={}&who=officer-2", ids[0]));
    assert_eq!(rows(&both).len(), 1, "{:#?}", rows(&both));
    assert!(both.body.contains("<option value=\"officer-2\" selected>"));
    let of_two = rows(&browser.get("/log?who=officer-2"));
    assert!(of_two.len() > 2 && of_two.iter().all(|row| row.contains("officer-2")));
    let mistaken = browser.get("/log?about=drone");
    assert!(mistaken.says("That is no report number") && rows(&mistaken).len() > 3);

    // That it was asked for is known to whoever reads on.
    house.sequence();
    let entries = house.insider(&["overseer-1"]).entries();
    let asked = format!("officer-1 log_read: about {number}");
    assert!(entries.contains(&asked), "{entries:#?}");
    // Overseers are led to no report.
    let overseer = house
        .at_desk("overseer-1")
        .get(&format!("/log?about={number}"));
    assert!(rows(&overseer).len() >= 3 && !overseer.body.contains("href=\"/reports/"));
    assert_eq!(
        house
            .at_desk("custodian-1")
            .get("/log?about=00000000")
            .status,
        403
    );
}

#[test]
fn what_is_asked_of_the_log_is_kept_from_page_to_page() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let id = house.newest();
    for n in 0..60 {
        let opened = house
            .desk()
            .open_report(&house.officer(), id, &format!("look {n}"));
        opened.expect("it opens");
    }
    house.sequence();
    let browser = house.at_desk("officer-1");
    let number = &id.to_string()[..8];
    let page = browser.get(&format!("/log?about={number}&who=officer-1"));
    assert_eq!(rows(&page).len(), 50);
    let of_log = format!("/log?about={number}&who=officer-1");
    let links = leads(&page);
    let earlier = links.iter().find(|link| link.contains("before="));
    let earlier = earlier.expect("a link");
    assert!(earlier.starts_with(&of_log), "{links:#?}");
    let page = browser.get(earlier);
    assert_eq!(rows(&page).len(), 10);
    assert!(leads(&page).contains(&of_log), "{:#?}", leads(&page));
}

#[test]
fn as_many_pages_as_it_takes_show_what_all_of_the_log_has() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let (id, by) = (house.newest(), house.officer());
    for n in 0..20 {
        let opened = house.desk().open_report(&by, id, &format!("look {n}"));
        opened.expect("it opens");
    }
    house.sequence();
    let asked = LogAsked::parse(&id.to_string(), "officer-1").expect("a number");
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = house
            .desk()
            .search_log(&by, &asked, before, 3)
            .expect("read");
        before = page.down_to;
        found.extend(page.entries.into_iter().map(|entry| match entry.said {
            Said::Open(entry) => entry.why,
            other => panic!("{other:?}"),
        }));
        if before.is_none_or(|before| before == 0) {
            break;
        }
    }
    let all: Vec<String> = (0..20).rev().map(|n| format!("look {n}")).collect();
    assert_eq!(found, all);
}

//! Importing (S1, C3): each line of a file becomes a report once, however often the import is started again; what the
//! line said of its past is sealed, and its id is not kept.

use crate::kit::installation::{Installation, on_both_engines};
use desk::ImportedLine;
use report::{Line, Profile};
use seal::Receipt;
use serde_json::json;

fn parse(line: &serde_json::Value) -> Line {
    let parsed = Line::parse(
        line.to_string().as_bytes(),
        &Profile::default_profile().limits(),
    );
    parsed.expect("a line")
}

fn line(n: usize) -> serde_json::Value {
    json!({
        "id": format!("archive-line-{n}"),
        "received_at": "2020-04-01T20:00:00Z",
        "text": format!("Report number {n} of the archive."),
        "source": "caller-17-of-the-archive",
        "category": "SABOT",
        "labels": { "truth": true },
    })
}

fn import(house: &Installation, numbers: impl IntoIterator<Item = usize>) -> Vec<bool> {
    let lines = numbers
        .into_iter()
        .map(|n| ImportedLine {
            line: parse(&line(n)),
            receipt: None,
        })
        .collect();
    house.desk().import_reports(lines).expect("imported")
}

#[test]
fn an_import_that_is_started_again_goes_on_where_it_was() {
    on_both_engines(|house| {
        assert_eq!(import(house, 0..3), [true; 3]);
        house.restart();
        assert_eq!(import(house, 0..5), [false, false, false, true, true]);
        assert_eq!(
            import(house, [7, 7, 4]),
            [true, false, false],
            "twice in one batch is once"
        );
        assert_eq!(house.report_count(), 6);
        assert_eq!(house.drain_jobs(), 6);
    });
}

#[test]
fn two_imports_of_the_same_lines_at_once_accept_each_line_once() {
    on_both_engines(|house| {
        let accepted: usize = std::thread::scope(|scope| {
            let imports: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        let lines = (0..20)
                            .map(|n| ImportedLine {
                                line: parse(&line(n)),
                                receipt: None,
                            })
                            .collect();
                        // One that met the other in the middle took nothing and is run again.
                        house
                            .desk()
                            .import_reports(lines)
                            .map_or(0, |taken| taken.iter().filter(|taken| **taken).count())
                    })
                })
                .collect();
            imports
                .into_iter()
                .map(|import| import.join().expect("no panic"))
                .sum()
        });
        assert_eq!(accepted, 20);
        assert_eq!(house.report_count(), 20);
    });
}

#[test]
fn what_the_line_said_of_its_past_is_sealed_and_its_id_is_not_kept() {
    let mut house = Installation::on_sqlite();
    assert_eq!(import(&house, [1]), [true]);
    let opened = house
        .desk()
        .open_report(&house.officer(), house.newest(), "a test")
        .expect("it opens");
    let content: serde_json::Value =
        serde_json::from_slice(&opened.content.to_bytes()).expect("JSON");
    insta::assert_snapshot!(json!({
        "channel": content["channel"], "received_at": content["received_at"], "source": content["source"],
        "category": content["category"], "text": content["text"], "labels": content["labels"], "id": content["id"],
    }), @r#"{"category":"SABOT","channel":"import","id":null,"labels":null,"received_at":"2020-04-01T20:00:00Z","source":"caller-17-of-the-archive","text":"Report number 1 of the archive."}"#);
    let said = [
        "archive-line-1",
        "caller-17-of-the-archive",
        "Report number 1",
        "SABOT",
    ];
    house.while_closed(|house| {
        let bytes = std::fs::read(house.file()).expect("the file");
        for word in said {
            assert!(
                !bytes
                    .windows(word.len())
                    .any(|window| window == word.as_bytes()),
                "{word}"
            );
        }
        // The search finds what does lie in the open.
        assert!(bytes.windows(9).any(|window| window == b"officer-1"));
    });
}

#[test]
fn keys_and_retention_follow_the_day_of_acceptance_not_that_of_the_line() {
    let house = Installation::on_sqlite();
    let receipt = Receipt::random(&mut house.outside().random());
    let imported = ImportedLine {
        line: parse(&line(1)),
        receipt: Some(receipt.clone()),
    };
    assert_eq!(
        house
            .desk()
            .import_reports(vec![imported])
            .expect("imported"),
        [true]
    );
    let mailbox = house.mailbox(&receipt.english());
    assert_eq!(
        (&mailbox["received_at"], &mailbox["kept_until"]),
        (
            &json!("2026-11-22T08:00:00Z"),
            &json!("2028-11-21T08:00:00Z")
        )
    );
    assert_eq!(
        mailbox["messages"][0]["text"],
        "Report number 1 of the archive."
    );
}

#[test]
fn a_name_in_a_line_goes_to_the_custodians() {
    let house = Installation::on_sqlite();
    let mut named = line(1);
    named["contact"] = json!({ "name": "Pat Example" });
    house
        .desk()
        .import_reports(vec![ImportedLine {
            line: parse(&named),
            receipt: None,
        }])
        .expect("imported");
    let [one, two] = ["custodian-1", "custodian-3"].map(|name| house.unlock(name));
    let contact = house
        .desk()
        .unseal_identity(house.newest(), &[&one, &two], "a test")
        .expect("two custodians");
    assert_eq!(contact.name.as_deref(), Some("Pat Example"));
}

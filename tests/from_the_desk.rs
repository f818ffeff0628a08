//! An officer sends a reporter a file: it lies in the mailbox beside the reporter's own, is in the log like an answer, and
//! takes none of the reporter's room.

use crate::kit::installation::{Installation, on_both_engines};
use crate::kit::program::Place;
use crate::kit::sent::{content, desk_at, draft};
use desk::{Deed, Failure};
use insta::assert_snapshot;
use report::{Author, Channel, Profile, Status};
use std::fs;
use store::kit::Fresh;

#[test]
fn a_file_from_the_desk_is_fetched_by_the_reporter_and_by_nobody_with_the_second_words() {
    on_both_engines(|house| {
        let own = house.send_file("mine.jpg", b"mine");
        let (receipt, second) = house.file_with(vec![own]);
        let (officer, id) = (house.officer(), house.newest());
        let bytes = content(150_000);
        let file = house.send_file("a map of the gates.pdf", &bytes);
        let status = house.desk().send_file(&officer, id, &file).expect("sent");
        assert_eq!(status, Status::InHand);

        let page = house
            .visit("/en/mailbox")
            .fill("words", &receipt.english())
            .press("Open");
        let words = page.words();
        assert!(words.contains("An officer is working on it."));
        let (_, files) = words.split_once("\nFiles\n").expect("files");
        let files: Vec<&str> = files.lines().take(6).collect();
        assert_snapshot!(files.join("\n"), @r"
        a map of the gates.pdf
        The desk, 22 November 2026, 146 KB
        Download
        mine.jpg
        You, 22 November 2026, 4 B
        Download
        ");
        let fetched = page.press("Download").answer;
        assert!(fetched.file() == bytes);
        let named = "attachment; filename=\"file-2.pdf\"";
        assert_eq!(fetched.header("content-disposition"), named);
        assert_eq!(house.listed_files(&second), [""; 0]);
        assert!(matches!(house.read_file(&second, 1), Err(Failure::Unknown)));

        let opened = house.desk().open_report(&officer, id, "a test");
        let from = opened.expect("it opens").files;
        let from: Vec<Author> = from.iter().map(|file| file.from).collect();
        assert_eq!(from, [Author::Reporter, Author::Desk]);
        let again = house.desk().open_report_file(&officer, id, 2, "a look");
        assert!(crate::kit::sent::read(again).expect("read") == bytes);
        let entries = house.insider(&["overseer-1"]).whole_entries();
        let told: Vec<String> = entries
            .iter()
            .filter(|entry| entry.deed == Deed::Replied)
            .map(|entry| format!("{} {} {}", entry.who, entry.why, entry.subject == Some(id)))
            .collect();
        assert_eq!(told, ["officer-1 sent a file true"]);

        // Once sent it belongs to that report, and nobody but an officer sends one.
        let refused = house.desk().send_file(&officer, id, &file);
        assert!(matches!(
            refused,
            Err(Failure::FileGone(_) | Failure::Storage(_))
        ));
        let other = house.send_file("a", b"a");
        let refused = house
            .desk()
            .send_file(&house.unlock("overseer-1"), id, &other);
        assert!(matches!(refused, Err(Failure::NotAllowed(_))));
        house.withdraw(&receipt.english()).expect(200);
        let refused = house.desk().send_file(&officer, id, &other);
        assert!(matches!(refused, Err(Failure::Unknown)));
    });
}

#[test]
fn files_from_the_desk_take_no_room_of_the_reporters() {
    let profile = Profile::from_toml("intake.files = 2").expect("a profile");
    let mut house = Installation::founded(Fresh::sqlite(), profile);
    house.set_everybody_up();
    let (receipt, _) = house.file_with(Vec::new());
    let (officer, id) = (house.officer(), house.newest());
    let sent = |name: &str| {
        let file = house.send_file(name, b"from the desk");
        house.desk().send_file(&officer, id, &file)
    };
    sent("1").expect("sent");
    sent("2").expect("sent");
    assert!(matches!(sent("3"), Err(Failure::TooManyFiles)));
    for name in ["4", "5"] {
        let file = house.send_file(name, b"mine");
        house.add_file(&receipt, file).expect("added");
    }
    let late = house.send_file("6", b"mine");
    let refused = house.add_file(&receipt, late);
    assert!(matches!(refused, Err(Failure::MailboxFull)));
    assert_eq!(
        house.listed_files(&receipt),
        ["1 1 13", "2 2 13", "3 4 4", "4 5 4"]
    );
}

#[test]
fn of_many_who_send_files_at_once_no_more_go_than_a_report_may_have() {
    for database in Fresh::each() {
        let profile = Profile::from_toml("intake.files = 3").expect("a profile");
        let mut house = Installation::founded(database, profile);
        house.set_everybody_up();
        house.file_report("A grey box on the lamp post.");
        let (officer, id) = (house.officer(), house.newest());
        let files: Vec<_> = (0..8)
            .map(|n| house.send_file(&n.to_string(), b"from the desk"))
            .collect();
        let (desk, together) = (house.desk(), std::sync::Barrier::new(files.len()));
        let send = |file| {
            together.wait();
            desk.send_file(&officer, id, file)
        };
        let sent: Vec<_> = std::thread::scope(|scope| {
            let all: Vec<_> = files
                .iter()
                .map(|file| {
                    scope.spawn({
                        let send = &send;
                        move || send(file)
                    })
                })
                .collect();
            let all = all.into_iter().map(|one| one.join().expect("it ends"));
            all.collect()
        });
        assert_eq!(sent.iter().filter(|sent| sent.is_ok()).count(), 3);
        let refused = sent.iter().filter_map(|sent| sent.as_ref().err());
        assert!(
            refused
                .into_iter()
                .all(|why| matches!(why, Failure::TooManyFiles))
        );
    }
}

#[test]
fn an_officer_sends_a_file_at_the_command_line() {
    for place in Place::each() {
        place.founded_days_ago(0).close();
        let desk = desk_at(&place);
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let accepted = desk.accept_report(draft("No file yet."), Vec::new(), Channel::Web);
        let receipt = runtime.block_on(accepted).expect("accepted").receipt;
        desk.close();
        place.set_up("officer-1");
        let served = place.serve();
        let listed = place.run_as("officer-1", &["report", "list"]).ok();
        let id = listed.json()["id"].as_str().expect("a report").to_owned();
        let bytes = content(3 << 20);
        fs::write(place.beside("a form.pdf"), &bytes).expect("written");
        let send = |file: &str| place.run_as("officer-1", &["report", "send-file", &id, file]);
        let sent = send("a form.pdf").ok().json();
        assert_eq!(
            (&sent["name"], &sent["bytes"], &sent["status"]),
            (&"a form.pdf".into(), &(3 << 20).into(), &"in_hand".into())
        );
        let refusals = [send("nothing.pdf"), send(".")];
        let told = refusals.map(|done| place.told(&done)).join("\n");
        insta::allow_duplicates! {
            assert_snapshot!(told, @r"
            2: tipline: HOME/nothing.pdf cannot be read: No such file or directory (os error 2)
            2: tipline: HOME is not a file
            ");
        }
        served.stop();
        let desk = desk_at(&place);
        let opened = runtime.block_on(desk.open_file(&receipt, 1));
        assert!(crate::kit::sent::read(opened).expect("read") == bytes);
        desk.close();
    }
}

#[test]
fn an_officer_sends_files_with_an_answer_from_their_page() {
    let house = Installation::on_sqlite();
    let filed = house.file_report("A grey box on the lamp post.");
    let reply = format!("/reports/{}/reply", house.newest());
    let officer = house.at_desk("officer-1");
    let map = ("a map.pdf".to_owned(), content(150_000));
    let empty = ("nothing.txt".to_owned(), Vec::new());

    let sent = officer.post_files(
        &reply,
        &[("text", "Was it here?")],
        std::slice::from_ref(&map),
    );
    assert!(sent.leads_to().contains("?did="));
    // A file may go without words. Where one does not arrive, nothing goes, and what was written is shown.
    let sent = officer.post_files(&reply, &[("text", "")], std::slice::from_ref(&map));
    assert!(sent.leads_to().contains("?did="));
    let fields = [("text", "And here?")];
    let sent = officer.post_files(&reply, &fields, &[map.clone(), empty]);
    assert_eq!(sent.status, 422);
    assert!(sent.says("These files did not arrive: nothing.txt") && sent.says("And here?"));
    // Neither words nor a file is no answer.
    assert_eq!(
        officer.post_files(&reply, &[("text", " ")], &[]).status,
        422
    );

    let receipt = desk::Receipt::parse(&filed.receipt).expect("a receipt");
    assert_eq!(house.listed_files(&receipt).len(), 2);
    assert!(house.read_file(&receipt, 2).expect("read") == map.1);
    let opened = house.opened_mailbox(&receipt).expect("opened");
    assert!(
        opened
            .messages
            .iter()
            .any(|message| message.message.text == "Was it here?")
    );
}

#[test]
fn of_whoever_is_not_signed_in_the_console_takes_no_file_and_shows_what_they_wrote() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let reply = format!("/reports/{}/reply", house.newest());
    let officer = house.at_desk("officer-1");
    officer.have("desk", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let map = ("a map.pdf".to_owned(), content(150_000));
    let sent = officer.post_files(&reply, &[("text", "Was it here?")], &[map]);
    assert_eq!(sent.status, 401);
    assert!(sent.says("Was it here?"));
    assert_eq!(house.objects_there(), [""; 0]);
}

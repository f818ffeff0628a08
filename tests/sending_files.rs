//! Files on the pages (C1, R3, R12): sent last, sealed while they arrive, each with a choice where it may give its sender
//! away; whatever happens to a file, what was typed is taken.

use crate::kit::installation::{Installation, on_both_engines};
use crate::kit::photo::{photo, video};
use crate::kit::reader::{MULTIPART, Page, multipart};
use crate::kit::sent::content;
use insta::assert_snapshot;
use report::Profile;
use seal::Receipt;
use store::kit::Fresh;

const SEEN: &str = "A grey box with two antennas is taped to lamp post 214.";

fn form(house: &Installation) -> Page<'_> {
    house.visit("/en/report").fill("what", SEEN)
}

fn with(overlay: &str) -> Installation {
    let profile = Profile::from_toml(overlay).expect("a profile");
    let mut house = Installation::founded(Fresh::sqlite(), profile);
    house.set_everybody_up();
    house
}

/// The receipt that a page shows.
fn receipt(page: &Page<'_>) -> Receipt {
    assert_eq!(
        page.heading(),
        "Your report has arrived",
        "{}",
        page.words()
    );
    Receipt::parse(&page.receipt()).expect("nine words")
}

/// What a receipt page says of files that were not taken.
fn lost(page: &Page<'_>) -> String {
    let words = page.words().replace(['\u{2068}', '\u{2069}'], "");
    let line = words
        .lines()
        .find(|line| line.contains("These did not") || line.contains("These files did not"));
    line.unwrap_or("nothing was lost").to_owned()
}

#[test]
fn files_are_sent_with_a_report_and_opened_with_it() {
    on_both_engines(|house| {
        let page = form(house)
            .attach("sketch.txt", b"the box hangs here")
            .attach("recording.bin", &content(300_000))
            .press("Send the report");
        let receipt = receipt(&page);
        assert_eq!(
            house.listed_files(&receipt),
            ["1 sketch.txt 18", "2 recording.bin 300000"]
        );
        assert_eq!(
            house.read_file(&receipt, 1).expect("read"),
            b"the box hangs here"
        );
        assert!(house.read_file(&receipt, 2).expect("read") == content(300_000));
    });
}

#[test]
fn step_by_step_files_come_last_and_one_can_be_left_out() {
    let house = Installation::on_sqlite();
    let mut page = house
        .visit("/en/report/guided")
        .press("Continue")
        .fill("what", SEEN);
    while page.heading() != "Files" {
        page = page.press("Continue");
    }
    let check = page
        .attach("a.txt", b"one")
        .attach("b.txt", b"two")
        .press("Continue");
    assert_eq!(check.heading(), "Check your answers");
    assert_snapshot!(files_in(&check), @"a.txt (3 B) / b.txt (3 B)");
    let step = house.send_form(
        "/en/report/guided",
        &[("form", &check.field("form")), ("go", "files")],
    );
    let check = step.choose("file-1", "drop").press("Continue");
    assert_snapshot!(files_in(&check), @"b.txt (3 B)");
    let receipt = receipt(&check.press("Send the report"));
    assert_eq!(house.listed_files(&receipt), ["1 b.txt 3"]);
    house.keep_house();
    assert_eq!(house.objects_there().len(), 1, "what was left out is gone");
}

/// The files that the page lists on which answers are checked.
fn files_in(check: &Page<'_>) -> String {
    let words = check.words().replace(['\u{2068}', '\u{2069}'], "");
    let from = words.find("Files\n").expect("files") + "Files\n".len();
    let (names, _) = words[from..].split_once("\nChange").expect("an end");
    names.replace('\n', " / ")
}

#[test]
fn a_photo_that_tells_where_it_was_taken_is_sent_without_that_unless_its_sender_wants_it() {
    let house = Installation::on_sqlite();
    let check = || {
        let page = form(&house).attach("photo.jpg", &photo(true));
        page.press("Send the report")
    };
    let words = check().words().replace(['\u{2068}', '\u{2069}'], "");
    let (hints, _) = words.split_once("Nothing has").expect("hints");
    assert_snapshot!(hints, @r"
    Before you send it
    We noticed something that could give you away. You decide.
    photo.jpg contains the place where it was taken.
    Remove these details and send the picture
    Send the file as it is
    Leave this file out
    ");
    let cleaned = receipt(&check().press("Send the report"));
    assert!(house.read_file(&cleaned, 1).expect("read") == photo(false));
    let kept = receipt(&check().choose("file-1", "keep").press("Send the report"));
    assert!(house.read_file(&kept, 1).expect("read") == photo(true));
    let dropped = receipt(&check().choose("file-1", "drop").press("Send the report"));
    assert_eq!(house.listed_files(&dropped), [""; 0]);
    // Nobody is asked about a photo that tells nothing.
    receipt(
        &form(&house)
            .attach("photo.jpg", &photo(false))
            .press("Send the report"),
    );
}

#[test]
fn of_a_video_that_cannot_be_cleaned_its_sender_has_to_choose() {
    let house = Installation::on_sqlite();
    let check = form(&house)
        .attach("video.mp4", &video())
        .press("Send the report");
    assert_eq!(check.heading(), "Before you send it");
    let again = check.press("Send the report");
    assert_eq!(
        (again.status(), again.mistakes()),
        (
            422,
            vec!["\u{2068}video.mp4\u{2069}: choose what to do with it.".to_owned()]
        )
    );
    assert_eq!(house.report_count(), 0);
    let receipt = receipt(&again.choose("file-1", "keep").press("Send the report"));
    assert!(house.read_file(&receipt, 1).expect("read") == video());
}

#[test]
fn a_photo_that_is_not_whole_cannot_be_cleaned_and_that_is_said() {
    let house = Installation::on_sqlite();
    let page = form(&house).attach("half.jpg", &photo(true)[..150]);
    let check = page.press("Send the report").press("Send the report");
    assert_eq!(
        check.mistakes(),
        ["\u{2068}half.jpg\u{2069}: the details could not be removed. Choose what to do with it."]
    );
    assert!(
        check
            .html()
            .contains("We cannot remove it from this kind of file.")
    );
    receipt(&check.choose("file-1", "drop").press("Send the report"));
}

#[test]
fn files_are_sent_once_however_often_the_words_are_mended() {
    let house = Installation::on_sqlite();
    let page = form(&house)
        .fill("lat", "north")
        .attach("a.bin", &content(5_000))
        .press("Send the report");
    assert_eq!(page.status(), 422);
    assert!(page.words().contains("a.bin"), "{}", page.words());
    let receipt = receipt(&page.fill("lat", "").press("Send the report"));
    assert_eq!(house.listed_files(&receipt), ["1 a.bin 5000"]);
    assert_eq!(house.objects_there().len(), 1);
}

#[test]
fn a_form_that_breaks_off_in_a_file_is_taken_without_it_and_sent_again_brings_it() {
    on_both_engines(|house| {
        let form = house.visit("/en/report").field("form");
        let files = [
            ("first.bin".to_owned(), content(100_000)),
            ("second.bin".to_owned(), content(200_000)),
        ];
        let whole = multipart(&[("form", &form), ("what", SEEN)], &files);
        // No final boundary: the last file may be half.
        let half = &whole[..whole.len() - 1_000];
        let page = house.send_bytes("/en/report", MULTIPART, half);
        assert_eq!(
            lost(&page),
            "Your words arrived. These files did not: second.bin (broke off on the way). You can add them under “Your report”."
        );
        let first = receipt(&page);
        assert_eq!(house.listed_files(&first), ["1 first.bin 100000"]);
        let again = house.send_bytes("/en/report", MULTIPART, &whole);
        assert_eq!(receipt(&again).english(), first.english());
        assert_eq!(lost(&again), "nothing was lost");
        let listed = ["1 first.bin 100000", "2 second.bin 200000"];
        assert_eq!(house.listed_files(&first), listed);
        // And once more: nothing is there twice.
        house.send_bytes("/en/report", MULTIPART, &whole);
        assert_eq!(house.listed_files(&first), listed);
        assert_eq!(house.report_count(), 1);
    });
}

#[test]
fn a_form_that_breaks_off_in_its_words_is_not_taken_and_shown_as_far_as_it_came() {
    let house = Installation::on_sqlite();
    let form = house.visit("/en/report").field("form");
    let fields = [
        ("form", form.as_str()),
        ("what", SEEN),
        ("where", "Quay Street"),
    ];
    let whole = multipart(&fields, &[]);
    let until = whole.windows(4).position(|w| w == b"Quay").expect("there");
    let page = house.send_bytes("/en/report", MULTIPART, &whole[..until]);
    assert_eq!((page.status(), house.report_count()), (408, 0));
    assert_eq!(
        (page.field("what"), page.field("where")),
        (SEEN.into(), String::new())
    );
    receipt(&page.press("Send the report"));
}

#[test]
fn forty_files_are_twenty_and_the_others_are_named() {
    let house = Installation::on_sqlite();
    let mut page = form(&house);
    for number in 1..=40 {
        page = page.attach(&format!("{number}.txt"), b"x");
    }
    let page = page.press("Send the report");
    assert_eq!(house.listed_files(&receipt(&page)).len(), 20);
    let lost = lost(&page);
    assert!(lost.contains("21.txt (more than 20 files)"), "{lost}");
    assert!(
        lost.contains("40.txt (more than 20 files)") && !lost.contains(" 20.txt"),
        "{lost}"
    );
    assert_eq!(house.objects_there().len(), 20);
}

#[test]
fn a_file_that_cannot_be_taken_is_named_with_the_reason_and_the_words_are_taken() {
    let empty = |page: Page<'_>| lost(&page.attach("nothing.txt", b"").press("Send the report"));
    assert_snapshot!(empty(form(&Installation::on_sqlite())), @"Your words arrived. These files did not: nothing.txt (is empty). You can add them under “Your report”.");
    let long = |page: Page<'_>| {
        lost(
            &page
                .attach("long.bin", &content(9_000))
                .press("Send the report"),
        )
    };
    assert_snapshot!(long(form(&with("[intake]\nfile_bytes = 8192"))), @"Your words arrived. These files did not: long.bin (larger than 8 KB). You can add them under “Your report”.");
    let full = "[intake]\nkeep_free_mib = 1073741824";
    assert_snapshot!(long(form(&with(full))), @"Your words arrived. These files did not: long.bin (no room for files at the moment). You can add them under “Your report”.");
}

#[test]
fn where_no_files_are_taken_the_form_says_so() {
    let house = with("[intake]\nfiles = 0");
    let page = form(&house);
    assert!(page.words().contains("No files can be sent here."));
    assert!(!page.html().contains("type=\"file\""));
    receipt(&page.press("Send the report"));
}

#[test]
fn a_file_that_waited_too_long_does_not_hold_up_its_report() {
    let house = Installation::on_sqlite();
    let page = form(&house)
        .fill("lat", "north")
        .attach("a.bin", &content(10));
    let page = page.press("Send the report").fill("lat", "");
    house.turn_clock_hours(4);
    house.keep_house();
    assert_eq!(house.objects_there(), [""; 0]);
    let page = page.press("Send the report");
    assert_eq!(
        lost(&page),
        "Your words arrived. These files did not: a.bin (waited here too long). You can add them under “Your report”."
    );
    assert_eq!(house.listed_files(&receipt(&page)), [""; 0]);
}

#[test]
fn the_name_of_a_file_runs_nothing_turns_nothing_and_leads_nowhere() {
    let house = Installation::on_sqlite();
    let page = form(&house)
        .fill("lat", "north")
        .attach("../../<img src=x onerror=alert(1)>.txt", b"x")
        .attach("a\u{202e}gpj.exe", b"x")
        .attach("C:\\Users\\jane\\plan.txt", b"x")
        .press("Send the report");
    let html = page.html();
    assert!(!html.contains("<img") && !html.contains('\u{202e}') && !html.contains("jane"));
    let receipt = receipt(&page.fill("lat", "").press("Send the report"));
    assert_eq!(
        house.listed_files(&receipt),
        [
            "1 <img src=x onerror=alert(1)>.txt 1",
            "2 agpj.exe 1",
            "3 plan.txt 1"
        ]
    );
}

#[test]
fn bytes_that_are_no_form_with_files_get_a_page() {
    let house = Installation::on_sqlite();
    let head = "--x\r\nContent-Disposition: form-data; name=\"what\"\r\n";
    let bodies: [(&str, Vec<u8>); 6] = [
        ("multipart/form-data", b"--x--\r\n".to_vec()),
        ("multipart/form-data; boundary=x", Vec::new()),
        ("multipart/form-data; boundary=x", vec![b'-'; 10 << 20]),
        (
            "multipart/form-data; boundary=x",
            format!("{head}{}", "a: b\r\n".repeat(1 << 20)).into_bytes(),
        ),
        (
            "multipart/form-data; boundary=x",
            format!("{head}\r\n").into_bytes(),
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\n\xff\xfe: \r\n\r\nx\r\n--x--".to_vec(),
        ),
    ];
    for (kind, body) in bodies {
        let page = house.send_bytes("/en/report", kind, &body);
        assert!(
            (400..500).contains(&page.status()),
            "{kind}: {}",
            page.status()
        );
        assert_eq!(page.heading(), "Your report");
    }
    let head = format!("{head}\r\n");
    let long = [head.as_bytes(), &vec![b'a'; 10 << 20], b"\r\n--x--\r\n"].concat();
    let page = house.send_bytes("/en/report", "multipart/form-data; boundary=x", &long);
    assert_eq!(page.status(), 413);
    assert_eq!(house.report_count(), 0);
}

#[test]
fn other_words_under_the_same_form_are_added_and_said_to_be() {
    let house = Installation::on_sqlite();
    let form = house.visit("/en/report").field("form");
    let first = multipart(
        &[("form", &form), ("what", "The first version.")],
        &[("a.bin".to_owned(), content(50_000))],
    );
    // The line broke, and nobody saw the receipt.
    house.send_bytes("/en/report", MULTIPART, &first[..first.len() - 500]);
    let second = [
        ("form", form.as_str()),
        ("what", "The second version."),
        ("where", "Quay Street"),
    ];
    let page = house.send_form("/en/report", &second);
    assert!(
        page.words()
            .contains("An earlier version of this report had arrived already."),
        "{}",
        page.words()
    );
    let mailbox = house.opened_mailbox(&receipt(&page)).expect("it opens");
    let said: Vec<&str> = mailbox
        .messages
        .iter()
        .map(|said| said.message.text.as_str())
        .collect();
    assert_snapshot!(said.join("\n---\n"), @r"
    The first version.
    ---
    What did you see, hear or find?
    The second version.

    Where?
    Quay Street
    ");
    assert_eq!(house.report_count(), 1);
}

#[test]
fn a_page_of_choices_that_is_sent_again_shows_the_receipt_and_sends_nothing_twice() {
    let house = Installation::on_sqlite();
    let check = form(&house)
        .attach("photo.jpg", &photo(true))
        .press("Send the report");
    let fields = [
        ("form", &*check.field("form")),
        ("file-1", "clean"),
        ("go", "send"),
    ];
    let first = receipt(&house.send_form("/en/report", &fields));
    house.keep_house();
    let again = receipt(&house.send_form("/en/report", &fields));
    assert_eq!(first.english(), again.english());
    assert_eq!(house.listed_files(&first).len(), 1);
    assert!(house.read_file(&first, 1).expect("read") == photo(false));
}

#[test]
fn a_form_that_is_too_old_keeps_its_answers_and_its_files() {
    let house = Installation::on_sqlite();
    let check = form(&house)
        .fill("where", "Quay Street")
        .attach("photo.jpg", &photo(true))
        .press("Send the report");
    house.turn_clock_hours(25);
    let page = check.choose("file-1", "keep").press("Send the report");
    assert_eq!(page.status(), 409);
    assert_eq!(
        (page.field("what"), page.field("where")),
        (SEEN.into(), "Quay Street".into())
    );
    let page = page.press("Send the report");
    // The file waited too long meanwhile.
    assert!(
        lost(&page).contains("photo.jpg (waited here too long)")
            || house.listed_files(&receipt(&page)).len() == 1
    );
    assert_eq!(house.report_count(), 1);
}

#[test]
fn a_copy_without_traces_is_made_once_whoever_asks_for_it() {
    let house = Installation::on_sqlite();
    let file = house.send_file("photo.jpg", &photo(true));
    house.desk().clean_file(&file).expect("copied");
    assert!(house.desk().clean_file(&file).is_err());
    assert_eq!(house.objects_there().len(), 2);
}

#[test]
fn other_words_under_the_same_form_are_looked_at_before_they_are_added() {
    let house = Installation::on_sqlite();
    let page = form(&house);
    let sealed = page.field("form");
    let first = receipt(&page.press("Send the report"));
    let other = [("form", &*sealed), ("what", "Call me on 07700 900142.")];
    let files = [("photo.jpg".to_owned(), photo(true))];
    let check = house.send_files("/en/report", &other, &files, &[]);
    assert_eq!(check.heading(), "Before you send it");
    assert_eq!(
        house
            .opened_mailbox(&first)
            .expect("it opens")
            .messages
            .len(),
        1
    );
    let added = receipt(&check.press("Send the report"));
    assert_eq!(added.english(), first.english());
    assert_eq!(
        house
            .opened_mailbox(&first)
            .expect("it opens")
            .messages
            .len(),
        2
    );
    assert!(house.read_file(&first, 1).expect("read") == photo(false));
}

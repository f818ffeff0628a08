//! Files that a reporter adds later (R3), on the page of the mailbox: with the same choices as in the form, and never in the
//! way of what was typed.

use crate::kit::installation::{Installation, on_both_engines};
use crate::kit::photo::{photo, video};
use crate::kit::reader::Page;
use crate::kit::sent::content;
use seal::Receipt;

/// Files a report, and opens its mailbox.
fn opened(house: &Installation) -> (Receipt, Page<'_>) {
    let page = house
        .visit("/en/report")
        .fill("what", "A grey box.")
        .press("Send the report");
    let words = page.receipt();
    let receipt = Receipt::parse(&words).expect("nine words");
    let page = house
        .visit("/en/mailbox")
        .fill("words", &words)
        .press("Open");
    (receipt, page)
}

fn words(page: &Page<'_>) -> String {
    page.words().replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn files_are_added_later_and_listed_for_both_sides() {
    on_both_engines(|house| {
        let (receipt, page) = opened(house);
        let page = page
            .attach("a.txt", b"one")
            .attach("b.bin", &content(200_000))
            .press("Send the files");
        assert!(
            words(&page).contains("Your files have arrived."),
            "{}",
            words(&page)
        );
        assert_eq!(
            house.listed_files(&receipt),
            ["1 a.txt 3", "2 b.bin 200000"]
        );
        assert!(house.read_file(&receipt, 2).expect("read") == content(200_000));
        assert_eq!(page.status(), 200);
        // A browser that loads the page again sends it all again.
        let again = [
            ("a.txt".to_owned(), b"one".to_vec()),
            ("b.bin".to_owned(), content(200_000)),
        ];
        let fields = [("key", &*page.field("key")), ("go", "file")];
        let page = house.send_files("/en/mailbox", &fields, &again, &[]);
        assert!(words(&page).contains("Your files have arrived."));
        assert_eq!(house.listed_files(&receipt).len(), 2);
    });
}

#[test]
fn a_file_that_was_chosen_goes_along_with_whatever_is_sent() {
    let house = Installation::on_sqlite();
    let (receipt, page) = opened(&house);
    let page = page
        .fill("message", "Here is the photo.")
        .attach("photo.jpg", &photo(false))
        .press("Send the message");
    let said = words(&page);
    assert!(
        said.contains("Your message has been sent. Your files have arrived."),
        "{said}"
    );
    assert_eq!(house.listed_files(&receipt).len(), 1);
    // With no words, it is the file alone.
    let page = page.attach("b.txt", b"two").press("Send the message");
    assert_eq!(page.status(), 200, "{}", words(&page));
    assert_eq!(house.listed_files(&receipt).len(), 2);
}

#[test]
fn a_photo_that_tells_where_it_was_taken_is_asked_about_and_what_was_typed_stays() {
    let house = Installation::on_sqlite();
    let (receipt, page) = opened(&house);
    let asked = page
        .fill("message", "Not sent yet.")
        .attach("photo.jpg", &photo(true))
        .attach("video.mp4", &video())
        .press("Send the files");
    assert_eq!(asked.heading(), "Before you send it");
    assert_eq!(house.listed_files(&receipt), [""; 0]);
    let again = asked.press("Send the files");
    assert_eq!(
        again.mistakes(),
        ["\u{2068}video.mp4\u{2069}: choose what to do with it."]
    );
    let page = again.choose("file-2", "drop").press("Send the files");
    assert!(words(&page).contains("Your files have arrived."));
    assert_eq!(page.field("message"), "Not sent yet.");
    assert_eq!(house.listed_files(&receipt).len(), 1);
    assert!(house.read_file(&receipt, 1).expect("read") == photo(false));
}

#[test]
fn a_file_that_cannot_be_taken_is_named_and_the_message_is_sent() {
    let house = Installation::on_sqlite();
    let (receipt, page) = opened(&house);
    let page = page
        .fill("message", "With files.")
        .attach("empty.txt", b"")
        .press("Send the message");
    let said = words(&page);
    assert!(said.contains("Your message has been sent."), "{said}");
    assert!(said.contains("empty.txt (is empty)"), "{said}");
    // No more than a report may have, the first ones included.
    let mut page = page;
    for number in 1..=21 {
        page = page.attach(&format!("{number}.txt"), b"x");
    }
    let said = words(&page.press("Send the files"));
    assert!(said.contains("21.txt (more than 20 files)"), "{said}");
    assert_eq!(house.listed_files(&receipt).len(), 20);
}

#[test]
fn a_page_that_is_too_old_asks_for_the_words_again_and_keeps_what_was_typed() {
    let house = Installation::on_sqlite();
    let (receipt, page) = opened(&house);
    house.turn_clock_hours(3);
    let closed = page
        .fill("message", "Typed for a long time.")
        .attach("a.txt", b"one")
        .press("Send the message");
    assert_eq!(
        closed.mistakes(),
        [
            "This page was open too long, and nothing was sent. Type your nine words again: what you wrote will be in its box, ready to send."
        ]
    );
    let page = closed.fill("words", &receipt.english()).press("Open");
    assert_eq!(page.field("message"), "Typed for a long time.");
    assert_eq!(house.listed_files(&receipt), [""; 0]);
}

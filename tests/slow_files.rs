//! Files on a bad line: they may take as long as they need while they come; when they stop coming, what was typed is
//! taken without them.

use crate::kit::http::{Answer, Client};
use crate::kit::installation::Installation;
use crate::kit::reader::{MULTIPART, multipart};
use crate::kit::sent::content;
use report::Profile;
use std::time::{Duration, Instant};
use store::kit::Fresh;

const SEEN: &str = "A grey box with two antennas is taped to lamp post 214.";

/// A second for whatever has to arrive, and one place for files.
fn hurried() -> Installation {
    let profile = Profile::from_toml("[intake]\nbody_timeout_s = 1\nuploads = 1");
    let mut house = Installation::founded(Fresh::sqlite(), profile.expect("a profile"));
    house.set_everybody_up();
    house
}

/// A form with a file, as it goes over the line: its head, and its body.
fn sending(house: &Installation, length: usize) -> (String, Vec<u8>) {
    let form = house.visit("/en/report").field("form");
    let files = [("long.bin".to_owned(), content(length))];
    let body = multipart(&[("form", &form), ("what", SEEN)], &files);
    let head = format!(
        "POST /en/report HTTP/1.1\r\nhost: tips\r\ncontent-type: {MULTIPART}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    (head, body)
}

fn page(answer: &Answer) -> String {
    answer.text().replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn a_file_may_take_as_long_as_it_needs_while_it_comes() {
    let house = hurried();
    // Neither the time for a body nor the age of the connection ends it.
    let door = house.open_door(|limits| limits.lifetime = Duration::from_millis(500));
    let (head, body) = sending(&house, 80_000);
    let mut client = Client::to(door.address);
    client.send(head).expect("sent");
    let start = Instant::now();
    for piece in body.chunks(17_000) {
        client.send(piece).expect("sent");
        std::thread::sleep(Duration::from_millis(500));
    }
    assert!(start.elapsed() > Duration::from_secs(2));
    let page = page(&client.answer().expect("an answer"));
    assert!(page.contains("Your report has arrived"), "{page}");
    assert!(!page.contains("These files did not"), "{page}");
}

#[test]
fn a_file_that_stops_coming_is_lost_and_the_words_are_taken() {
    let house = hurried();
    let door = house.open_door(|_| {});
    let (head, body) = sending(&house, 80_000);
    let mut client = Client::to(door.address);
    client.send(head).expect("sent");
    client.send(&body[..50_000]).expect("sent");
    let start = Instant::now();
    let page = page(&client.answer().expect("an answer"));
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(page.contains("These files did not: long.bin"), "{page}");
    assert_eq!(house.report_count(), 1);
    assert_eq!(house.objects_there(), [""; 0]);
}

#[test]
fn a_line_that_breaks_in_a_file_loses_no_word_and_the_form_finds_its_receipt() {
    let house = hurried();
    let door = house.open_door(|_| {});
    let (head, body) = sending(&house, 80_000);
    let mut client = Client::to(door.address);
    client.send(&head).expect("sent");
    client.send(&body[..50_000]).expect("sent");
    drop(client);
    let start = Instant::now();
    while house.report_count() == 0 {
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "the words are lost"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    // The browser's "try again".
    let mut client = Client::to(door.address);
    client.send(&head).expect("sent");
    client.send(&body).expect("sent");
    let page = page(&client.answer().expect("an answer"));
    assert!(page.contains("This is the same report as before"), "{page}");
    assert!(!page.contains("These files did not"), "{page}");
    assert_eq!(house.report_count(), 1);
    assert_eq!(house.objects_there().len(), 1);
}

#[test]
fn whoever_finds_no_place_for_files_is_taken_without_them() {
    let house = hurried();
    let door = house.open_door(|_| {});
    let (head, body) = sending(&house, 80_000);
    let mut slow = Client::to(door.address);
    slow.send(head).expect("sent");
    slow.send(&body[..50_000]).expect("sent");
    std::thread::sleep(Duration::from_millis(200));
    let (head, body) = sending(&house, 20_000);
    let mut client = Client::to(door.address);
    client.send(head).expect("sent");
    client.send(body).expect("sent");
    let page = page(&client.answer().expect("an answer"));
    assert!(
        page.contains("long.bin (no room for files at the moment)"),
        "{page}"
    );
    assert_eq!(house.report_count(), 1);
}

#[test]
fn a_text_that_comes_too_slowly_is_shown_as_far_as_it_came() {
    let house = hurried();
    let door = house.open_door(|_| {});
    let form = house.visit("/en/report").field("form");
    for (kind, body) in [
        (
            "application/x-www-form-urlencoded",
            format!("form={form}&what=The+grey+box+hangs"),
        ),
        (
            MULTIPART,
            "------aBrowsersBoundary\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\nThe grey box hangs"
                .to_owned(),
        ),
    ] {
        let mut client = Client::to(door.address);
        let head = format!(
            "POST /en/report HTTP/1.1\r\nhost: tips\r\ncontent-type: {kind}\r\ncontent-length: 100000\r\n\r\n"
        );
        client.send(head).expect("sent");
        client.send(body).expect("sent");
        let answer = client.answer().expect("an answer");
        assert_eq!(answer.status, 408);
        assert!(
            page(&answer).contains("\nThe grey box hangs</textarea>"),
            "{kind}"
        );
    }
}

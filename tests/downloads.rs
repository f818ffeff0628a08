//! A file of a mailbox is given back (C1): byte for byte, under a name that says nothing, in a size class like every answer,
//! with little memory, and never so that half of it looks whole.

use crate::kit::answer::{Answer, unpacked};
use crate::kit::installation::{Installation, on_both_engines};
use crate::kit::program::Place;
use crate::kit::sent::{content, desk_at, draft, send};
use crate::one_size::{CLASSES, ask, asked, form, read_answer};
use insta::assert_snapshot;
use report::Channel;
use std::fs;
use std::io::Read;
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// All remainders of what padding is made of, the edges of a block, and more than many pieces.
const LENGTHS: [usize; 9] = [0, 1, 2, 3, 4, 65_535, 65_536, 131_071, 5 * 1024 * 1024 + 1];

/// Asks for a file as the page's button does.
fn download(house: &Installation, words: &str, number: usize) -> Answer {
    let go = format!("file-{number}");
    let fields = [("words", words), ("go", &go)];
    let takes = [("accept-encoding", "gzip, deflate, br")];
    let page = house.send_form_with("/en/mailbox", &fields, &takes);
    page.answer
}

/// What is asked for on a bare connection.
fn asking(words: &str, number: usize) -> String {
    let go = format!("file-{number}");
    form("/en/mailbox", &[("words", words), ("go", &go)])
}

/// The body of an answer that is a file.
fn body(answer: &[u8]) -> &[u8] {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n");
    &answer[head.expect("a head") + 4..]
}

#[test]
fn a_file_comes_back_as_it_was_sent_under_a_name_that_says_nothing() {
    on_both_engines(|house| {
        let files = LENGTHS.map(|length| house.send_file("gate 4 照片.JPG", &content(length)));
        let (receipt, second) = house.file_with(files.into());
        for (number, length) in (1..).zip(LENGTHS) {
            let answer = download(house, &receipt.english(), number);
            assert_eq!(answer.status, 200);
            assert!(answer.file() == content(length), "{length}");
            let named = format!("attachment; filename=\"file-{number}.jpg\"");
            assert_eq!(answer.header("content-disposition"), named);
        }
        let answer = download(house, &receipt.english(), 1);
        let headers = [
            "content-type",
            "content-security-policy",
            "x-content-type-options",
            "cache-control",
            "cross-origin-resource-policy",
        ];
        assert_snapshot!(headers.map(|name| answer.header(name)).join("\n"), @r"
        application/octet-stream
        default-src 'none'; frame-ancestors 'none'; sandbox
        nosniff
        no-store
        same-origin
        ");
        // A number that stands nowhere opens what the words open.
        for (words, number) in [(&receipt, 10), (&receipt, 0), (&second, 1)] {
            let answer = download(house, &words.english(), number);
            assert_eq!(answer.status, 200);
            assert!(answer.body.contains("<h1>Your report</h1>"));
        }
        house.withdraw(&receipt.english()).expect(200);
        let answer = download(house, &receipt.english(), 1);
        assert!(answer.body.contains("You have taken this report back."));
    });
}

#[test]
fn the_files_of_a_mailbox_stand_in_it_with_their_sizes_and_are_fetched_from_there() {
    let house = Installation::on_sqlite();
    let long = format!("{}.pdf", "a long name ".repeat(20));
    let mut files = vec![
        house.send_file(&long, b"<b>"),
        house.send_file("<b>&.png", b""),
    ];
    files.extend((3..=9).map(|n| house.send_file(&format!("{n}.jpg"), &content(n << 16))));
    let (receipt, _) = house.file_with(files);
    let opened = house
        .visit("/en/mailbox")
        .fill("words", &receipt.english())
        .press("Open");
    let words = opened.words();
    let (_, listed) = words.split_once("\nFiles\n").expect("files");
    assert!(listed.starts_with("9.jpg\nYou, 22 November 2026, 576 KB\nDownload\n8.jpg\n"));
    assert!(
        opened
            .html()
            .contains("<bdi id=\"file-2\">&#60;b&#62;&#38;.png</bdi>")
    );
    assert!(opened.press("Download").answer.file() == content(9 << 16));
    let older = opened.press("Older").words();
    let (_, listed) = older.split_once("\nFiles\n").expect("files");
    assert_snapshot!(listed.split("\nMessage").next().unwrap_or_default(), @r"
    a long name a long name a long name a long name a lon…ng name a long name .pdf
    You, 22 November 2026, 3 B
    Download
    Newer
    Page 2 of 2
    ");
}

#[test]
fn a_file_has_a_size_class_on_the_wire_like_every_answer() {
    let house = Installation::just_founded("mailbox.answer_ms = 5");
    let lengths = [0, 1, 30_000, 32_700, 131_000, 400_000, 600_000, 3 << 20];
    let files = lengths.map(|length| house.send_file("a", &content(length)));
    let (receipt, _) = house.file_with(files.into());
    let door = house.open_door(|_| ());
    let mut sizes = Vec::new();
    for (number, length) in (1..).zip(lengths) {
        let plain = asking(&receipt.english(), number);
        let closing = plain.replace("host:", "connection: close\r\nhost:");
        let old = plain.replace("HTTP/1.1", "HTTP/1.0");
        for request in [plain, closing, old] {
            let (status, answer) = ask(door.address, &request);
            assert!(status.ends_with(" 200 OK"), "{status}");
            assert!(unpacked(body(&answer)) == content(length));
            let is_class = CLASSES.contains(&answer.len()) || answer.len() % CLASSES[2] == 0;
            assert!(is_class, "{length} became {}", answer.len());
            sizes.push(answer.len() / 1024);
        }
    }
    sizes.dedup();
    assert_eq!(sizes, [32, 128, 512, 1024, 3584]);
}

#[test]
fn a_file_begins_at_the_fixed_time_of_every_answer_about_a_receipt() {
    let house = Installation::just_founded("mailbox.answer_ms = 300");
    let file = house.send_file("a", b"a");
    let (receipt, _) = house.file_with(vec![file]);
    let nobodys = seal::Receipt::random(&mut house.outside().random());
    for (words, number, status) in [(&receipt, 1, 200), (&receipt, 2, 200), (&nobodys, 1, 404)] {
        let start = Instant::now();
        assert_eq!(download(&house, &words.english(), number).status, status);
        assert!(start.elapsed() >= Duration::from_millis(300));
    }
}

#[test]
fn whoever_cannot_take_a_packed_file_is_told_so_and_gets_no_other() {
    let house = Installation::on_sqlite();
    let file = house.send_file("a", b"a file");
    let (receipt, _) = house.file_with(vec![file]);
    let words = receipt.english();
    let fields = [
        ("words", words.as_str()),
        ("go", "file-1"),
        ("message", "Not lost."),
    ];
    let mut told = Vec::new();
    for lang in ["en", "zh"] {
        let page = house.send_form(&format!("/{lang}/mailbox"), &fields);
        assert_eq!(
            (page.status(), page.field("message")),
            (406, "Not lost.".to_owned())
        );
        told.push(
            page.words()
                .lines()
                .skip(1)
                .take(2)
                .collect::<Vec<_>>()
                .join("\n"),
        );
    }
    assert_snapshot!(told.join("\n"), @r"
    This browser cannot take the file
    Files are sent packed (gzip), so that nobody on the line sees how long they are, and this browser does not take that. Use a current browser, for example the Tor Browser.
    这个浏览器无法接收材料
    为了不让线路上的人看出材料有多大，材料都打包（gzip）发送，而这个浏览器不支持。请换用较新的浏览器，例如 Tor 浏览器。
    ");
}

#[test]
fn a_file_that_is_lost_or_damaged_is_told_at_once_and_never_looks_whole() {
    let house = Installation::just_founded("mailbox.answer_ms = 5");
    let bytes = content(3 << 20);
    let file = house.send_file("a", &bytes);
    let (receipt, _) = house.file_with(vec![file.clone()]);
    let words = receipt.english();
    let path = house.objects().folder().join(file.object.to_string());
    let sealed = fs::read(&path).expect("the object");
    let door = house.open_door(|_| ());
    for at in [1 << 20, sealed.len() - 1] {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        fs::write(&path, changed).expect("written");
        let mut stream = asked(door.address, &asking(&words, 1));
        let mut answer = Vec::new();
        // Whether it ends or is reset, it ends too early.
        drop(stream.read_to_end(&mut answer));
        let head = String::from_utf8_lossy(&answer[..600]).into_owned();
        assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
        let (_, length) = head.split_once("content-length: ").expect("a length");
        let length = length.lines().next().expect("a line").parse::<usize>();
        let came = body(&answer).len();
        assert!(came > 500_000 && came < length.expect("a number"));
        let mut file = Vec::new();
        let mut unpacking = flate2::bufread::GzDecoder::new(body(&answer));
        assert!(unpacking.read_to_end(&mut file).is_err());
    }
    let mut told = Vec::new();
    let mut tell = |lang: &str| {
        let fields = [("words", words.as_str()), ("go", "file-1")];
        let takes = [("accept-encoding", "gzip")];
        let page = house.send_form_with(&format!("/{lang}/mailbox"), &fields, &takes);
        assert_eq!(page.status(), 500);
        let said = page.words();
        let said = said.lines().skip(1).take(2).collect::<Vec<_>>().join("\n");
        let (said, number) = said.split_at(said.find("000").expect("a number"));
        told.push(format!(
            "{said}N{}",
            number.trim_start_matches(|c: char| c.is_ascii_digit())
        ));
    };
    let mut changed = sealed.clone();
    changed[1] ^= 1;
    fs::write(&path, changed).expect("written");
    tell("en");
    fs::remove_file(&path).expect("removed");
    tell("zh");
    assert_snapshot!(told.join("\n"), @r"
    This file cannot be given back
    It was lost or damaged on our side. The rest of your report is not affected. If you still have the file, send it once more. If you ask whoever runs this service, name this number: N
    这份材料下载不了
    材料在我们这边丢失或损坏了，线索的其他内容没有受影响。如果您手里还有，请再传一次。向本站管理单位询问时，请告诉他们这个编号：N
    ");
}

#[test]
fn a_file_that_moves_outlives_the_age_of_its_connection() {
    let house = Installation::just_founded("mailbox.answer_ms = 5");
    let bytes = content(24 << 20);
    let file = house.send_file("a", &bytes);
    let (receipt, _) = house.file_with(vec![file]);
    let door = house.open_door(|limits| limits.lifetime = Duration::from_millis(300));
    let mut stream = asked(door.address, &asking(&receipt.english(), 1));
    let mut begun = vec![0; 1 << 16];
    stream.read_exact(&mut begun).expect("its beginning");
    std::thread::sleep(Duration::from_secs(1));
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).expect("the rest");
    begun.extend(rest);
    assert!(unpacked(body(&begun)) == bytes);
}

/// Many who read slowly take little: no file is in memory, only a piece of it.
#[test]
fn files_that_go_out_are_never_in_memory() {
    let place = Place::sqlite();
    place.founded_days_ago(0).close();
    let desk = desk_at(&place);
    let bytes = content(48 << 20);
    let file = send(&desk, "a film.mp4", &bytes).expect("it arrives");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let accepted = desk.accept_report(draft("With a film."), vec![file], Channel::Web);
    let words = runtime
        .block_on(accepted)
        .expect("accepted")
        .receipt
        .english();
    desk.close();
    let served = place.serve();
    // What reports are read with is in memory by then.
    served.wait_until_all_is_read();
    let fetched = |mut stream: TcpStream| {
        let (_, answer) = read_answer(&mut stream);
        assert!(unpacked(body(&answer)) == bytes);
    };
    // What a first one leaves in memory for good is not counted.
    fetched(asked(served.public, &asking(&words, 1)));
    let before = served.resident_kib();
    let slow: Vec<TcpStream> = (0..16)
        .map(|_| {
            let mut stream = asked(served.public, &asking(&words, 1));
            stream.read_exact(&mut [0; 4096]).expect("its beginning");
            stream
        })
        .collect();
    fetched(asked(served.public, &asking(&words, 1)));
    let grown = served.resident_kib().saturating_sub(before);
    assert!(grown < 24 << 10, "{grown} KiB more");
    drop(slow);
    served.stop();
}

//! Whoever is on the roster is told that somebody is needed, and nothing of what was reported: of danger at once, then the
//! next, until somebody sees to it; of deadlines before, when and after they pass.

use crate::kit::installation::Installation;
use crate::kit::program::Place;
use desk::{Deed, Notice};
use report::Profile;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use store::kit::Fresh;

const UNDER_WAY: &str =
    "A man is cutting the cable of the substation right now, sparks are flying, please come.";
const SEEN: &str =
    "Someone photographed the gate of the barracks and the number plates of the trucks on Monday.";

fn house(database: Fresh) -> Installation {
    let mut profile = Profile::default_profile();
    profile.notices.roster = "mailto:first@example.org, https://second.example".to_owned();
    let mut house = Installation::founded(database, profile);
    house.set_everybody_up();
    house
}

impl Installation {
    fn told(&self) -> Vec<String> {
        let due = self.desk().notices_due().expect("looked");
        let told = due.iter().map(
            |Notice {
                 kind,
                 reports,
                 whom,
             }| match whom {
                Some(place) => format!("{}: {reports} to {}", kind.as_str(), place + 1),
                None => format!("{}: {reports} to all", kind.as_str()),
            },
        );
        told.collect()
    }
}

#[test]
fn of_danger_the_first_is_told_at_once_and_the_next_after_five_minutes_until_somebody_takes_it_on()
{
    for database in Fresh::each() {
        let mut house = house(database);
        assert_eq!(house.told(), [""; 0]);
        house.file_report(SEEN);
        house.file_report(UNDER_WAY);
        house.drain_jobs();
        assert_eq!(house.told(), ["now: 1 to 1"]);
        assert_eq!(house.told(), [""; 0], "nobody is told twice");
        house.turn_clock_seconds(299);
        assert_eq!(house.told(), [""; 0]);
        // A restart forgets nothing.
        house.restart();
        house.turn_clock_seconds(1);
        assert_eq!(house.told(), ["now: 1 to 2"]);
        house.turn_clock_seconds(300);
        assert_eq!(house.told(), ["now: 1 to all"]);
        assert_eq!(
            house.said_of(Deed::Notified),
            [
                "now, 1 reports: the whole roster",
                "now, 1 reports: number 2 of the roster",
                "now, 1 reports: number 1 of the roster",
            ]
        );
        let id = house.whole_queue()[0];
        let took = house.desk().claim(&house.officer(), id).expect("taken on");
        assert_eq!(took, desk::ClaimOutcome::Yours);
        house.turn_clock_seconds(3_600);
        let later = house.told();
        assert!(
            later.iter().all(|told| !told.starts_with("now")),
            "{later:?}"
        );
    }
}

#[test]
fn whom_nothing_reaches_is_passed_over_at_once() {
    for database in Fresh::each() {
        let house = house(database);
        house.file_report(UNDER_WAY);
        house.drain_jobs();
        let due = house.desk().notices_due().expect("looked");
        assert_eq!(due[0].whom, Some(0));
        house.desk().notice_failed(&due[0]).expect("kept");
        assert_eq!(house.told(), ["now: 1 to 2"]);
    }
}

#[test]
fn who_saw_the_notice_says_so_at_the_queue_and_another_report_tells_anew() {
    for database in Fresh::each() {
        let house = house(database);
        house.file_report(UNDER_WAY);
        house.drain_jobs();
        assert_eq!(house.told(), ["now: 1 to 1"]);
        let officer = house.at_desk("officer-1");
        assert!(
            officer
                .get("/queue")
                .says("The roster is being told that somebody is needed")
        );
        let queue = officer.press("/notices", &[]);
        assert!(!queue.says("The roster is being told"));
        assert_eq!(house.said_of(Deed::Acknowledged).len(), 1);
        house.turn_clock_seconds(400);
        assert_eq!(house.told(), [""; 0]);
        house.file_report("There is a bomb under the bridge at the harbour, it is ticking, hurry.");
        house.drain_jobs();
        assert_eq!(house.told(), ["now: 2 to 1"]);
    }
}

#[test]
fn a_deadline_is_warned_of_then_missed_then_escalated_whatever_was_off_meanwhile() {
    for database in Fresh::each() {
        let mut house = house(database);
        house.file_report(SEEN);
        house.drain_jobs();
        assert_eq!(house.told(), [""; 0]);
        house.turn_clock_hours(19);
        assert_eq!(house.told(), [""; 0]);
        house.turn_clock_hours(1);
        assert_eq!(house.told(), ["warning: 1 to 1"]);
        // Off while the deadline passes.
        house.restart();
        house.turn_clock_hours(6);
        assert_eq!(house.told(), ["breach: 1 to 1"]);
        assert_eq!(house.told(), [""; 0]);
        house.turn_clock_hours(22);
        assert_eq!(house.told(), ["escalation: 1 to all"]);
        assert_eq!(house.told(), [""; 0]);
    }
}

#[test]
fn what_names_a_high_office_is_to_be_looked_at_within_two_hours() {
    for database in Fresh::each() {
        let house = house(database);
        house.file_report("省公安厅厅长的司机把会议用的涉密文件拍照发给了外面的人。");
        house.drain_jobs();
        assert_eq!(house.told(), [""; 0]);
        house.turn_clock_hours(2);
        assert_eq!(house.told(), ["breach: 1 to 1"]);
    }
}

/// A mail server that takes whatever comes; gives what was said to it.
fn mail_server() -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("somebody");
            let mut reader = BufReader::new(stream.try_clone().expect("a copy"));
            stream.write_all(b"220 here\r\n").expect("said");
            let (mut mail, mut line, mut in_data) = (String::new(), String::new(), false);
            while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
                mail.push_str(&line);
                let said: &[u8] = match line.trim_end() {
                    "." => b"250 taken\r\n",
                    _ if in_data => b"",
                    "DATA" => b"354 go on\r\n",
                    "QUIT" => b"221 bye\r\n",
                    _ => b"250 fine\r\n",
                };
                in_data = (in_data || line.trim_end() == "DATA") && line.trim_end() != ".";
                if line.trim_end() == "." {
                    tell.send(std::mem::take(&mut mail))
                        .expect("somebody listens");
                }
                line.clear();
                if stream.write_all(said).is_err() {
                    break;
                }
            }
        }
    });
    (port, told)
}

/// The body of a mail that is sent in base64.
fn mail_body(mail: &str) -> String {
    use base64::Engine as _;
    let (_, body) = mail.split_once("\r\n\r\n").expect("a body");
    let body: String = body.trim_end_matches(".\r\n").split_whitespace().collect();
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(body)
        .expect("base64");
    String::from_utf8(decoded).expect("text")
}

/// A hook that takes one POST; gives its head and body.
fn hook() -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("somebody");
            let mut reader = BufReader::new(stream.try_clone().expect("a copy"));
            let (mut head, mut long) = (String::new(), 0);
            while !head.ends_with("\r\n\r\n")
                && reader.read_line(&mut head).is_ok_and(|read| read > 0)
            {
                let last = head.lines().last().unwrap_or_default().to_lowercase();
                if let Some(length) = last.strip_prefix("content-length:") {
                    long = length.trim().parse().expect("a length");
                }
            }
            let mut body = vec![0; long];
            reader.read_exact(&mut body).expect("a body");
            stream
                .write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
                .expect("answered");
            let body = String::from_utf8(body).expect("text");
            tell.send(format!("{head}{body}"))
                .expect("somebody listens");
        }
    });
    (port, told)
}

#[test]
fn a_mail_and_a_hook_say_how_many_and_how_soon_and_nothing_else() {
    let ((mail_port, mails), (hook_port, hooks)) = (mail_server(), hook());
    let place = Place::sqlite().with_settings(&format!(
        "[notices]\nroster = \"mailto:duty@example.org, http://127.0.0.1:{hook_port}/told\"\n\
         mail_server = \"smtp://127.0.0.1:{mail_port}\"\nmail_from = \"tipline@example.org\"\n\
         desk_address = \"https://desk.example\"\n"
    ));
    let served = place.serve();
    let filed = crate::kit::http::Client::to(served.public)
        .file(UNDER_WAY)
        .expect("an answer");
    assert_eq!(filed.status, 201);
    let mail = mails
        .recv_timeout(std::time::Duration::from_secs(30))
        .expect("a mail");
    assert!(mail.contains("RCPT TO:<duty@example.org>"), "{mail}");
    let mail = mail_body(&mail);
    assert!(
        mail.contains("somebody is needed now") && mail.contains("https://desk.example"),
        "{mail}"
    );
    for word in ["cable", "substation", "sparks", "SABOT", "infrastructure"] {
        assert!(!mail.contains(word), "{mail}");
    }
    drop(served);

    // The mail server is gone: whoever comes next is told at once.
    let place = Place::sqlite().with_settings(&format!(
        "[notices]\nroster = \"mailto:duty@example.org, http://127.0.0.1:{hook_port}/told\"\n\
         mail_server = \"smtp://127.0.0.1:1\"\nmail_from = \"tipline@example.org\"\n"
    ));
    let served = place.serve();
    let filed = crate::kit::http::Client::to(served.public)
        .file(UNDER_WAY)
        .expect("an answer");
    assert_eq!(filed.status, 201);
    let told = hooks
        .recv_timeout(std::time::Duration::from_secs(30))
        .expect("a POST");
    assert!(told.starts_with("POST /told HTTP/1.1"), "{told}");
    assert!(
        told.contains("\"kind\":\"now\"") && told.contains("\"reports\":1"),
        "{told}"
    );
    assert!(
        !told.contains("cable") && !told.contains("substation"),
        "{told}"
    );
}

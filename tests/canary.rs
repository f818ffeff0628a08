//! Law: nothing that a reporter wrote, and nothing that tells where they came from, is ever on a disk or in a log in the
//! clear, whatever its coding: not what was filed, not what was refused, not at the highest level of logging.

use crate::kit::http::Client;
use crate::kit::program::{PASSWORD, Place};
use crate::kit::reader::{MULTIPART, multipart};
use crate::kit::search::{Wanted, files, found};
use crate::kit::served::Served;
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use store::Location;

/// Nobody else comes from here.
const REPORTER: Ipv4Addr = Ipv4Addr::new(127, 83, 201, 77);

#[test]
fn no_word_of_a_reporter_and_no_address_is_on_disk_or_in_a_log() {
    for place in Place::each() {
        let temporary = place.beside("temporary");
        std::fs::create_dir(&temporary).expect("a folder");
        let place = place
            .with("TIPLINE_LOG", "trace")
            .with("TMPDIR", &temporary.display().to_string());
        let served = place.serve();
        for name in ["officer-1", "custodian-1", "custodian-2"] {
            place.set_up(name);
        }
        let mut told = Told::default();
        let own = told.everything(&place, &served);
        served.wait_until_all_is_read();
        // What leaves the machine is searched as well.
        place.run(&["keyring", "export", "exported"]).ok();
        place.run(&["backup", "backups"]).ok();

        let mut wanted: Vec<Wanted> = told.words.iter().map(|word| Wanted::word(word)).collect();
        wanted.push(Wanted::word(PASSWORD));
        for number in &told.numbers {
            wanted.push(Wanted::word(&number.to_string()));
            wanted.push(Wanted::bytes("a number", &number.to_le_bytes()));
            wanted.push(Wanted::bytes("a number", &number.to_be_bytes()));
        }
        for port in own {
            wanted.push(Wanted::word(&format!("{REPORTER}:{port}")));
            // As the system keeps an address (port, then address), and as programs like to (the other way round).
            let (port, address) = (port.to_be_bytes(), REPORTER.octets());
            wanted.push(Wanted::bytes(
                "the address",
                &[port.as_slice(), &address].concat(),
            ));
            wanted.push(Wanted::bytes(
                "the address",
                &[address.as_slice(), &port].concat(),
            ));
        }
        wanted.push(Wanted::word(&REPORTER.to_string()));

        let database = database_folder(&place);
        let mut folders = vec![place.home.path()];
        folders.extend(database.as_deref());
        let nothing: Vec<String> = Vec::new();
        // While it runs: with its write-ahead log, its socket and its temporary files; then as a crash leaves it.
        assert_eq!(found(&wanted, &folders), nothing, "{}", place.engine());
        served.kill();
        assert_eq!(found(&wanted, &folders), nothing, "{}", place.engine());
        let searched: usize = folders.iter().map(|folder| files(folder).len()).sum();
        assert!(searched >= 5, "only {searched} files were searched");

        // The same search finds a word that does lie there.
        let planted = place.data.join("planted");
        std::fs::write(&planted, format!("{{\"name\":\"{}\"}}", told.words[0])).expect("a file");
        assert_eq!(found(&wanted, &folders).len(), 1);
    }
}

#[test]
fn the_search_knows_a_word_in_every_dress() {
    let wanted = Wanted::word("kanarienvogel-黄");
    let dressed: [(&str, Vec<u8>); 8] = [
        ("plain", "..kanarienvogel-黄..".into()),
        (
            "UTF-16",
            "xkanarienvogel-黄"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
        ),
        ("hexadecimal", "006b616e617269656e766f67656c2de9bb84".into()),
        // base64 of the word with none, one and two bytes before it, and more after it.
        ("base64", "a2FuYXJpZW52b2dlbC3pu4Qh".into()),
        ("base64, shifted", "IWthbmFyaWVudm9nZWwt6buEISE=".into()),
        (
            "base64, shifted twice",
            "ISFrYW5hcmllbnZvZ2VsLem7hCEh".into(),
        ),
        ("another word", "kanarienvogel+黄".into()),
        ("nothing", Vec::new()),
    ];
    let seen = dressed.map(|(what, bytes)| {
        format!("{what}: {}", wanted.in_bytes(&bytes).join(", "))
            .trim_end()
            .to_owned()
    });
    insta::assert_snapshot!(seen.join("\n"), @r"
    plain: UTF-8
    UTF-16: UTF-16LE
    hexadecimal: hex
    base64: base64url, base64
    base64, shifted: base64url, base64
    base64, shifted twice: base64url, base64
    another word:
    nothing:
    ");
}

/// Words that were told to the server, each unlike any other.
#[derive(Default)]
struct Told {
    words: Vec<String>,
    numbers: Vec<f64>,
}

impl Told {
    fn word(&mut self, what: &str) -> String {
        let mut random = [0; 6];
        getrandom::fill(&mut random).expect("a random source");
        let random: String = random
            .iter()
            .map(|byte| char::from(b'a' + byte % 26))
            .collect();
        let word = if self.words.len().is_multiple_of(2) {
            format!("canary{what}{random}")
        } else {
            format!("金丝雀{what}{random}")
        };
        self.words.push(word.clone());
        word
    }

    /// A place's degrees, like no other's: eight digits behind the point.
    fn degrees(&mut self, whole: f64) -> f64 {
        let mut random = [0; 4];
        getrandom::fill(&mut random).expect("a random source");
        let behind = 10_000_001 + u32::from_be_bytes(random) % 40_000_000 * 2;
        let degrees = whole + f64::from(behind) / 1e8;
        self.numbers.push(degrees);
        degrees
    }

    /// Tells the server everything that can be told, rightly and wrongly; gives the ports that it came from.
    fn everything(&mut self, place: &Place, served: &Served) -> Vec<u16> {
        let mut client = Client::from(IpAddr::V4(REPORTER), served.public);
        let report = json!({
            "text": format!("At the gate: {}", self.word("text")),
            "place": { "text": self.word("place"), "lat": self.degrees(31.0), "lon": self.degrees(121.0) },
            "contact": { "name": self.word("name"), "phone": format!("{} 5", self.word("phone")),
                         "email": format!("{}@example.org", self.word("email")) },
        });
        let filed = client.post("/api/v1/reports", &report).expect("an answer");
        assert_eq!(filed.status, 201, "{}", filed.text());
        let receipt = filed.receipt();
        // The receipts themselves are as secret as what they open.
        for kind in ["receipt", "second_receipt"] {
            for script in ["en", "zh"] {
                self.words.push(
                    filed.json()[kind][script]
                        .as_str()
                        .expect("a receipt")
                        .to_owned(),
                );
            }
        }

        let tell = |client: &mut Client, path: &str, body: Value| {
            client.post(path, &body).expect("an answer").status
        };
        let message = json!({ "receipt": receipt, "text": self.word("message") });
        assert_eq!(tell(&mut client, "/api/v1/mailbox/messages", message), 201);
        let amendment = json!({ "receipt": receipt, "text": self.word("amendment") });
        assert_eq!(tell(&mut client, "/api/v1/mailbox/amend", amendment), 201);
        self.officer_replies(place);
        let mailbox = client.open(&receipt).expect("an answer");
        assert!(
            mailbox
                .text()
                .contains(self.words.last().expect("the answer's word")),
            "{}",
            mailbox.text()
        );

        self.files(&mut client);

        // The same by another door.
        let line = json!({
            "id": self.word("id"),
            "text": self.word("line"),
            "source": self.word("source"),
            "category": self.word("category"),
            "place": { "text": self.word("spot"), "lat": self.degrees(41.0), "lon": self.degrees(141.0) },
        });
        place.run_given(&["import", "-"], &line.to_string()).ok();

        // What is refused must leave no trace either.
        let wrong = [
            json!({ "text": [self.word("type")] }),
            json!({ "text": "t", self.word("field"): 1 }),
        ];
        for report in wrong {
            assert_eq!(tell(&mut client, "/api/v1/reports", report), 422);
        }
        let receipt = json!({ "receipt": self.word("receipt") });
        assert_eq!(tell(&mut client, "/api/v1/mailbox/open", receipt), 422);
        assert_eq!(
            tell(
                &mut client,
                "/api/v1/mailbox/open",
                json!({ "receipt": 1, self.word("field"): 2 })
            ),
            422
        );
        let broken = format!("{{\"text\":\"{}", self.word("broken"));
        client
            .send(crate::kit::http::post("/api/v1/reports", &broken))
            .expect("a connection");
        assert_eq!(client.answer().expect("an answer").status, 422);
        let (path, agent, key) = (self.word("path"), self.word("agent"), self.word("key"));
        client
            .send(format!(
                "GET /{path}?{path} HTTP/1.1\r\nHost: {path}\r\nUser-Agent: {agent}\r\n\r\n"
            ))
            .expect("a connection");
        assert!(client.answer().expect("an answer").status >= 400);
        // A head that is no HTTP may cost the connection: one more, with what a proxy would add.
        let mut other = Client::from(IpAddr::V4(REPORTER), served.public);
        let headers = format!("Idempotency-Key: {key}\r\nX-Forwarded-For: {REPORTER}\r\nHost:");
        other
            .send(crate::kit::http::post("/api/v1/reports", "{}").replace("Host:", &headers))
            .expect("a connection");
        assert_eq!(other.answer().expect("an answer").status, 422);
        [client, other]
            .iter()
            .map(|client| client.own_address().port())
            .collect()
    }

    /// Files that arrive with their form, wait for a mended one, and break off.
    fn files(&mut self, client: &mut Client) {
        let sent = |client: &mut Client, words: &mut Told, mistake: &str, cut: usize| {
            let page = client.get("/en/report").expect("a form").text();
            let (_, form) = page.split_once("name=\"form\" value=\"").expect("a form");
            let form = form.split('"').next().unwrap_or_default();
            let name = format!("{}.txt", words.word("filename"));
            let content = words.word("content").repeat(20_000);
            let typed = words.word("typed");
            let fields = [("form", form), ("what", &typed), ("lat", mistake)];
            let body = multipart(&fields, &[(name, content.into_bytes())]);
            let body = &body[..body.len() - cut];
            let head = format!(
                "POST /en/report HTTP/1.1\r\nHost: x\r\nContent-Type: {MULTIPART}\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            client.send(head).expect("a connection");
            client.send(body).expect("a connection");
            client.answer().expect("an answer")
        };
        assert!(sent(client, self, "", 0).text().contains("has arrived"));
        assert_eq!(sent(client, self, "north", 0).status, 422);
        let broken = sent(client, self, "", 100).text();
        assert!(broken.contains("These files did not"), "{broken}");
    }

    fn officer_replies(&mut self, place: &Place) {
        let listed = place.run_as("officer-1", &["report", "list"]).ok();
        let id = listed.json()["id"].as_str().expect("a report").to_owned();
        let reason = self.word("reason");
        let opened = place
            .run_as("officer-1", &["report", "open", &id, "--reason", &reason])
            .ok();
        assert!(opened.out.contains(&self.words[0]), "{}", opened.out);
        let answer = self.word("answer");
        place
            .run_as("officer-1", &["report", "reply", &id, "--text", &answer])
            .ok();
    }
}

/// Where PostgreSQL keeps its files: the folder of its socket, in the kit.
fn database_folder(place: &Place) -> Option<PathBuf> {
    let Location::Postgres(address) = place.location() else {
        return None;
    };
    let folder = address
        .split(' ')
        .find_map(|word| word.strip_prefix("host=").map(Path::new));
    Some(folder.expect("a folder").to_owned())
}

//! Filing reports through the API as fast as the server takes them, and opening their mailboxes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::http::{Connection, find, post};
use super::summary::microseconds;

/// Length of a report's text, in ASCII characters.
const TEXT: usize = 500;
/// Different texts a connection; each is sent with a fresh number in it, so that no two reports are alike.
const TEXTS: u64 = 16;
pub(super) const DIGITS: usize = 12;
/// After an error a connection waits, so that a server that refuses is not asked a thousand times a second.
pub(super) const PAUSE: Duration = Duration::from_millis(20);

/// When to stop filing.
#[derive(Clone, Copy)]
pub(super) enum Until {
    Passed(Duration),
    Sent(usize),
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Filed {
    /// From the first byte sent to the last byte read, of the reports that were acknowledged, in microseconds.
    pub(super) times: Vec<u32>,
    pub(super) receipts: Vec<String>,
    pub(super) errors: usize,
    pub(super) first_error: Option<String>,
    pub(super) elapsed: Duration,
}

/// Files reports over so many connections at once.
pub(super) async fn file(address: SocketAddr, connections: usize, until: Until) -> Filed {
    let start = Instant::now();
    let sent = Arc::new(AtomicUsize::new(0));
    let mut workers = JoinSet::new();
    for number in 0..connections {
        let mut requests = Requests::new(address, number);
        let sent = Arc::clone(&sent);
        workers.spawn(async move {
            let mut filed = Filed::default();
            let mut connection = Connection::to(address);
            loop {
                let goes_on = match until {
                    Until::Passed(limit) => start.elapsed() < limit,
                    Until::Sent(limit) => sent.fetch_add(1, Ordering::Relaxed) < limit,
                };
                if !goes_on {
                    return filed;
                }
                let begin = Instant::now();
                match file_one(&mut connection, requests.next()).await {
                    Ok(receipt) => {
                        filed.times.push(microseconds(begin.elapsed()));
                        filed.receipts.push(receipt);
                    }
                    Err(error) => {
                        filed.errors += 1;
                        filed.first_error.get_or_insert(format!("{error:#}"));
                        sleep(PAUSE).await;
                    }
                }
            }
        });
    }
    let mut all = Filed::default();
    while let Some(done) = workers.join_next().await {
        match done {
            Ok(filed) => all.add(filed),
            Err(panic) => all.first_error = Some(panic.to_string()),
        }
    }
    all.elapsed = start.elapsed();
    if let Some(error) = &all.first_error {
        eprintln!(
            "{} report(s) were not acknowledged; the first: {error}",
            all.errors
        );
    }
    all
}

impl Filed {
    pub(super) fn add(&mut self, other: Self) {
        self.times.extend(other.times);
        self.receipts.extend(other.receipts);
        self.errors += other.errors;
        self.first_error = self.first_error.take().or(other.first_error);
    }
}

async fn file_one(connection: &mut Connection, request: &[u8]) -> Result<String> {
    let answer = connection.exchange(request).await?;
    if answer.status != 201 {
        let body = String::from_utf8_lossy(answer.body);
        bail!(
            "status {}: {}",
            answer.status,
            body.trim().chars().take(300).collect::<String>()
        );
    }
    receipt(answer.body).context("the answer holds no receipt")
}

/// The request that opens a mailbox.
pub(super) fn open_request(address: SocketAddr, receipt: &str) -> Vec<u8> {
    post(
        address,
        "/api/v1/mailbox/open",
        &format!(r#"{{"receipt":"{receipt}"}}"#),
    )
}

/// The English receipt in `{"receipt":{"en":"w w w","zh":".."},..}`. Found, not parsed: 32 KiB of padding a
/// report would take the generator more time than everything else it does.
fn receipt(body: &[u8]) -> Option<String> {
    let mut rest = body;
    for mark in [&b"\"receipt\""[..], b"\"en\"", b"\""] {
        rest = &rest[find(rest, mark)? + mark.len()..];
    }
    let words = &rest[..find(rest, b"\"")?];
    String::from_utf8(words.to_vec()).ok()
}

/// Prepared requests of one connection, alike in length, each with its own number in the text.
struct Requests {
    prepared: Vec<Vec<u8>>,
    number_at: usize,
    connection: usize,
    sent: usize,
}

impl Requests {
    fn new(address: SocketAddr, connection: usize) -> Self {
        let seed = connection as u64 * TEXTS;
        let prepared: Vec<_> = (seed..seed + TEXTS)
            .map(|seed| {
                post(
                    address,
                    "/api/v1/reports",
                    &format!(r#"{{"text":"{}"}}"#, text(seed)),
                )
            })
            .collect();
        let number_at = prepared[0].len() - 2 - DIGITS;
        Self {
            prepared,
            number_at,
            connection,
            sent: 0,
        }
    }

    fn next(&mut self) -> &[u8] {
        let which = self.sent % self.prepared.len();
        let number = format!(
            "{:04}{:08}",
            self.connection % 10_000,
            self.sent % 100_000_000
        );
        self.sent += 1;
        let request = &mut self.prepared[which];
        request[self.number_at..][..DIGITS].copy_from_slice(number.as_bytes());
        request
    }
}

/// A text of [`TEXT`] characters that ends in [`DIGITS`] zeros to be replaced.
pub(super) fn text(seed: u64) -> String {
    const WORDS: [&str; 32] = [
        "a",
        "small",
        "grey",
        "box",
        "with",
        "two",
        "antennas",
        "hangs",
        "on",
        "the",
        "lamp",
        "post",
        "beside",
        "gate",
        "four",
        "since",
        "monday",
        "someone",
        "changed",
        "its",
        "battery",
        "at",
        "night",
        "and",
        "left",
        "in",
        "white",
        "van",
        "without",
        "plates",
        "near",
        "substation",
    ];
    let mut state = seed;
    let mut text = String::with_capacity(TEXT + 16);
    while text.len() < TEXT - DIGITS {
        // SplitMix64 (Steele, Lea, Flood 2014): varied words, the same ones every time.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        text.push_str(WORDS[(mixed >> 59) as usize]);
        text.push(' ');
    }
    text.truncate(TEXT - DIGITS);
    text + &"0".repeat(DIGITS)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::http::tests::{answer, fake};
    use super::*;

    #[test]
    fn requests_are_alike_in_length_and_never_the_same() {
        let address = SocketAddr::from(([127, 0, 0, 1], 8080));
        let mut requests = Requests::new(address, 3);
        let mut seen = HashSet::new();
        for _ in 0..100 {
            let request = requests.next().to_vec();
            let body = &request[find(&request, b"\r\n\r\n").unwrap() + 4..];
            let body: serde_json::Value = serde_json::from_slice(body).unwrap();
            let text = body["text"].as_str().unwrap().to_owned();
            assert!(text.len() == TEXT && text.is_ascii());
            assert!(
                find(
                    &request,
                    format!("Content-Length: {}", TEXT + 11).as_bytes()
                )
                .is_some()
            );
            assert!(seen.insert(text));
        }
    }

    #[test]
    fn the_receipt_is_found_before_and_after_the_second_one() {
        for body in [
            r#"{"receipt":{"en":"a b c","zh":"x"},"second_receipt":{"en":"d e f"}}    "#,
            r#"{"second_receipt":{"en":"d e f"},"receipt": {"zh":"x", "en" : "a b c"}}"#,
        ] {
            assert_eq!(receipt(body.as_bytes()).as_deref(), Some("a b c"));
        }
        assert_eq!(receipt(br#"{"status":"received"}"#), None);
    }

    #[tokio::test]
    async fn acknowledged_reports_and_errors_are_told_apart() {
        let good = answer(201, r#"{"receipt":{"en":"one two"}}"#);
        let address = fake(vec![good.clone(), good, answer(503, "full")]).await;
        let filed = file(address, 2, Until::Sent(12)).await;
        assert_eq!(filed.times.len() + filed.errors, 12);
        assert!(filed.errors >= 2, "{}", filed.errors);
        assert_eq!(filed.receipts.len(), filed.times.len());
        assert_eq!(filed.first_error.as_deref(), Some("status 503: full"));
    }

    #[tokio::test]
    async fn filing_ends_when_its_time_has_passed() {
        let address = fake(vec![answer(201, r#"{"receipt":{"en":"one two"}}"#)]).await;
        let filed = file(address, 2, Until::Passed(Duration::from_millis(50))).await;
        assert!(!filed.receipts.is_empty() && filed.elapsed < Duration::from_secs(5));
    }
}

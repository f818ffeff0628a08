//! The form of the public pages, filled in as a browser does it: opened, its hidden field carried along, sent.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::filing::{DIGITS, Filed, PAUSE, text};
use super::http::{Connection, find, get};
use super::summary::microseconds;

pub(super) const PATH: &str = "/en/report";
/// Ends no text of ours, and no file of random bytes.
pub(super) const BOUNDARY: &str = "----tipline-bench-5f0c1d7e93ab4628";
/// Different texts a connection, each with a number of its own.
const TEXTS: u64 = 16;

pub(super) fn multipart_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// Texts, as the first parts of a multipart body.
pub(super) fn parts(fields: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
    };
    fields.iter().map(part).collect()
}

/// What ends a multipart body, after the line end of its last part.
pub(super) fn end() -> String {
    format!("--{BOUNDARY}--\r\n")
}

/// The head of a POST of the form.
pub(super) fn head(address: SocketAddr, kind: &str, length: usize) -> String {
    format!(
        "POST {PATH} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nOrigin: http://{address}\r\n\
         Sec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// The fields of a report without a name.
pub(super) fn fields<'a>(form: &'a str, what: &'a str) -> [(&'a str, &'a str); 3] {
    [("form", form), ("who", "anonymous"), ("what", what)]
}

/// The request that files a report.
pub(super) fn filing(address: SocketAddr, form: &str, what: &str) -> Vec<u8> {
    let (kind, body) = (multipart_type(), parts(&fields(form, what)) + &end());
    (head(address, &kind, body.len()) + &body).into_bytes()
}

/// Opens the form and gives what it carries.
///
/// # Errors
/// It was not shown, or carries nothing.
pub(super) async fn open(connection: &mut Connection, address: SocketAddr) -> Result<String> {
    let answer = connection.exchange(&get(address, PATH)).await?;
    if answer.status != 200 {
        bail!("the form was answered with {}", answer.status);
    }
    let mark = b"name=\"form\" value=\"";
    let from = find(answer.body, mark).context("a form that carries nothing")? + mark.len();
    let rest = &answer.body[from..];
    let to = find(rest, b"\"").context("a field without end")?;
    Ok(String::from_utf8(rest[..to].to_vec())?)
}

/// # Errors
/// It is not the page that shows the nine words.
pub(super) fn is_receipt(status: u16, page: &[u8]) -> Result<()> {
    if status == 200 && find(page, b"<ol class=\"words").is_some() {
        return Ok(());
    }
    let heading = find(page, b"<h1>").map_or(&b""[..], |at| &page[at + 4..]);
    let heading = String::from_utf8_lossy(&heading[..heading.len().min(120)]);
    bail!("no receipt, but {status}: {heading}");
}

/// Texts of one worker, no two alike.
pub(super) struct Texts {
    prepared: Vec<String>,
    worker: usize,
    sent: usize,
}

impl Texts {
    pub(super) fn of(worker: usize) -> Self {
        let seed = worker as u64 * TEXTS;
        let whole = (seed..seed + TEXTS).map(text);
        Self {
            prepared: whole
                .map(|text| text[..text.len() - DIGITS].to_owned())
                .collect(),
            worker,
            sent: 0,
        }
    }

    pub(super) fn next(&mut self) -> String {
        let text = &self.prepared[self.sent % self.prepared.len()];
        let text = format!("{text}{:04}{:08}", self.worker % 10_000, self.sent);
        self.sent += 1;
        text
    }
}

/// Where the forms come from that are filled in.
pub(super) enum Forms {
    /// Opened before; each is sent once.
    AtHand(Vec<String>),
    /// Each opened just before it is sent, until so much time has passed.
    Opened(Duration),
}

/// Files through the form over so many connections at once.
pub(super) async fn file(address: SocketAddr, connections: usize, forms: Forms) -> Filed {
    let start = Instant::now();
    let (at_hand, until) = match forms {
        Forms::AtHand(forms) => (forms, None),
        Forms::Opened(limit) => (Vec::new(), Some(limit)),
    };
    let share = at_hand.len().div_ceil(connections).max(1);
    let at_hand = Arc::new(at_hand);
    let mut workers = JoinSet::new();
    for worker in 0..connections {
        let at_hand = Arc::clone(&at_hand);
        workers.spawn(async move {
            let mut own = at_hand.chunks(share).nth(worker).unwrap_or_default().iter();
            let (mut filed, mut texts) = (Filed::default(), Texts::of(worker));
            let mut connection = Connection::to(address);
            loop {
                let form = own.next();
                if form.is_none() && until.is_none_or(|limit| start.elapsed() >= limit) {
                    return filed;
                }
                let begin = Instant::now();
                let text = texts.next();
                match one(&mut connection, address, form.cloned(), &text).await {
                    Ok(()) => filed.times.push(microseconds(begin.elapsed())),
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
        eprintln!("{} filing(s) failed; the first: {error}", all.errors);
    }
    all
}

async fn one(
    connection: &mut Connection,
    address: SocketAddr,
    form: Option<String>,
    text: &str,
) -> Result<()> {
    let form = match form {
        Some(form) => form,
        None => open(connection, address).await?,
    };
    let answer = connection.exchange(&filing(address, &form, text)).await?;
    is_receipt(answer.status, answer.body)
}

/// Opens so many forms, to be filled in later.
///
/// # Errors
/// One could not be opened.
pub(super) async fn opened(
    address: SocketAddr,
    connections: usize,
    count: usize,
) -> Result<Vec<String>> {
    let mut workers = JoinSet::new();
    for _ in 0..connections {
        workers.spawn(async move {
            let mut connection = Connection::to(address);
            let mut forms = Vec::new();
            for _ in 0..count.div_ceil(connections) {
                forms.push(open(&mut connection, address).await?);
            }
            Ok::<_, anyhow::Error>(forms)
        });
    }
    let mut forms = Vec::new();
    while let Some(done) = workers.join_next().await {
        forms.extend(done??);
    }
    Ok(forms)
}

#[cfg(test)]
mod tests {
    use super::super::http::tests::{answer, fake};
    use super::*;

    const RECEIPT: &str = "<h1>Arrived</h1><ol class=\"words\"><li>a</li></ol>";

    #[test]
    fn fields_are_written_as_a_browser_writes_them() {
        let body = parts(&[("form", "a+b/c=")]) + &end();
        assert_eq!(
            body,
            "------tipline-bench-5f0c1d7e93ab4628\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\na+b/c=\r\n\
             ------tipline-bench-5f0c1d7e93ab4628--\r\n"
        );
    }

    #[test]
    fn no_two_texts_are_alike() {
        let (mut first, mut second) = (Texts::of(1), Texts::of(2));
        let mut all: Vec<String> = (0..40).map(|_| first.next()).collect();
        all.extend((0..40).map(|_| second.next()));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[tokio::test]
    async fn only_pages_that_show_a_receipt_are_counted() {
        let form = answer(
            200,
            "<input type=\"hidden\" name=\"form\" value=\"sealed\">",
        );
        let address = fake(vec![
            form.clone(),
            answer(200, RECEIPT),
            form,
            answer(200, "<h1>Check your answers</h1>"),
        ])
        .await;
        let filed = file(address, 1, Forms::Opened(Duration::from_millis(100))).await;
        assert!(!filed.times.is_empty() && filed.errors > 0);
        let said = filed.first_error.unwrap();
        assert!(said.contains("200: Check your answers"), "{said}");
    }

    #[tokio::test]
    async fn a_form_at_hand_is_sent_once() {
        let address = fake(vec![answer(200, RECEIPT)]).await;
        let forms = Forms::AtHand(vec!["sealed".to_owned(); 10]);
        let filed = file(address, 4, forms).await;
        assert_eq!((filed.times.len(), filed.errors), (10, 0));
    }
}

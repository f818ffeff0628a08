//! What officers ask the console for, and how long it takes.

use crate::args::BenchConsole;
use anyhow::bail;
use desk::Desk;
use serde_json::{Map, Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

/// What the first page of the queue is asked for, by turns.
const FILTERS: [&str; 11] = [
    "",
    "new=yes",
    "level=now",
    "status=received",
    "lang=zh",
    "lang=en",
    "lang=other",
    "whose=nobody",
    "whose=mine",
    "about=AVIATION",
    "wrote=yes",
];

/// A console, and who asks it.
pub(super) struct Asking<'a> {
    pub(super) desk: &'a Desk,
    pub(super) at: SocketAddr,
    pub(super) session: &'a str,
    pub(super) rounds: u32,
}

/// How long answers to one kind of question took, and how long the longest was.
#[derive(Default)]
struct Took {
    ms: Vec<f64>,
    /// Of that, waiting for the entry to stand under a signed head.
    head_ms: Vec<f64>,
    bytes: usize,
}

impl Asking<'_> {
    /// All figures, by what is asked.
    pub(super) fn measure(&self, bench: &BenchConsole) -> anyhow::Result<Map<String, Value>> {
        let listed = ids(&self.get("/queue")?);
        let queue = FILTERS.map(|filter| (filter.to_owned(), format!("/queue?{filter}")));
        let words: Vec<(String, String)> = bench
            .words
            .iter()
            .map(|words| (words.clone(), search(words)))
            .collect();
        let mut report = Took::default();
        for round in 0..self.rounds as usize {
            let Some(id) = listed.get(round % listed.len().max(1)) else {
                bail!("the queue lists no report");
            };
            self.ask(&format!("/reports/{id}"), &mut report)?;
        }
        let mut figures = Map::new();
        figures.insert("queue".to_owned(), self.each(&queue)?);
        figures.insert("pages".to_owned(), self.pages("/queue?lang=zh")?);
        figures.insert("search".to_owned(), self.each(&words)?);
        figures.insert("search_closed".to_owned(), self.closed(&words)?);
        figures.insert("report".to_owned(), report.json());
        Ok(figures)
    }

    /// Asks for each of these by turns; the figures of each, and of all together.
    fn each(&self, questions: &[(String, String)]) -> anyhow::Result<Value> {
        let mut took: Vec<Took> = questions.iter().map(|_| Took::default()).collect();
        for _ in 0..self.rounds {
            for ((_, path), took) in questions.iter().zip(&mut took) {
                self.ask(path, took)?;
            }
        }
        let each: Map<String, Value> = questions
            .iter()
            .zip(&took)
            .map(|((name, _), took)| (name.clone(), took.json()))
            .collect();
        let mut all = took.into_iter().fold(Took::default(), Took::and).json();
        all["each"] = each.into();
        Ok(all)
    }

    /// One page after the other, as far as there are any.
    fn pages(&self, first: &str) -> anyhow::Result<Value> {
        let (mut took, mut next) = (Took::default(), Some(first.to_owned()));
        for _ in 0..self.rounds {
            let Some(path) = next else { break };
            let page = self.ask(&path, &mut took)?;
            let more = page.split("rel=\"next\" href=\"").nth(1);
            let more = more.and_then(|rest| rest.split('"').next());
            next = more.map(|path| path.replace("&#38;", "&").replace("&amp;", "&"));
        }
        Ok(took.json())
    }

    /// Closed reports are searched without the index: a few times tell.
    fn closed(&self, words: &[(String, String)]) -> anyhow::Result<Value> {
        let mut took = Took::default();
        for (_, path) in words {
            self.ask(&format!("{path}&closed=yes"), &mut took)?;
        }
        Ok(took.json())
    }

    fn ask(&self, path: &str, took: &mut Took) -> anyhow::Result<String> {
        let waited = || self.desk.measures().log_wait.read().1;
        let (before, started) = (waited(), Instant::now());
        let answer = self.get(path)?;
        took.ms.push(started.elapsed().as_secs_f64() * 1_000.0);
        took.head_ms.push((waited() - before) * 1_000.0);
        took.bytes = took.bytes.max(answer.len());
        Ok(answer)
    }

    /// The page at a path; of a form, after a blank, the page that it leads to.
    fn get(&self, path: &str) -> anyhow::Result<String> {
        if let Some((to, form)) = path.split_once(' ') {
            let answer = self.send("POST", to, form)?;
            let leads_to = answer.split("\r\nlocation: ").nth(1);
            return match leads_to.and_then(|rest| rest.split("\r\n").next()) {
                Some(path) => self.get(path),
                None => bail!("{to}: {}", answer.lines().next().unwrap_or("nothing")),
            };
        }
        let answer = self.send("GET", path, "")?;
        if !answer.starts_with("HTTP/1.1 200") {
            bail!("{path}: {}", answer.lines().next().unwrap_or("nothing"));
        }
        Ok(answer)
    }

    /// On a connection of its own each time, as nothing is gained by the last one's being warm.
    fn send(&self, method: &str, path: &str, form: &str) -> anyhow::Result<String> {
        let (at, session) = (self.at, self.session);
        let mut stream = TcpStream::connect(at)?;
        stream.set_nodelay(true)?;
        let length = form.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {at}\r\norigin: http://{at}\r\ncookie: desk={session}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{form}"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

impl Took {
    fn and(mut self, other: Took) -> Took {
        self.ms.extend(other.ms);
        self.head_ms.extend(other.head_ms);
        self.bytes = self.bytes.max(other.bytes);
        self
    }

    fn json(&self) -> Value {
        json!({
            "asked": self.ms.len(),
            "ms": quantiles(self.ms.clone()),
            "head_ms": quantiles(self.head_ms.clone()),
            "bytes": self.bytes,
        })
    }
}

/// Rounded to a microsecond; of the nearest rank.
fn quantiles(mut ms: Vec<f64>) -> Value {
    ms.sort_by(f64::total_cmp);
    let quantile = |q: f64| {
        let rank = (ms.len() as f64 * q).ceil() as usize;
        let at = ms.get(rank.max(1) - 1);
        at.map(|ms| (ms * 1_000.0).round() / 1_000.0)
    };
    json!({ "p50": quantile(0.5), "p95": quantile(0.95), "p99": quantile(0.99), "worst": quantile(1.0) })
}

fn search(words: &str) -> String {
    let encoded: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/queue words={encoded}")
}

/// The reports that a page lists.
pub(super) fn ids(page: &str) -> Vec<String> {
    let rows = page.split("data-id=\"").skip(1);
    rows.filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_nearest_rank() {
        let all = quantiles((1..=100).rev().map(f64::from).collect());
        assert_eq!(
            all,
            json!({ "p50": 50.0, "p95": 95.0, "p99": 99.0, "worst": 100.0 })
        );
        assert_eq!(quantiles(vec![1.23456])["p95"], json!(1.235));
        assert_eq!(quantiles(Vec::new())["p50"], Value::Null);
    }

    #[test]
    fn the_reports_of_a_page_are_its_rows() {
        let page = "<a class=\"row\" data-id=\"ab\">x</a><a data-id=\"cd\">";
        assert_eq!(ids(page), ["ab", "cd"]);
    }
}

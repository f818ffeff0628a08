//! The log, for whoever may read it, and what a browser needs to check it by itself: the head that was signed, the key it
//! was signed with, and proofs.

use super::guard::Signed;
use super::page::{self, Trouble};
use super::reasons::reason;
use super::report_history::deed_name;
use super::view::{View, is_officer, reads_log};
use askama::Template;
use axum::Json;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk::{LogAsked, NoNumber, Proof, ReadEntry, Said};
use report::{Id, Timestamp, hex};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Entries of a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "console/log.html")]
struct LogPage {
    v: View,
    entries: Vec<EntryShown>,
    /// How many entries a page has, unless the log ends.
    size: usize,
    about: String,
    /// Everybody, and whether their deeds are asked for.
    people: Vec<(String, bool)>,
    /// Why nothing can be asked so.
    mistake: Option<&'static str>,
    /// What was looked through for what is asked. Such a page has gaps, and is not checked.
    looked: Option<Looked>,
    newest: Option<String>,
    earlier: Option<String>,
    key: String,
}

/// How far the log was looked through.
struct Looked {
    shown: String,
    through: String,
    /// The whole log from the same entry on.
    whole: String,
}

/// An entry; or a run of those that say nothing to this reader.
struct EntryShown {
    /// From, and to: one and the same for an entry that says something.
    from: u64,
    to: u64,
    said: Option<SaidShown>,
    over: bool,
    changed: bool,
}

struct SaidShown {
    at: Timestamp,
    who: String,
    deed: String,
    about: String,
    /// Whether that is a report, and the reader one who may open it.
    leads: bool,
    why: String,
}

/// `GET /log`
pub(crate) async fn show(signed: Signed, Query(query): Query<HashMap<String, String>>) -> Response {
    let (view, by) = signed.parts();
    let before = query.get("before").and_then(|before| before.parse().ok());
    let text = |name: &str| query.get(name).map_or("", |text| text.trim());
    let (about, who) = (text("about"), text("who"));
    let (asked, mistake) = match LogAsked::parse(about, who) {
        Ok(asked) => (asked, None),
        Err(NoNumber) => (LogAsked::default(), Some("log-no-number")),
    };
    let is_officer = is_officer(by.person.role);
    let read = view.console.blocking(move |desk| {
        let (entries, looked) = match asked.is_all() {
            true => (desk.read_log(&by, before, PAGE)?, None),
            false => {
                let found = desk.search_log(&by, &asked, before, PAGE)?;
                (found.entries, Some((found.looked_at, found.down_to)))
            }
        };
        let about = entries.iter().filter_map(|entry| match &entry.said {
            Said::Open(entry) => entry.subject,
            _ => None,
        });
        let reports = match is_officer {
            true => desk.reports_among(about.collect())?,
            false => HashSet::new(),
        };
        Ok((entries, looked, reports, desk.people()?))
    });
    let (entries, looked, reports, people) = match read.await {
        Ok(read) => read,
        Err(failure) => return Trouble::of(&failure).page(&view),
    };
    let last = match looked {
        Some((_, down_to)) => down_to,
        None => entries.last().map(|entry| entry.position),
    };
    let earlier = last.filter(|position| *position > 0);
    let page = LogPage {
        v: view.clone(),
        size: PAGE,
        about: about.to_owned(),
        people: people
            .into_iter()
            .map(|person| (person.name == who, person.name))
            .map(|(chosen, name)| (name, chosen))
            .collect(),
        mistake,
        looked: looked.map(|(looked_at, _)| Looked {
            shown: entries.len().to_string(),
            through: looked_at.to_string(),
            whole: address("", "", before),
        }),
        newest: before.map(|_| address(about, who, None)),
        earlier: earlier.map(|position| address(about, who, Some(position))),
        entries: shown_all(&view, &entries, &reports),
        key: view.console.desk().log_key(),
    };
    page::show(StatusCode::OK, &page)
}

/// The log's address, with what is asked of it.
fn address(about: &str, who: &str, before: Option<u64>) -> String {
    let before = before.map(|before| before.to_string()).unwrap_or_default();
    let pairs = [("about", about), ("who", who), ("before", &before)];
    let given: Vec<_> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    match given.is_empty() {
        true => "/log".to_owned(),
        false => form_urlencoded::Serializer::for_suffix("/log?".to_owned(), "/log?".len())
            .extend_pairs(given.into_iter().copied())
            .finish(),
    }
}

fn shown_all(view: &View, entries: &[ReadEntry], reports: &HashSet<Id>) -> Vec<EntryShown> {
    let mut all: Vec<EntryShown> = Vec::new();
    for entry in entries {
        let shown = shown(view, entry, reports);
        match all.last_mut() {
            // The newest come first.
            Some(last)
                if last.said.is_none()
                    && shown.said.is_none()
                    && (last.over, last.changed) == (shown.over, shown.changed) =>
            {
                last.from = shown.from;
            }
            _ => all.push(shown),
        }
    }
    all
}

fn shown(view: &View, entry: &ReadEntry, reports: &HashSet<Id>) -> EntryShown {
    let said = match &entry.said {
        Said::Open(entry) => Some(SaidShown {
            at: entry.at,
            who: entry.who.clone(),
            deed: deed_name(view, entry.deed),
            about: entry.subject.map(|id| id.to_string()).unwrap_or_default(),
            leads: entry.subject.is_some_and(|id| reports.contains(&id)),
            why: reason(view, entry.deed, &entry.why),
        }),
        Said::Closed | Said::Over | Said::Changed => None,
    };
    EntryShown {
        from: entry.position,
        to: entry.position,
        over: matches!(entry.said, Said::Over),
        changed: matches!(entry.said, Said::Changed),
        said,
    }
}

/// `GET /log/head`: the head of now, and with `from=SIZE` the proof that it continues the one of that size.
pub(crate) async fn head(signed: Signed, Query(query): Query<HashMap<String, String>>) -> Response {
    let (view, by) = signed.parts();
    if !reads_log(by.person.role) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let from = query.get("from").and_then(|from| from.parse().ok());
    let head = view
        .console
        .blocking(move |desk| desk.head_from(from))
        .await;
    match head {
        Ok(head) => Json(json!({
            "note": head.note,
            "key": view.console.desk().log_key(),
            "consistency": head.consistency.map(|path| path.iter().map(|hash| hex(hash)).collect::<Vec<_>>()),
        }))
        .into_response(),
        Err(failure) => Trouble::of(&failure).status().into_response(),
    }
}

/// `GET /log/proofs/{from}/{to}`: of the entries from the one to the other, a page of them at most.
pub(crate) async fn proofs(signed: Signed, Path((from, to)): Path<(u64, u64)>) -> Response {
    let (view, by) = signed.parts();
    if !reads_log(by.person.role) {
        return StatusCode::FORBIDDEN.into_response();
    }
    // No log is so long: a position beyond is nobody's.
    if from > to || i64::try_from(to).is_err() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let proofs = view.console.blocking(move |desk| {
        let positions = (from..=to).take(PAGE);
        positions.map(|position| desk.prove(position)).collect()
    });
    let proofs: Result<Vec<Proof>, _> = proofs.await;
    match proofs {
        Ok(proofs) => {
            let proof = |proof: &Proof| {
                json!({
                    "leaf": hex(&proof.leaf),
                    "index": proof.index,
                    "path": proof.path.iter().map(|hash| hex(hash)).collect::<Vec<_>>(),
                    "head": proof.head,
                })
            };
            let proofs: Vec<_> = proofs.iter().map(proof).collect();
            Json(proofs).into_response()
        }
        Err(failure) => Trouble::of(&failure).status().into_response(),
    }
}

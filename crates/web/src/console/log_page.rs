//! The log, for whoever may read it, and what a browser needs to check it by itself: the head that was signed, the key it
//! was signed with, and proofs.

use super::guard::Signed;
use super::page::{self, Trouble};
use super::reasons::reason;
use super::report_history::deed_name;
use super::view::View;
use askama::Template;
use axum::Json;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk::{Proof, ReadEntry, Said};
use report::{Timestamp, hex};
use serde_json::json;
use std::collections::HashMap;

/// Entries of a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "console/log.html")]
struct LogPage {
    v: View,
    entries: Vec<EntryShown>,
    earlier: Option<u64>,
    key: String,
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
    why: String,
}

/// `GET /log`
pub(crate) async fn show(signed: Signed, Query(query): Query<HashMap<String, String>>) -> Response {
    let (view, by) = signed.parts();
    let before = query.get("before").and_then(|before| before.parse().ok());
    let read = view
        .console
        .blocking(move |desk| desk.read_log(&by, before, PAGE))
        .await;
    let entries = match read {
        Ok(entries) => entries,
        Err(failure) => return Trouble::of(&failure).page(&view),
    };
    let earlier = entries.last().map(|entry| entry.position);
    let page = LogPage {
        v: view.clone(),
        earlier: earlier.filter(|position| *position > 0),
        entries: shown_all(&view, &entries),
        key: view.console.desk().log_key(),
    };
    page::show(StatusCode::OK, &page)
}

fn shown_all(view: &View, entries: &[ReadEntry]) -> Vec<EntryShown> {
    let mut all: Vec<EntryShown> = Vec::new();
    for entry in entries {
        let shown = shown(view, entry);
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

fn shown(view: &View, entry: &ReadEntry) -> EntryShown {
    let said = match &entry.said {
        Said::Open(entry) => Some(SaidShown {
            at: entry.at,
            who: entry.who.clone(),
            deed: deed_name(view, entry.deed),
            about: entry.subject.map(|id| id.to_string()).unwrap_or_default(),
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
    let (view, _) = signed.parts();
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
    let (view, _) = signed.parts();
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

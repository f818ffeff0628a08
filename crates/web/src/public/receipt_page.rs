//! The receipt: the most important page. It is shown once, by the answer to the sending itself.

use super::attachments::Attachments;
use super::view::View;
use super::{moment, page};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use desk::Accepted;
use report::Lang;

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    v: View,
    again: bool,
    /// Whether it was sent again with other words.
    changed: bool,
    own: Grid,
    other: Grid,
    received: String,
    kept: String,
    promise: String,
    /// Files that did not arrive.
    lost: Option<String>,
}

/// Nine cells.
struct Grid {
    lang: &'static str,
    han: bool,
    words: Vec<String>,
}

impl Grid {
    fn of(accepted: &Accepted, lang: Lang) -> Grid {
        let words = match lang {
            Lang::En => accepted
                .receipt
                .english()
                .split(' ')
                .map(str::to_owned)
                .collect(),
            Lang::Zh => accepted
                .receipt
                .chinese()
                .chars()
                .map(String::from)
                .collect(),
        };
        Grid {
            lang: super::tag(lang),
            han: lang == Lang::Zh,
            words,
        }
    }
}

pub(crate) fn receipt_page(view: &View, accepted: &Accepted, files: &Attachments) -> Response {
    let lost = files.lost_in_words(view);
    let kept = moment::day(view, accepted.kept_until);
    let receipt = ReceiptPage {
        v: view.clone(),
        again: accepted.again && !accepted.to_another,
        changed: accepted.to_another,
        own: Grid::of(accepted, view.lang),
        other: Grid::of(accepted, view.other_lang()),
        received: moment::received(view, accepted.received_at),
        kept: view.f("receipt-until", &[("date", &kept)]),
        promise: accepted.promise.clone(),
        lost: lost.map(|lost| view.f("receipt-lost-files", &[("files", &lost)])),
    };
    page::show(StatusCode::OK, &receipt)
}

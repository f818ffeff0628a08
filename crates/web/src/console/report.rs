//! The page of a report: what was sent, what was said since, what can be done, and who did what.

use super::filters::{Filters, asked, came_from, travelling};
use super::guard::Signed;
use super::page::{self, Trouble};
use super::report_history::AFTER_A_DEED;
use super::report_shown::{Around, Shown, Typed, Wrong};
use super::said::Did;
use super::view::View;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use desk::{Failure, Unlocked};
use report::Id;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "console/report.html")]
pub(crate) struct ReportPage {
    v: View,
    r: Shown,
    filters: Filters,
    /// What was asked of the queue beside it.
    from: String,
}

/// The report and what belongs to it, without the page around it.
#[derive(Template)]
#[template(path = "console/report_part.html")]
struct ReportPart {
    v: View,
    r: Shown,
}

#[derive(Template)]
#[template(path = "console/report_print.html")]
struct ReportPrint {
    v: View,
    r: Shown,
}

/// `GET /reports/{id}`; with `as=part` for the pane of a page that is there, with `as=print` for paper.
pub(crate) async fn show(
    signed: Signed,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let (view, by) = signed.parts();
    let Ok(id) = id.parse::<Id>() else {
        return Trouble::NotHere.page(&view);
    };
    let shape = query.get("as").map_or("", String::as_str);
    let whole = query.contains_key("all") || shape == "print";
    let who = by.person.id;
    let did = query.get("did").and_then(|note| {
        let (desk, now) = (view.console.desk(), view.now.as_second());
        Did::read(desk, who, id, now, note)
    });
    // Never words of the address: whoever makes a link would write into the log in the officer's name.
    let asked_of = asked(&came_from(&view, &query)).in_words(None);
    let reason = match (query.get("why").map(String::as_str), shape) {
        (_, "print") => "to print it".to_owned(),
        _ if did.is_some() => AFTER_A_DEED.to_owned(),
        (Some("whole"), _) => "the whole text".to_owned(),
        _ => format!("from {asked_of}"),
    };
    let around = Around {
        did: did.map(|did| did.said(&view)),
        whole,
        // Beside the queue, and on paper, nothing leads on.
        leads_on: shape.is_empty(),
        ..Around::default()
    };
    let page = match opened(&view, by, id, &reason, &query, around).await {
        Ok(page) => page,
        Err(failure) => return refused(&view, &failure),
    };
    match shape {
        "part" => {
            let ReportPage { v, r, .. } = page;
            page::show(StatusCode::OK, &ReportPart { v, r })
        }
        "print" => {
            let ReportPage { v, r, .. } = page;
            page::show(StatusCode::OK, &ReportPrint { v, r })
        }
        _ => page::show(StatusCode::OK, &page),
    }
}

/// The page of a report after something could not be done to it.
///
/// # Errors
/// Why it cannot be shown.
pub(crate) async fn again(
    view: &View,
    by: Unlocked,
    id: Id,
    query: &HashMap<String, String>,
    typed: Typed,
    wrong: Wrong,
) -> Result<ReportPage, Failure> {
    let around = Around {
        wrong,
        typed,
        leads_on: true,
        ..Around::default()
    };
    // What leads back to this page leads to the report, not to where the form went.
    let mut view = view.clone();
    view.here = address(
        &id.to_string(),
        &travelling(&view, &came_from(&view, query)),
    );
    opened(&view, by, id, "at work on it", query, around).await
}

async fn opened(
    view: &View,
    by: Unlocked,
    id: Id,
    reason: &str,
    query: &HashMap<String, String>,
    around: Around,
) -> Result<ReportPage, Failure> {
    let asked_of = came_from(view, query);
    let (asked, from) = (asked(&asked_of), travelling(view, &asked_of));
    let (wanted, reason) = (asked.clone(), reason.to_owned());
    // What words find has no order of its own.
    let leads_on = around.leads_on && !asked_of.contains_key("words");
    let (opened, next) = view
        .console
        .blocking(move |desk| {
            let opened = desk.open_report(&by, id, &reason)?;
            let next = match leads_on {
                true => desk.next_in_queue(&by, &wanted, id)?,
                false => None,
            };
            Ok((opened, next))
        })
        .await?;
    let mut r = Shown::of(view, &opened, around);
    r.next = next.map(|next| address(&next.to_string(), &from));
    r.from = address("", &from).split_off("/reports/".len());
    r.queue.clone_from(&from);
    Ok(ReportPage {
        filters: Filters::of(view, &asked, &asked_of),
        v: view.clone(),
        r,
        from,
    })
}

/// The address of a report, for whoever comes to it from a queue of which this was asked.
pub(crate) fn address(id: &str, from: &str) -> String {
    match from {
        "" => format!("/reports/{id}"),
        from => {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair("from", from);
            format!("/reports/{id}?{}", query.finish())
        }
    }
}

fn refused(view: &View, failure: &Failure) -> Response {
    Trouble::of(failure).page_or_step_up(view, &view.here)
}

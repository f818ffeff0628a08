//! The queue page, and its rows for whoever looks at it already.

use super::filters::{Filters, asked, closed};
use super::guard::{Signed, Watching};
use super::page::{self, Trouble};
use super::rows::{RowShown, shown_row};
use super::view::{View, is_officer};
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use desk::{
    ClosedMonths, Desk, Failure, Query as Wanted, QueryMistake, QueueAsked, QueuePlace, Scope,
    Unlocked,
};
use report::{Hour, Id, Role};
use std::collections::HashMap;

/// Rows of a page.
pub(crate) const PAGE: usize = 50;
/// Whoever began to look so long ago begins anew, in the log too: in seconds.
const WATCH: i64 = 15 * 60;

#[derive(Template)]
#[template(path = "console/queue.html")]
struct QueueTemplate {
    v: View,
    list: List,
    filters: Filters,
}

/// The rows, with what leads on from them.
#[derive(Template)]
#[template(path = "console/rows.html")]
pub(crate) struct List {
    v: View,
    rows: Vec<RowShown>,
    count: String,
    /// What is to be known of these rows.
    notes: Vec<String>,
    more: Option<String>,
    /// The page itself, where a step-up would show more of it.
    step_up: Option<String>,
    /// What lets the same page fetch the rows again without another entry in the log; empty where it may not.
    watch: String,
    /// What is said when there are none.
    nothing: Option<&'static str>,
}

/// `GET /`
pub(crate) async fn home(signed: Signed) -> Response {
    let to = match signed.session.unlocked.person.role {
        Role::Officer => "/queue",
        Role::Clerk => "/enter",
        Role::Overseer => "/log",
        Role::Custodian | Role::Administrator => "/people",
    };
    page::go(to)
}

/// `GET /queue`
pub(crate) async fn show(signed: Signed, Query(query): Query<HashMap<String, String>>) -> Response {
    let (view, by) = signed.parts();
    if !is_officer(by.person.role) {
        return page::go("/");
    }
    match list(&view, by, &query, None).await {
        Ok(list) => {
            let filters = Filters::of(&view, &asked(&query), &query);
            let queue = QueueTemplate {
                v: view.clone(),
                list,
                filters,
            };
            page::show(StatusCode::OK, &queue)
        }
        Err(failure) => Trouble::of(&failure).page(&view),
    }
}

/// `GET /queue/rows`: the rows alone; for a page that keeps itself up to date, and says so, no use of its session.
pub(crate) async fn rows(
    Watching(signed): Watching,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let (view, by) = signed.parts();
    let watch = query.get("watch").cloned();
    match list(&view, by, &query, watch).await {
        Ok(list) => page::show(StatusCode::OK, &list),
        Err(failure) => Trouble::of(&failure).page(&view),
    }
}

async fn list(
    view: &View,
    by: Unlocked,
    query: &HashMap<String, String>,
    watch: Option<String>,
) -> Result<List, Failure> {
    let words = query.get("words").map_or("", |words| words.trim());
    if words.is_empty() {
        return watched(view, by, query, watch).await;
    }
    match Wanted::parse(words) {
        Ok(words) => searched(view, by, query, words).await,
        Err(mistake) => {
            let name = match mistake {
                QueryMistake::Nothing => "search-nothing",
                QueryMistake::TooShort => "search-too-short",
                QueryMistake::TooManyWords => "search-too-many",
                QueryMistake::TooLong => "search-too-long",
            };
            Ok(List {
                v: view.clone(),
                rows: Vec::new(),
                count: String::new(),
                notes: vec![view.t(name).into_owned()],
                more: None,
                step_up: None,
                watch: String::new(),
                nothing: None,
            })
        }
    }
}

/// The queue in its order, and again for whoever looks at it already.
async fn watched(
    view: &View,
    by: Unlocked,
    query: &HashMap<String, String>,
    watch: Option<String>,
) -> Result<List, Failure> {
    let (asked, after) = (asked(query), after(query));
    let (me, now) = (by.person.id, view.now.as_second());
    let what = asked.in_words(after);
    let look = asked.clone();
    let (page, watch) = view
        .console
        .blocking(move |desk: &Desk| {
            // Whoever looks already, at the same, is in the log with that.
            let began = watch.and_then(|watch| began(desk, me, &what, &watch));
            let began = began.filter(|began| (0..WATCH).contains(&(now - began)));
            let page = match began {
                Some(_) => desk.queue_again(&by, &look, after, PAGE)?,
                None => desk.queue(&by, &look, after, PAGE)?,
            };
            Ok((page, watching(desk, me, &what, began.unwrap_or(now))))
        })
        .await?;
    let more = page.rows.last().filter(|_| page.more);
    let filtered = asked != QueueAsked::default();
    Ok(List {
        count: counted(view, page.rows.len(), page.open),
        notes: closed(query)
            .then(|| view.t("search-closed-words").into_owned())
            .into_iter()
            .chain(closed_months(view, page.closed))
            .collect(),
        step_up: (page.closed.older > 0).then(|| step_up(&view.here)),
        more: more.map(|row| address(query, "after", &write_place(row.place))),
        rows: page.rows.iter().map(|row| shown_row(view, row)).collect(),
        watch,
        nothing: Some(if filtered {
            "queue-none-so"
        } else {
            "queue-empty"
        }),
        v: view.clone(),
    })
}

/// Reports that have these words. Each look at them is a search of its own, in the log with its words.
async fn searched(
    view: &View,
    by: Unlocked,
    query: &HashMap<String, String>,
    words: Wanted,
) -> Result<List, Failure> {
    let asked = asked(query);
    let scope = match closed(query) {
        true => Scope::All,
        false => Scope::Open,
    };
    let before = query
        .get("before")
        .and_then(|place| place.parse::<i64>().ok());
    let found = view
        .console
        .blocking(move |desk: &Desk| desk.search_queue(&by, &words, scope, &asked, before, PAGE))
        .await?;
    let mut notes = Vec::new();
    if !found.complete {
        notes.push(view.t("search-incomplete").into_owned());
    }
    notes.extend(closed_months(view, found.closed));
    if found.damaged > 0 {
        let damaged = found.damaged.to_string();
        notes.push(view.f("search-damaged", &[("n", &damaged)]));
    }
    let shown = found.rows.len();
    Ok(List {
        count: match scope {
            Scope::Open => counted(view, shown, found.open),
            Scope::All => view.f("search-count-all", &[("shown", &shown.to_string())]),
        },
        notes,
        step_up: (found.closed.older > 0).then(|| step_up(&view.here)),
        more: found
            .next
            .map(|place| address(query, "before", &place.to_string())),
        rows: found.rows.iter().map(|row| shown_row(view, row)).collect(),
        watch: String::new(),
        nothing: Some(match (scope, found.next) {
            (_, Some(_)) => "search-none-yet",
            (Scope::Open, None) => "search-none",
            (Scope::All, None) => "search-none-all",
        }),
        v: view.clone(),
    })
}

/// Of which months nothing was asked. It must not depend on what they hold.
fn closed_months(view: &View, closed: ClosedMonths) -> impl Iterator<Item = String> {
    let said =
        |name, months: usize| (months > 0).then(|| view.f(name, &[("n", &months.to_string())]));
    let older = said("search-months-closed", closed.older);
    older
        .into_iter()
        .chain(said("search-months-never-given", closed.never_given))
}

fn counted(view: &View, shown: usize, open: i64) -> String {
    let (shown, open) = (shown.to_string(), open.to_string());
    view.f("queue-count", &[("shown", &shown), ("open", &open)])
}

/// That somebody began to look at this at a time, for them to bring along when they look again.
fn watching(desk: &Desk, who: Id, what: &str, began: i64) -> String {
    desk.seal_carried(WATCHING, format!("{began} {who} {what}").as_bytes())
}

/// Whether what is asked for is what this person looked at, by the note that the page has of it.
pub(crate) fn looked_at(desk: &Desk, who: Id, query: &HashMap<String, String>) -> bool {
    let what = asked(query).in_words(after(query));
    query
        .get("watch")
        .is_some_and(|watch| began(desk, who, &what, watch).is_some())
}

/// When they began, if it was they, and this.
fn began(desk: &Desk, who: Id, what: &str, watch: &str) -> Option<i64> {
    let plain = desk.open_carried(WATCHING, watch)?;
    let (began, rest) = std::str::from_utf8(&plain).ok()?.split_once(' ')?;
    (rest == format!("{who} {what}")).then(|| began.parse().ok())?
}

const WATCHING: &str = "watching the queue";

impl List {
    /// The rows, for the page around them.
    fn render_rows(&self) -> String {
        // Writing into memory does not fail.
        self.render().unwrap_or_default()
    }
}

/// The place after which a page begins.
pub(crate) fn after(query: &HashMap<String, String>) -> Option<QueuePlace> {
    query.get("after").and_then(|text| read_place(text))
}

/// Where password and code are typed once more for a page.
fn step_up(here: &str) -> String {
    let mut address = form_urlencoded::Serializer::new("/step-up?".to_owned());
    address.append_pair("back", here).finish()
}

/// The address of the next page, which begins at this.
fn address(query: &HashMap<String, String>, name: &str, next: &str) -> String {
    let mut pairs: Vec<(&String, &String)> = query
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "after" | "before" | "watch"))
        .collect();
    pairs.sort();
    let mut address = form_urlencoded::Serializer::new(String::new());
    address.extend_pairs(pairs);
    address.append_pair(name, next);
    format!("?{}", address.finish())
}

fn write_place(place: QueuePlace) -> String {
    format!("{}.{}.{}", place.level, place.due.0, place.seq)
}

fn read_place(text: &str) -> Option<QueuePlace> {
    let mut numbers = text.splitn(3, '.').map(|number| number.parse::<i64>().ok());
    Some(QueuePlace {
        level: numbers.next()??,
        due: Hour(numbers.next()??),
        seq: numbers.next()??,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_queue_travels_in_an_address() {
        let place = QueuePlace {
            level: 3,
            due: Hour(498_720),
            seq: 12,
        };
        assert_eq!(read_place(&write_place(place)), Some(place));
        for text in ["", "1.2", "a.b.c", "1.2.3.4", "1..2"] {
            assert_eq!(read_place(text), None, "{text}");
        }
    }
}

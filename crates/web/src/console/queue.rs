//! The queue page, and its rows for whoever looks at it already.

use super::filters::{Filters, arrived, asked, closed, travelling};
use super::glance::{self, Count};
use super::guard::{Signed, SignedForm, Watching};
use super::page::{self, Trouble};
use super::rows::{RowShown, shown_row};
use super::view::{View, is_officer};
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use desk::{
    ClosedMonths, Desk, Failure, Query as Wanted, QueryMistake, QueueAsked, QueueCounts,
    QueuePlace, QueueRow, Scope, Unlocked,
};
use report::{Hour, Id, Role, Timestamp};
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
    /// What is asked of the queue, as it travels on to its reports.
    from: String,
    /// Since when somebody on the roster is being told that somebody is needed.
    woken: Option<Timestamp>,
}

/// The rows, with what leads on from them.
#[derive(Template)]
#[template(path = "console/rows.html")]
pub(crate) struct List {
    v: View,
    rows: Vec<RowShown>,
    /// What they are asked of, for the pages of the reports.
    from: String,
    /// How many reports are how; none when that was not asked.
    counts: Vec<Count>,
    /// How many nobody judged, for the title of the page.
    new: String,
    /// What came since the page was made.
    came: Option<String>,
    /// How many are shown, where that is not all that there is.
    shown: String,
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
    // Words in an address are shown, for whoever comes by it to search for them or not.
    let offered = query.get("words").cloned();
    let query = arrived(&view, &query);
    match list(&view, by, &query, None).await {
        Ok(mut list) => {
            let mut filters = Filters::of(&view, &asked(&query), &query);
            if let Some(words) = offered.filter(|_| filters.words.is_empty()) {
                filters.words = words;
                list.notes.push(view.t("search-press").into_owned());
            }
            let woken = view.console.blocking(|desk| desk.waiting_notice()).await;
            let queue = QueueTemplate {
                woken: woken.unwrap_or_default(),
                from: travelling(&view, &query),
                v: view.clone(),
                list,
                filters,
            };
            page::show(StatusCode::OK, &queue)
        }
        Err(failure) => Trouble::of(&failure).page(&view),
    }
}

/// `POST /queue`: what the form over the queue asks.
pub(crate) async fn search(form: SignedForm) -> Response {
    let SignedForm { signed, posted } = form;
    let asked = posted.pairs();
    let asked = asked.map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    match travelling(&signed.view, &asked.collect()).as_str() {
        "" => page::go("/queue"),
        asked => page::go(&format!("/queue?{asked}")),
    }
}

/// `GET /queue/rows`: the rows alone; for a page that keeps itself up to date, and says so, no use of its session.
pub(crate) async fn rows(
    Watching(signed): Watching,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let (view, by) = signed.parts();
    let (watch, query) = (query.get("watch").cloned(), arrived(&view, &query));
    match list(&view, by, &query, watch).await {
        Ok(list) => page::show(StatusCode::OK, &list),
        Err(failure) => Trouble::of(&failure).page(&view),
    }
}

/// `POST /notices`: somebody saw that somebody is needed.
pub(crate) async fn saw_notice(form: SignedForm) -> Response {
    let (view, by) = form.signed.parts();
    let saw = view
        .console
        .blocking(move |desk| desk.acknowledge_notice(&by));
    match saw.await {
        Ok(()) => page::go("/queue"),
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
    let mut by = by;
    if let Some(number) = number_in(words) {
        let (row, again) = numbered(view, by, number).await?;
        if let Some(row) = row {
            return Ok(List {
                rows: vec![shown_row(view, &row)],
                ..List::empty(view, query)
            });
        }
        by = again;
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
                notes: vec![view.t(name).into_owned()],
                ..List::empty(view, query)
            })
        }
    }
}

/// How people call a report: the first eight characters of its id, or all of it; with a `#` before, four are enough.
fn number_in(words: &str) -> Option<&str> {
    let (number, is_enough) = match words.strip_prefix('#') {
        Some(number) => (number, (4..=32).contains(&number.len())),
        None => (words, matches!(words.len(), 8 | 32)),
    };
    (is_enough && number.chars().all(|c| c.is_ascii_hexdigit())).then_some(number)
}

/// The report of this number, if there is one, for whoever asks on.
async fn numbered(
    view: &View,
    by: Unlocked,
    number: &str,
) -> Result<(Option<QueueRow>, Unlocked), Failure> {
    let number = number.to_owned();
    let find = move |desk: &Desk| match desk.find_row(&by, &number) {
        Ok(row) => Ok((Some(row), by)),
        Err(Failure::Unknown | Failure::NotAllowed(_)) => Ok((None, by)),
        Err(other) => Err(other),
    };
    view.console.blocking(find).await
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
    let (page, watch, came) = view
        .console
        .blocking(move |desk: &Desk| {
            let note = watch.and_then(|watch| Note::read(desk, me, &what, &watch));
            // Whoever looks already, at the same, is in the log with that.
            let is_fresh = |note: &Note| (0..WATCH).contains(&(now - note.began));
            let page = match note.as_ref().is_some_and(is_fresh) {
                true => desk.queue_again(&by, &look, after, PAGE)?,
                false => desk.queue(&by, &look, after, PAGE)?,
            };
            let newest = note.as_ref().map_or(page.newest, |note| note.newest);
            let began = note.filter(is_fresh).map_or(now, |note| note.began);
            let came = desk.came_since(&by, newest)?;
            let note = Note { began, newest };
            Ok((page, note.write(desk, me, &what), came))
        })
        .await?;
    let more = page.rows.last().filter(|_| page.more);
    let filtered = asked != QueueAsked::default();
    Ok(List {
        shown: match filtered || page.more || after.is_some() {
            true => shown(view, page.rows.len()),
            false => String::new(),
        },
        came: glance::came(view, came),
        notes: closed(query)
            .then(|| view.t("search-closed-words").into_owned())
            .into_iter()
            .chain(closed_months(view, page.closed))
            .collect(),
        step_up: (page.closed.older > 0).then(|| step_up(&view.here)),
        more: more.map(|row| address(view, query, "after", &write_place(row.place))),
        rows: page.rows.iter().map(|row| shown_row(view, row)).collect(),
        watch,
        nothing: Some(if filtered {
            "queue-none-so"
        } else {
            "queue-empty"
        }),
        ..List::counting(view, query, &page.counts, Some(&asked))
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
    let count = found.rows.len();
    Ok(List {
        shown: match scope {
            Scope::Open => shown(view, count),
            Scope::All => view.f("search-count-all", &[("shown", &count.to_string())]),
        },
        notes,
        step_up: (found.closed.older > 0).then(|| step_up(&view.here)),
        more: found
            .next
            .map(|place| address(view, query, "before", &place.to_string())),
        rows: found.rows.iter().map(|row| shown_row(view, row)).collect(),
        nothing: Some(match (scope, found.next) {
            (_, Some(_)) => "search-none-yet",
            (Scope::Open, None) => "search-none",
            (Scope::All, None) => "search-none-all",
        }),
        ..List::counting(view, query, &found.counts, None)
    })
}

fn shown(view: &View, count: usize) -> String {
    view.f("queue-shown", &[("shown", &count.to_string())])
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

/// What a page carries of how it was looked at, for them to bring along when they look again.
struct Note {
    /// When they began, for the log.
    began: i64,
    /// The newest report there was when the page was made.
    newest: i64,
}

impl Note {
    fn write(&self, desk: &Desk, who: Id, what: &str) -> String {
        let Note { began, newest } = self;
        desk.seal_note(WATCHING, &format!("{began} {newest} {who} {what}"))
    }

    /// What was written, if it was they, and this.
    fn read(desk: &Desk, who: Id, what: &str, watch: &str) -> Option<Note> {
        let plain = desk.open_note(WATCHING, watch)?;
        let mut parts = plain.splitn(3, ' ');
        let note = Note {
            began: parts.next()?.parse().ok()?,
            newest: parts.next()?.parse().ok()?,
        };
        (parts.next()? == format!("{who} {what}")).then_some(note)
    }
}

/// Whether what is asked for is what this person looked at, by the note that the page has of it.
pub(crate) fn looked_at(desk: &Desk, who: Id, query: &HashMap<String, String>) -> bool {
    let what = asked(query).in_words(after(query));
    query
        .get("watch")
        .is_some_and(|watch| Note::read(desk, who, &what, watch).is_some())
}

const WATCHING: &str = "watching the queue";

impl List {
    /// Without rows, counts and everything.
    fn empty(view: &View, query: &HashMap<String, String>) -> List {
        List {
            v: view.clone(),
            rows: Vec::new(),
            from: travelling(view, query),
            counts: Vec::new(),
            new: String::new(),
            came: None,
            shown: String::new(),
            notes: Vec::new(),
            more: None,
            step_up: None,
            watch: String::new(),
            nothing: None,
        }
    }

    /// The same with the line of numbers.
    fn counting(
        view: &View,
        query: &HashMap<String, String>,
        counts: &QueueCounts,
        asked: Option<&QueueAsked>,
    ) -> List {
        List {
            counts: glance::counts(view, counts, asked),
            new: match counts.new {
                0 => String::new(),
                n => glance::number(n),
            },
            ..List::empty(view, query)
        }
    }

    /// The address of a report, from here.
    fn report(&self, id: &str) -> String {
        super::report::address(id, &self.from)
    }

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
fn address(view: &View, query: &HashMap<String, String>, name: &str, next: &str) -> String {
    let mut query = query.clone();
    query.retain(|name, _| !matches!(name.as_str(), "after" | "before"));
    query.insert(name.to_owned(), next.to_owned());
    format!("?{}", travelling(view, &query))
}

fn write_place(place: QueuePlace) -> String {
    format!("{}.{}.{}", place.level, place.turn.0, place.seq)
}

fn read_place(text: &str) -> Option<QueuePlace> {
    let mut numbers = text.splitn(3, '.').map(|number| number.parse::<i64>().ok());
    Some(QueuePlace {
        level: numbers.next()??,
        turn: Hour(numbers.next()??),
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
            turn: Hour(498_720),
            seq: 12,
        };
        assert_eq!(read_place(&write_place(place)), Some(place));
        for text in ["", "1.2", "a.b.c", "1.2.3.4", "1..2"] {
            assert_eq!(read_place(text), None, "{text}");
        }
    }
}

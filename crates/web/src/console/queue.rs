//! The queue page, and its rows for whoever looks at it already.

use super::guard::Signed;
use super::page::{self, Trouble};
use super::view::{View, is_officer};
use super::visible::visible;
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use desk::{
    Desk, Failure, Query as Wanted, QueryMistake, QueueAsked, QueuePlace, QueueRow, ReadState,
    ToldIn, Unlocked, Whose,
};
use report::{Conduct, Hour, Id, Level, Place, Role, Status, Timestamp};
use std::collections::HashMap;

/// Rows of a page.
pub(crate) const PAGE: usize = 50;
/// Whoever began to look so long ago begins anew, in the log too: in seconds.
const WATCH: i64 = 15 * 60;

/// A row as it is shown.
pub(crate) struct RowShown {
    pub(crate) id: String,
    pub(crate) level: &'static str,
    pub(crate) level_name: String,
    pub(crate) conduct: String,
    pub(crate) place: String,
    pub(crate) language: String,
    pub(crate) accepted: Timestamp,
    pub(crate) due: Timestamp,
    pub(crate) overdue: bool,
    pub(crate) in_hand: bool,
    pub(crate) claim: String,
    pub(crate) yours: bool,
    pub(crate) wrote: bool,
    pub(crate) named: bool,
}

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
    /// What lets the same page fetch the rows again without another entry in the log; empty where it may not.
    watch: String,
    /// What is said when there are none.
    nothing: Option<&'static str>,
}

/// What is asked of the queue, as the form shows it.
struct Filters {
    words: String,
    languages: Vec<Choice>,
    levels: Vec<Choice>,
    statuses: Vec<Choice>,
    whose: Vec<Choice>,
    conducts: Vec<Choice>,
    wrote: bool,
}

/// One of several in a list to choose from.
pub(crate) struct Choice {
    pub(crate) value: &'static str,
    pub(crate) words: String,
    pub(crate) chosen: bool,
}

/// `GET /`
pub(crate) async fn home(signed: Signed) -> Response {
    let to = match signed.session.unlocked.person.role {
        Role::Officer => "/queue",
        Role::Clerk => "/enter",
        Role::Overseer => "/log",
        Role::Custodian | Role::Administrator => "/people",
    };
    page::go(&signed.view, to)
}

/// `GET /queue`
pub(crate) async fn show(signed: Signed, Query(query): Query<HashMap<String, String>>) -> Response {
    let (view, by) = signed.parts();
    if !is_officer(by.person.role) {
        return page::go(&view, "/");
    }
    match list(&view, by, &query, None).await {
        Ok(list) => {
            let words = query.get("words").cloned().unwrap_or_default();
            let filters = Filters::of(&view, &asked(&query), words);
            let queue = QueueTemplate {
                v: view.clone(),
                list,
                filters,
            };
            page::show(&view, StatusCode::OK, &queue)
        }
        Err(failure) => Trouble::of(&failure).page(&view),
    }
}

/// `GET /queue/rows`: the rows alone.
pub(crate) async fn rows(signed: Signed, Query(query): Query<HashMap<String, String>>) -> Response {
    let (view, by) = signed.parts();
    let watch = query.get("watch").cloned();
    match list(&view, by, &query, watch).await {
        Ok(list) => page::show(&view, StatusCode::OK, &list),
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
    let asked = asked(query);
    let after = query.get("after").and_then(|text| read_place(text));
    let (me, now) = (by.person.id, view.now.as_second());
    let what = words_of(&asked);
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
        notes: Vec::new(),
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

/// Open reports that have these words. Each look at them is a search of its own, in the log with its words.
async fn searched(
    view: &View,
    by: Unlocked,
    query: &HashMap<String, String>,
    words: Wanted,
) -> Result<List, Failure> {
    let asked = asked(query);
    let before = query.get("before").and_then(|id| id.parse::<Id>().ok());
    let found = view
        .console
        .blocking(move |desk: &Desk| desk.search_queue(&by, &words, &asked, before, PAGE))
        .await?;
    let mut notes = Vec::new();
    if !found.complete {
        notes.push(view.t("search-incomplete").into_owned());
    }
    if found.unopened > 0 {
        let unopened = found.unopened.to_string();
        notes.push(view.f("search-unopened", &[("n", &unopened)]));
    }
    Ok(List {
        count: counted(view, found.rows.len(), found.open),
        notes,
        more: found
            .next
            .map(|id| address(query, "before", &id.to_string())),
        rows: found.rows.iter().map(|row| shown_row(view, row)).collect(),
        watch: String::new(),
        nothing: Some("search-none"),
        v: view.clone(),
    })
}

fn counted(view: &View, shown: usize, open: i64) -> String {
    let (shown, open) = (shown.to_string(), open.to_string());
    view.f("queue-count", &[("shown", &shown), ("open", &open)])
}

/// That somebody began to look at this at a time, for them to bring along when they look again.
fn watching(desk: &Desk, who: Id, what: &str, began: i64) -> String {
    desk.seal_carried(WATCHING, format!("{began} {who} {what}").as_bytes())
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

pub(crate) fn shown_row(view: &View, row: &QueueRow) -> RowShown {
    let claim = row.claim.as_ref();
    let (place, language) = match &row.read {
        ReadState::Read(reading) => (
            place(view, reading.place.as_ref()),
            language_name(view, &reading.language),
        ),
        ReadState::Waiting => (view.t("row-waiting").into_owned(), String::new()),
        ReadState::LeftToPeople => (view.t("row-people").into_owned(), String::new()),
        ReadState::NotForYou => (view.t("row-not-yours").into_owned(), String::new()),
    };
    RowShown {
        id: row.id.to_string(),
        level: row.level.as_str(),
        level_name: view.of_kind("level", row.level.as_str()),
        conduct: row.conduct.map_or_else(String::new, |conduct| {
            view.of_kind("conduct", conduct.as_str())
        }),
        place,
        language,
        accepted: match &row.read {
            ReadState::Read(reading) => reading.accepted_at.unwrap_or(row.hour),
            _ => row.hour,
        },
        due: row.due,
        overdue: Hour::of(view.now).start() > row.due,
        in_hand: row.status == Status::InHand,
        yours: claim.is_some_and(|claim| claim.you),
        claim: claim.map_or_else(String::new, |claim| claim.name.clone()),
        wrote: row.wrote,
        named: row.named,
    }
}

/// Where it happened, in a line: the reporter's words, or the numbers as coarse as they were given.
pub(crate) fn place(view: &View, place: Option<&Place>) -> String {
    let Some(place) = place else {
        return view.t("row-no-place").into_owned();
    };
    if let Some(text) = &place.text {
        return visible(text).replace(['\n', '\t'], " ");
    }
    match (place.lat, place.lon) {
        (Some(lat), Some(lon)) => format!("{lat:.3}, {lon:.3}"),
        _ => view.t("row-no-place").into_owned(),
    }
}

/// The name of a language in the officer's own, as far as there is one.
pub(crate) fn language_name(view: &View, code: &str) -> String {
    match code {
        "en" => view.t("language-en").into_owned(),
        "zh" => view.t("language-zh").into_owned(),
        "und" => view.t("language-und").into_owned(),
        other => other.to_owned(),
    }
}

/// What an address asks of the queue. What it cannot mean it does not ask.
pub(crate) fn asked(query: &HashMap<String, String>) -> QueueAsked {
    let text = |name: &str| query.get(name).map_or("", String::as_str);
    QueueAsked {
        level: text("level").parse().ok(),
        status: text("status")
            .parse()
            .ok()
            .filter(|status| matches!(status, Status::Received | Status::InHand)),
        conduct: text("about").parse().ok(),
        wrote: text("wrote") == "yes",
        language: match text("lang") {
            "zh" => Some(ToldIn::Chinese),
            "en" => Some(ToldIn::English),
            "other" => Some(ToldIn::Another),
            _ => None,
        },
        whose: match text("whose") {
            "mine" => Whose::Mine,
            "nobody" => Whose::Nobodys,
            _ => Whose::All,
        },
    }
}

/// What was asked, as a name for it.
fn words_of(asked: &QueueAsked) -> String {
    format!("{asked:?}")
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

impl Filters {
    fn of(view: &View, asked: &QueueAsked, words: String) -> Filters {
        let choices = |all: &mut dyn Iterator<Item = (&'static str, String, bool)>| {
            let all = all.map(|(value, words, chosen)| Choice {
                value,
                words,
                chosen,
            });
            all.collect()
        };
        Filters {
            words,
            languages: choices(
                &mut [
                    ("zh", "language-zh", ToldIn::Chinese),
                    ("en", "language-en", ToldIn::English),
                    ("other", "language-other", ToldIn::Another),
                ]
                .into_iter()
                .map(|(value, name, language)| {
                    let chosen = asked.language == Some(language);
                    (value, view.t(name).into_owned(), chosen)
                }),
            ),
            levels: choices(&mut Level::ALL.into_iter().map(|level| {
                let word = level.as_str();
                (
                    word,
                    view.of_kind("level", word),
                    asked.level == Some(level),
                )
            })),
            statuses: choices(
                &mut [Status::Received, Status::InHand]
                    .into_iter()
                    .map(|status| {
                        let word = status.as_str();
                        (
                            word,
                            view.of_kind("status", word),
                            asked.status == Some(status),
                        )
                    }),
            ),
            whose: choices(
                &mut [
                    ("mine", "filter-mine", Whose::Mine),
                    ("nobody", "filter-nobodys", Whose::Nobodys),
                ]
                .into_iter()
                .map(|(value, name, whose)| {
                    (value, view.t(name).into_owned(), asked.whose == whose)
                }),
            ),
            conducts: conducts(view, asked.conduct),
            wrote: asked.wrote,
        }
    }
}

/// Every kind of conduct, to choose from.
pub(crate) fn conducts(view: &View, chosen: Option<Conduct>) -> Vec<Choice> {
    let choice = |conduct: Conduct| Choice {
        value: conduct.as_str(),
        words: view.of_kind("conduct", conduct.as_str()),
        chosen: chosen == Some(conduct),
    };
    Conduct::ALL.into_iter().map(choice).collect()
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

    #[test]
    fn what_an_address_cannot_mean_it_does_not_ask() {
        let query = |pairs: &[(&str, &str)]| {
            let owned = pairs
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
            asked(&owned.collect())
        };
        assert_eq!(
            query(&[("level", "soon"), ("status", "closed")]),
            QueueAsked::default()
        );
        let mine = query(&[("level", "now"), ("about", "AVIATION"), ("whose", "mine")]);
        assert_eq!(mine.level, Some(Level::Now));
        assert_eq!(
            (mine.conduct, mine.whose),
            (Some(Conduct::Aviation), Whose::Mine)
        );
    }
}

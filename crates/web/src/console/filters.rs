//! What somebody asks of the queue: as an address, and as a form.

use super::view::View;
use desk::{QueueAsked, ToldIn, Whose};
use report::{Conduct, Level, Status};
use std::collections::HashMap;

/// What is asked of the queue, as the form shows it.
pub(crate) struct Filters {
    pub(crate) words: String,
    /// Whether closed reports are searched, too.
    pub(crate) closed: bool,
    pub(crate) languages: Vec<Choice>,
    pub(crate) levels: Vec<Choice>,
    pub(crate) statuses: Vec<Choice>,
    pub(crate) whose: Vec<Choice>,
    pub(crate) conducts: Vec<Choice>,
    pub(crate) wrote: bool,
    pub(crate) overdue: bool,
    /// Those that nobody judged.
    pub(crate) new: bool,
    /// Whether anything but words is asked for.
    pub(crate) any: bool,
}

/// One of several in a list to choose from.
pub(crate) struct Choice {
    pub(crate) value: &'static str,
    pub(crate) words: String,
    pub(crate) chosen: bool,
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
        overdue: text("overdue") == "yes",
        new: text("new") == "yes",
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

/// What an address can ask of the queue, but for words.
const NAMES: [&str; 9] = [
    "closed", "level", "status", "about", "lang", "whose", "wrote", "overdue", "new",
];
/// Where its page begins.
const PLACES: [&str; 2] = ["after", "before"];
const SEARCHED: &str = "what is searched for";

/// What is asked of the queue, as it travels in an address: to the next page, and to the pages of its reports. Nothing else
/// of an address does. Words travel sealed, for the person who typed them: they do not stay behind in a browser, and whoever
/// makes a link has nobody search for anything.
pub(crate) fn travelling(view: &View, query: &HashMap<String, String>) -> String {
    let mut address = form_urlencoded::Serializer::new(String::new());
    let given = |name: &str| query.get(name).filter(|value| !value.is_empty());
    for name in NAMES.into_iter().chain(PLACES) {
        if let Some(value) = given(name) {
            address.append_pair(name, value);
        }
    }
    if let Some(words) = given("words") {
        let note = view
            .console
            .desk()
            .seal_note(SEARCHED, &format!("{} {words}", view.me()));
        address.append_pair("found", &note);
    }
    address.finish()
}

/// What such an address asks.
pub(crate) fn arrived(view: &View, query: &HashMap<String, String>) -> HashMap<String, String> {
    let mut query = query.clone();
    query.remove("words");
    if let Some(note) = query.remove("found") {
        let words = view.console.desk().open_note(SEARCHED, &note);
        let words = words.as_deref().and_then(|words| words.split_once(' '));
        if let Some((_, words)) = words.filter(|(who, _)| *who == view.me()) {
            query.insert("words".to_owned(), words.to_owned());
        }
    }
    query
}

/// What was asked of the queue from which somebody came to this page.
pub(crate) fn came_from(view: &View, query: &HashMap<String, String>) -> HashMap<String, String> {
    let from = query.get("from").map_or("", String::as_str);
    let from = form_urlencoded::parse(from.as_bytes())
        .into_owned()
        .collect();
    arrived(view, &from)
}

/// Where the queue is of which one of its numbers asks.
pub(crate) fn address_of(asked: &QueueAsked) -> String {
    let mut address = form_urlencoded::Serializer::new(String::new());
    let mut ask = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            address.append_pair(name, value);
        }
    };
    ask("level", asked.level.map(Level::as_str));
    ask("wrote", asked.wrote.then_some("yes"));
    ask("overdue", asked.overdue.then_some("yes"));
    ask("new", asked.new.then_some("yes"));
    let mine = asked.whose == Whose::Mine;
    ask("whose", mine.then_some("mine"));
    match address.finish().as_str() {
        "" => "/queue".to_owned(),
        asked => format!("/queue?{asked}"),
    }
}

/// Whether an address asks for closed reports, too.
pub(crate) fn closed(query: &HashMap<String, String>) -> bool {
    query.get("closed").is_some_and(|closed| closed == "yes")
}

impl Filters {
    /// As they were asked, in this address.
    pub(crate) fn of(view: &View, asked: &QueueAsked, query: &HashMap<String, String>) -> Filters {
        let choices = |all: &mut dyn Iterator<Item = (&'static str, String, bool)>| {
            let all = all.map(|(value, words, chosen)| Choice {
                value,
                words,
                chosen,
            });
            all.collect()
        };
        Filters {
            words: query.get("words").cloned().unwrap_or_default(),
            closed: closed(query),
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
            overdue: asked.overdue,
            new: asked.new,
            any: *asked != QueueAsked::default(),
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
    fn what_an_address_cannot_mean_it_does_not_ask() {
        let query = |pairs: &[(&str, &str)]| {
            let owned = pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            asked(&owned.collect())
        };
        let nothing = query(&[("level", "soon"), ("status", "closed"), ("lang", "fr")]);
        assert_eq!(nothing, QueueAsked::default());
        let mine = query(&[("level", "now"), ("about", "AVIATION"), ("whose", "mine")]);
        assert_eq!(mine.level, Some(Level::Now));
        assert_eq!(
            (mine.conduct, mine.whose),
            (Some(Conduct::Aviation), Whose::Mine)
        );
    }
}

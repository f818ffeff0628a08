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

/// What an address can ask of the queue, and where its page begins.
const NAMES: [&str; 11] = [
    "words", "closed", "level", "status", "about", "lang", "whose", "wrote", "overdue", "after",
    "before",
];

/// What an address asks of the queue, as it travels on: to the next page, and to the pages of its reports. Nothing else of
/// the address does.
pub(crate) fn travelling(query: &HashMap<String, String>) -> String {
    let mut address = form_urlencoded::Serializer::new(String::new());
    for name in NAMES {
        if let Some(value) = query.get(name).filter(|value| !value.is_empty()) {
            address.append_pair(name, value);
        }
    }
    address.finish()
}

/// What was asked of the queue from which somebody came to this page.
pub(crate) fn came_from(query: &HashMap<String, String>) -> HashMap<String, String> {
    let from = query.get("from").map_or("", String::as_str);
    form_urlencoded::parse(from.as_bytes())
        .into_owned()
        .collect()
}

/// Where the queue is that this is asked of.
pub(crate) fn address_of(asked: &QueueAsked) -> String {
    let mut query = HashMap::new();
    let mut ask = |name: &str, value: Option<&str>| {
        query.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    };
    ask("level", asked.level.map(Level::as_str));
    ask("status", asked.status.map(Status::as_str));
    ask("about", asked.conduct.map(Conduct::as_str));
    ask("wrote", asked.wrote.then_some("yes"));
    ask("overdue", asked.overdue.then_some("yes"));
    ask(
        "lang",
        asked.language.map(|language| match language {
            ToldIn::Chinese => "zh",
            ToldIn::English => "en",
            ToldIn::Another => "other",
        }),
    );
    ask(
        "whose",
        match asked.whose {
            Whose::All => None,
            Whose::Mine => Some("mine"),
            Whose::Nobodys => Some("nobody"),
        },
    );
    match travelling(&query).as_str() {
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

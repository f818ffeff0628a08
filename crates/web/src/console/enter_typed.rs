//! What was typed into the form for entering, as it was typed, and what it says; or what is to be mended, beside its field.

use super::posted::Posted;
use super::view::View;
use crate::public::fields::{FieldShown, Kind};
use crate::stated;
use desk::TakenDown;
use jiff::tz::AmbiguousOffset;
use report::{Channel, Contact, Draft, Lang, NotAPosition, Place, Stated, TimeSpan, position};
use std::collections::BTreeMap;

/// Every field that is typed into, in the order of the page: its name in the form, the names of its label and its hint, how it is
/// typed into.
const FIELDS: [(&str, &str, Option<&str>, Kind); 13] = [
    ("came-date", "enter-came-date", None, Kind::Date),
    ("came-time", "enter-came-time", None, Kind::Time),
    ("text", "enter-text", Some("enter-text-hint"), Kind::Text),
    ("place", "enter-place", None, Kind::Line),
    (
        "position",
        "enter-position",
        Some("enter-position-hint"),
        Kind::Line,
    ),
    ("from-date", "enter-from-date", None, Kind::Date),
    ("from-time", "enter-from-time", None, Kind::Time),
    ("to-date", "enter-to-date", None, Kind::Date),
    ("to-time", "enter-to-time", None, Kind::Time),
    ("name", "enter-name", None, Kind::Line),
    ("phone", "enter-phone", None, Kind::Phone),
    ("email", "enter-email", None, Kind::Email),
    // Chosen, not typed into; here for its label.
    ("lang", "enter-lang", None, Kind::Line),
];

/// Something longer ago was mistyped: a year of two digits, say.
const FIRST_YEAR: i16 = 1900;
/// Seconds by which the clock at the desk may be ahead of ours.
const AHEAD: i64 = 3_600;

/// What was typed.
#[derive(Default)]
pub(crate) struct Typed(BTreeMap<&'static str, String>, bool);

/// What is to be mended, by the field's name. The words are of the page's language.
pub(crate) type Mistakes = BTreeMap<&'static str, String>;

/// What the form calls a field.
pub(crate) fn label(view: &View, name: &str) -> Option<String> {
    let (_, label, ..) = FIELDS.iter().find(|(it, ..)| *it == name)?;
    Some(view.t(label).into_owned())
}

impl Typed {
    pub(crate) fn of(posted: &Posted) -> Typed {
        let typed =
            |(name, ..): &(&'static str, _, _, _)| Some((*name, posted.get(name)?.to_owned()));
        let fields = FIELDS.iter().filter_map(typed).collect();
        Typed(fields, posted.get("channel") == Some("letter"))
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether it came as a letter.
    pub(crate) fn letter(&self) -> bool {
        self.1
    }

    /// The language that the reporter wrote or spoke in, if it was said.
    pub(crate) fn lang(&self) -> Option<Lang> {
        self.get("lang").parse().ok()
    }

    /// A field as it is shown, with what was typed and what is to be mended.
    pub(crate) fn shown(&self, view: &View, mistakes: &Mistakes, name: &str) -> Option<FieldShown> {
        let (name, label, hint, kind) = FIELDS.iter().find(|(it, ..)| *it == name)?;
        Some(FieldShown {
            id: (*name).to_owned(),
            label: view.t(label).into_owned(),
            hint: hint.map(|hint| view.t(hint).into_owned()),
            problem: mistakes.get(name).cloned(),
            value: self.get(name).to_owned(),
            kind: *kind,
            heading: false,
        })
    }

    /// What somebody took down, or what is to be mended before it is that.
    pub(crate) fn taken(&self, view: &View) -> Result<TakenDown, Mistakes> {
        let mut mistakes = Mistakes::new();
        let given = |name: &str| {
            let typed = self.get(name).trim();
            (!typed.is_empty()).then(|| typed.to_owned())
        };
        let came = self.moment(view, ["came-date", "came-time"], &mut mistakes);
        let from = self.moment(view, ["from-date", "from-time"], &mut mistakes);
        let to = self.moment(view, ["to-date", "to-time"], &mut mistakes);
        if let (Some(from), Some(to)) = (&from, &to)
            && is_before(to, from)
        {
            mistakes.insert("to-date", view.t("enter-to-before").into_owned());
        }
        let (lat, lon) = self.position(view, &mut mistakes).unzip();
        let place = Place {
            text: given("place"),
            lat,
            lon,
            accuracy_m: None,
        };
        let contact = Contact {
            name: given("name"),
            phone: given("phone"),
            email: given("email"),
        };
        let observed = TimeSpan { from, to };
        let draft = Draft {
            text: self.get("text").trim().to_owned(),
            lang: self.lang(),
            observed: (observed != TimeSpan::default()).then_some(observed),
            place: (place != Place::default()).then_some(place),
            contact: (!contact.is_empty()).then_some(contact),
        };
        for problem in draft.check(&view.console.desk().profile().limits()) {
            let said = match view.lang {
                Lang::En => problem.en,
                Lang::Zh => problem.zh,
            };
            mistakes.entry(field_of(&problem.field)).or_insert(said);
        }
        let channel = match self.letter() {
            true => Channel::Letter,
            false => Channel::Counter,
        };
        match mistakes.is_empty() {
            true => Ok(TakenDown {
                draft,
                channel,
                came,
            }),
            false => Err(mistakes),
        }
    }

    fn position(&self, view: &View, mistakes: &mut Mistakes) -> Option<(f64, f64)> {
        let typed = self.get("position").trim();
        if typed.is_empty() {
            return None;
        }
        let wrong = match position(typed) {
            Ok(position) => return Some(position),
            Err(NotAPosition::Unreadable) => "enter-position-unreadable",
            Err(NotAPosition::Half) => "enter-position-half",
            Err(NotAPosition::Exchanged) => "enter-position-exchanged",
            Err(NotAPosition::OutOfRange) => "enter-position-range",
        };
        mistakes.insert("position", view.t(wrong).into_owned());
        None
    }

    /// A day, or a time by the desk's clock. A time that this clock showed twice stays without a zone: nobody said which.
    fn moment(
        &self,
        view: &View,
        [date, time]: [&'static str; 2],
        mistakes: &mut Mistakes,
    ) -> Option<String> {
        let (day, hour) = (stated::day(self.get(date)), stated::hour(self.get(time)));
        let mut wrong = |field: &'static str, said: &'static str| {
            let said = view.t(said).into_owned();
            mistakes.entry(field).or_insert(said);
        };
        // On any day, so that each of the two is told by itself.
        let clock = match Stated::parse(&format!("2000-01-01T{hour}")) {
            Some(Stated::Local(clock)) => Some(clock.time()),
            _ => None,
        };
        if !hour.is_empty() && clock.is_none() {
            wrong(time, "enter-time");
        }
        if day.is_empty() {
            if !hour.is_empty() {
                wrong(date, "enter-time-alone");
            }
            return None;
        }
        let Some(Stated::Date(day)) = Stated::parse(&day).filter(|day| is_meant(*day)) else {
            wrong(date, "enter-day");
            return None;
        };
        let zone = &view.console.zone;
        let Some(clock) = clock else {
            if day > view.now.to_zoned(zone.clone()).date() {
                wrong(date, "enter-future");
            }
            return Some(day.to_string());
        };
        let local = day.to_datetime(clock);
        let written = local.strftime("%Y-%m-%dT%H:%M");
        match zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => {
                let at = offset.to_timestamp(local).ok()?;
                if at.as_second() > view.now.as_second() + AHEAD {
                    wrong(date, "enter-future");
                }
                let zoned = at.to_zoned(zone.clone());
                Some(zoned.strftime("%Y-%m-%dT%H:%M%:z").to_string())
            }
            AmbiguousOffset::Gap { .. } => {
                wrong(time, "enter-skipped");
                None
            }
            AmbiguousOffset::Fold { .. } => Some(written.to_string()),
        }
    }
}

/// Whether a day or time by the desk's clock is before another, as far as both say it.
fn is_before(one: &str, other: &str) -> bool {
    let said = one.len().min(other.len()).min("2026-11-22T03:10".len());
    one.get(..said) < other.get(..said)
}

/// What is to be mended, in the order of the page: the field, and its label with what is said of it.
pub(crate) fn in_order(view: &View, mistakes: &Mistakes) -> Vec<(&'static str, String)> {
    let told = |(name, label, ..): &(&'static str, &'static str, _, _)| {
        let said = mistakes.get(name)?;
        let words = [("field", &*view.t(label)), ("said", said.as_str())];
        Some((*name, view.f("enter-mistake", &words)))
    };
    FIELDS.iter().filter_map(told).collect()
}

fn is_meant(stated: Stated) -> bool {
    matches!(stated, Stated::Date(day) if day.year() >= FIRST_YEAR)
}

/// Where a problem of the draft is shown.
fn field_of(path: &str) -> &'static str {
    match path {
        "lang" => "lang",
        "place.text" => "place",
        "place.lat" | "place.lon" => "position",
        "observed" | "observed.from" => "from-date",
        "observed.to" => "to-date",
        "contact" | "contact.name" => "name",
        "contact.phone" => "phone",
        "contact.email" => "email",
        _ => "text",
    }
}

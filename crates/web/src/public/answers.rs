//! What somebody typed into the form, on one page or step by step, exactly as typed: it comes back with every error,
//! and becomes a draft only when it can.

use super::view::View;
use crate::stated;
use report::{Contact, Draft, Lang, Limits, Place, Stated, TimeSpan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A field of the form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    Who,
    Name,
    Phone,
    Email,
    What,
    Where,
    Lat,
    Lon,
    FromDate,
    FromTime,
    ToDate,
    ToTime,
    Did,
    How,
    Things,
    Papers,
    Money,
}

impl Field {
    pub(crate) const ALL: [Field; 17] = [
        Field::Who,
        Field::Name,
        Field::Phone,
        Field::Email,
        Field::What,
        Field::Where,
        Field::Lat,
        Field::Lon,
        Field::FromDate,
        Field::FromTime,
        Field::ToDate,
        Field::ToTime,
        Field::Did,
        Field::How,
        Field::Things,
        Field::Papers,
        Field::Money,
    ];

    /// Its name in the form, and in `locales/`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Field::Who => "who",
            Field::Name => "name",
            Field::Phone => "phone",
            Field::Email => "email",
            Field::What => "what",
            Field::Where => "where",
            Field::Lat => "lat",
            Field::Lon => "lon",
            Field::FromDate => "from-date",
            Field::FromTime => "from-time",
            Field::ToDate => "to-date",
            Field::ToTime => "to-time",
            Field::Did => "did",
            Field::How => "how",
            Field::Things => "things",
            Field::Papers => "papers",
            Field::Money => "money",
        }
    }

    /// Whether it is a question by itself, not one of several fields of one.
    pub(crate) fn is_a_question(self) -> bool {
        use Field::{Did, How, Money, Papers, Things, What, Where};
        matches!(self, What | Where | Did | How | Things | Papers | Money)
    }

    /// The field of this name. `text` is what a client of the API would call the report itself.
    pub(crate) fn named(name: &str) -> Option<Field> {
        match name {
            "text" => Some(Field::What),
            _ => Field::ALL.into_iter().find(|field| field.name() == name),
        }
    }
}

/// What was typed. A field that is not there was left empty.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Answers(BTreeMap<Field, String>);

/// Something to mend, beside its field. The words are of the page's language.
pub(crate) type Mistakes = BTreeMap<Field, String>;

impl Answers {
    pub(crate) fn get(&self, field: Field) -> &str {
        self.0.get(&field).map_or("", String::as_str)
    }

    pub(crate) fn put(&mut self, field: Field, typed: String) {
        if typed.is_empty() {
            self.0.remove(&field);
        } else {
            self.0.insert(field, typed);
        }
    }

    /// Whether a name is to be given. Whoever typed one without choosing meant to give it: but what is not needed is
    /// not kept, so only the choice counts.
    pub(crate) fn is_named(&self) -> bool {
        self.get(Field::Who) == "named"
    }

    /// What the report says: the first answer, and each further one under its question, as an officer reads it.
    pub(crate) fn text(&self, question: impl Fn(Field) -> String) -> String {
        let mut text = self.get(Field::What).trim().to_owned();
        for field in [
            Field::Did,
            Field::How,
            Field::Things,
            Field::Papers,
            Field::Money,
        ] {
            let said = self.get(field).trim();
            if !said.is_empty() {
                text.push_str("\n\n");
                text.push_str(&question(field));
                text.push('\n');
                text.push_str(said);
            }
        }
        text
    }

    /// Several answers as one line.
    pub(crate) fn line<const N: usize>(&self, fields: [Field; N], between: &str) -> String {
        let given = fields.iter().map(|field| self.get(*field).trim());
        let given: Vec<&str> = given.filter(|typed| !typed.is_empty()).collect();
        given.join(between)
    }

    /// The draft, or what has to be mended before there is one.
    pub(crate) fn draft(&self, view: &View, limits: &Limits) -> Result<Draft, Mistakes> {
        let mut mistakes = Mistakes::new();
        let draft = Draft {
            text: self.text(|field| view.t(field.name()).into_owned()),
            lang: Some(view.lang),
            observed: self.observed(view, &mut mistakes),
            place: self.place(view, &mut mistakes),
            contact: self.contact(view, &mut mistakes),
        };
        for problem in draft.check(limits) {
            let words = match view.lang {
                Lang::En => problem.en,
                Lang::Zh => problem.zh,
            };
            mistakes.entry(field_of(&problem.field)).or_insert(words);
        }
        if mistakes.is_empty() {
            Ok(draft)
        } else {
            Err(mistakes)
        }
    }

    fn observed(&self, view: &View, mistakes: &mut Mistakes) -> Option<TimeSpan> {
        let mut moment = |date: Field, time: Field| {
            let (day, hour) = (stated::day(self.get(date)), stated::hour(self.get(time)));
            if day.is_empty() && hour.is_empty() {
                return None;
            }
            if Stated::parse(&day).is_none() {
                mistakes.insert(date, view.t("error-date").into_owned());
            }
            // On any day, so that each of the two is told by itself.
            if !hour.is_empty() && Stated::parse(&format!("2000-01-01T{hour}")).is_none() {
                mistakes.insert(time, view.t("error-time").into_owned());
            }
            match hour.is_empty() {
                true => Some(day),
                false => Some(format!("{day}T{hour}")),
            }
        };
        let from = moment(Field::FromDate, Field::FromTime);
        let to = moment(Field::ToDate, Field::ToTime);
        let unless_wrong = mistakes.is_empty() && (from.is_some() || to.is_some());
        unless_wrong.then_some(TimeSpan { from, to })
    }

    fn place(&self, view: &View, mistakes: &mut Mistakes) -> Option<Place> {
        let mut number = |field: Field| {
            let typed = self.get(field).trim().replace(['°', '+'], "");
            if typed.is_empty() {
                return None;
            }
            let number: Option<f64> = typed.parse().ok().filter(|number: &f64| number.is_finite());
            if number.is_none() {
                mistakes.insert(field, view.t("error-number").into_owned());
            }
            number
        };
        let (lat, lon) = (number(Field::Lat), number(Field::Lon));
        let words = self.get(Field::Where).trim();
        let text = (!words.is_empty()).then(|| words.to_owned());
        let place = Place {
            text,
            lat,
            lon,
            accuracy_m: None,
        };
        (place != Place::default()).then_some(place)
    }

    fn contact(&self, view: &View, mistakes: &mut Mistakes) -> Option<Contact> {
        match self.get(Field::Who) {
            "" | "anonymous" => return None,
            "named" => {}
            _ => {
                mistakes.insert(Field::Who, view.t("error-who").into_owned());
                return None;
            }
        }
        let given = |field: Field| {
            let typed = self.get(field).trim();
            (!typed.is_empty()).then(|| typed.to_owned())
        };
        let contact = Contact {
            name: given(Field::Name),
            phone: given(Field::Phone),
            email: given(Field::Email),
        };
        if contact == Contact::default() {
            mistakes.insert(Field::Name, view.t("error-contact").into_owned());
        }
        Some(contact)
    }
}

/// Where a problem of the draft is shown.
fn field_of(path: &str) -> Field {
    match path {
        "place.text" => Field::Where,
        "place.lat" => Field::Lat,
        "place.lon" => Field::Lon,
        "observed.from" | "observed" => Field::FromDate,
        "observed.to" => Field::ToDate,
        "contact.name" | "contact" => Field::Name,
        "contact.phone" => Field::Phone,
        "contact.email" => Field::Email,
        _ => Field::What,
    }
}

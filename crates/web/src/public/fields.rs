//! The fields of the form as they are shown: with their words, with what was typed, and with what is to be mended.

use super::answers::{Answers, Field, Mistakes};
use super::view::View;
use askama::Template;

/// How a field is typed into.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Line,
    Number,
    Date,
    Time,
    Email,
    Phone,
    Paragraph,
    Text,
}

impl Kind {
    pub(crate) fn is_long(self) -> bool {
        matches!(self, Kind::Paragraph | Kind::Text)
    }

    pub(crate) fn is_short(self) -> bool {
        self == Kind::Paragraph
    }

    pub(crate) fn is_number(self) -> bool {
        self == Kind::Number
    }

    pub(crate) fn input(self) -> &'static str {
        match self {
            Kind::Date => "date",
            Kind::Time => "time",
            Kind::Phone => "tel",
            // Not "email": a browser would refuse the form over what a person can read.
            _ => "text",
        }
    }
}

/// One field.
#[derive(Template)]
#[template(path = "field.html")]
pub(crate) struct FieldShown {
    /// Its name in the page and in what the form sends.
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) problem: Option<String>,
    pub(crate) value: String,
    pub(crate) kind: Kind,
    /// Whether the label is the heading of its page.
    pub(crate) heading: bool,
}

impl FieldShown {
    /// Ties what stands beside a field to it, for whoever hears the page.
    fn described(&self) -> String {
        let id = &self.id;
        let hint = self.hint.as_ref().map(|_| format!("{id}-hint"));
        let wrong = self.problem.as_ref().map(|_| format!("{id}-wrong"));
        let beside: Vec<String> = hint.into_iter().chain(wrong).collect();
        match beside.is_empty() {
            true => String::new(),
            // Ids are our own names and numbers.
            false => format!(" aria-describedby=\"{}\"", beside.join(" ")),
        }
    }
}

/// A form's fields, as they are shown to one reader.
pub(crate) struct Fields<'a> {
    pub(crate) view: &'a View,
    pub(crate) answers: &'a Answers,
    pub(crate) mistakes: &'a Mistakes,
    /// Whether a question is the heading of its page.
    pub(crate) heading: bool,
}

impl Fields<'_> {
    pub(crate) fn one(&self, field: Field) -> FieldShown {
        let hint = match field {
            Field::What => Some("what-hint"),
            Field::Where => Some("where-hint"),
            Field::Did => Some("did-hint"),
            Field::How => Some("how-hint"),
            Field::Things => Some("things-hint"),
            Field::Papers => Some("papers-hint"),
            Field::Money => Some("money-hint"),
            _ => None,
        };
        let kind = match field {
            Field::What => Kind::Text,
            Field::Did | Field::How | Field::Things | Field::Papers | Field::Money => {
                Kind::Paragraph
            }
            Field::Lat | Field::Lon => Kind::Number,
            Field::FromDate | Field::ToDate => Kind::Date,
            Field::FromTime | Field::ToTime => Kind::Time,
            Field::Phone => Kind::Phone,
            Field::Email => Kind::Email,
            Field::Who | Field::Name | Field::Where => Kind::Line,
        };
        FieldShown {
            id: field.name().to_owned(),
            label: self.view.t(field.name()).into_owned(),
            hint: hint.map(|hint| self.view.t(hint).into_owned()),
            problem: self.mistakes.get(&field).cloned(),
            value: self.answers.get(field).to_owned(),
            kind,
            heading: self.heading && field.is_a_question(),
        }
    }

    pub(crate) fn all<const N: usize>(&self, fields: [Field; N]) -> Vec<FieldShown> {
        fields.map(|field| self.one(field)).into()
    }

    /// What is to be mended, in the order of the form, for the list at its head.
    pub(crate) fn problems(&self) -> Vec<(&'static str, String)> {
        let in_order = self.mistakes.iter();
        in_order
            .map(|(field, said)| (field.name(), said.clone()))
            .collect()
    }

    pub(crate) fn who(&self) -> Who {
        Who {
            v: self.view.clone(),
            heading: self.heading,
            hint: self.view.f(
                "who-hint",
                &[(
                    "count",
                    &self.view.site.profile().custody.threshold.to_string(),
                )],
            ),
            named: self.answers.is_named(),
            problem: self.mistakes.get(&Field::Who).cloned(),
            contact: self.all([Field::Name, Field::Phone, Field::Email]),
        }
    }

    pub(crate) fn place(&self) -> PlaceShown {
        PlaceShown {
            v: self.view.clone(),
            words: self.one(Field::Where),
            position: self.all([Field::Lat, Field::Lon]),
            open: self.any_given([Field::Lat, Field::Lon]),
        }
    }

    pub(crate) fn time(&self) -> TimeShown {
        TimeShown {
            v: self.view.clone(),
            heading: self.heading,
            from: self.all([Field::FromDate, Field::FromTime]),
            to: self.all([Field::ToDate, Field::ToTime]),
        }
    }

    /// Whether something was typed into one of these, or is to be mended in one: then they are not folded away.
    pub(crate) fn any_given<const N: usize>(&self, fields: [Field; N]) -> bool {
        fields
            .iter()
            .any(|field| !self.answers.get(*field).is_empty() || self.mistakes.contains_key(field))
    }
}

/// With or without a name: asked first.
#[derive(Template)]
#[template(path = "who.html")]
pub(crate) struct Who {
    v: View,
    heading: bool,
    hint: String,
    named: bool,
    problem: Option<String>,
    contact: Vec<FieldShown>,
}

/// Where.
#[derive(Template)]
#[template(path = "place.html")]
pub(crate) struct PlaceShown {
    v: View,
    words: FieldShown,
    position: Vec<FieldShown>,
    open: bool,
}

/// When.
#[derive(Template)]
#[template(path = "time.html")]
pub(crate) struct TimeShown {
    v: View,
    heading: bool,
    from: Vec<FieldShown>,
    to: Vec<FieldShown>,
}

//! The tables and their columns, for inserts, dumps and the names in errors. The types, keys and indexes themselves
//! stand in `migrations/`; a test compares the two on both engines.

use std::fmt::Write;
use std::sync::OnceLock;

use crate::Kind;
use crate::tx::{
    approval, circle, claim, identity, import, item, job, log, log_tree, mailbox, meta, object,
    person, recovery, recovery_share, replay, report, search, second, second_factor, session,
    tally, triage,
};

/// A table as inserts see it. `seq`, where there is one, is given by the engine and stands before the columns.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// Whether it has the growing key `seq`.
    pub(crate) serial: bool,
    pub(crate) columns: &'static [(&'static str, Kind)],
    /// The columns in whose order a dump lists it.
    pub(crate) order: &'static str,
    /// Whether inserting a row that is there already is no conflict.
    pub(crate) or_ignore: bool,
    /// Whether no column of it is unique, so that inserting never conflicts.
    pub(crate) keyless: bool,
    /// Whether its column `report` is given as a report's id and kept as that report's `seq`.
    pub(crate) of_report: bool,
    texts: OnceLock<Texts>,
}

struct Texts {
    one: String,
    many: String,
    select: String,
    load_one: String,
    load_many: String,
}

impl Table {
    pub(crate) const fn new(
        name: &'static str,
        serial: bool,
        order: &'static str,
        columns: &'static [(&'static str, Kind)],
    ) -> Table {
        Table {
            name,
            serial,
            columns,
            order,
            or_ignore: false,
            keyless: false,
            of_report: false,
            texts: OnceLock::new(),
        }
    }

    pub(crate) const fn or_ignore(mut self) -> Table {
        self.or_ignore = true;
        self
    }

    pub(crate) const fn keyless(mut self) -> Table {
        self.keyless = true;
        self
    }

    /// Rows that belong to a report keep its `seq`, not its random id: so those of new reports lie side by side in
    /// the index on `report`, and a batch of reports changes one page of it instead of one each.
    pub(crate) const fn of_report(mut self) -> Table {
        self.of_report = true;
        self
    }

    /// The columns of an insert, with the kinds in which their values are given.
    pub(crate) fn given(&self) -> impl Iterator<Item = (&'static str, Kind)> + Clone + use<> {
        let of_report = self.of_report;
        self.columns.iter().map(move |(name, kind)| match *name {
            "report" if of_report => (*name, Kind::Blob),
            _ => (*name, *kind),
        })
    }

    /// All columns, `seq` included.
    pub(crate) fn whole(&self) -> impl Iterator<Item = (&'static str, Kind)> + Clone + use<> {
        let seq = self.serial.then_some(("seq", Kind::Int));
        seq.into_iter().chain(self.columns.iter().copied())
    }

    /// `INSERT … VALUES ($1, …)` of all columns but `seq`.
    pub(crate) fn insert_one(&'static self) -> &'static str {
        &self.texts().one
    }

    /// PostgreSQL: the same for many rows, an array a column.
    pub(crate) fn insert_many(&'static self) -> &'static str {
        &self.texts().many
    }

    /// `SELECT` of all columns, `seq` included, in the order of the key.
    pub(crate) fn select(&'static self) -> &'static str {
        &self.texts().select
    }

    /// `INSERT` of all columns, `seq` included.
    pub(crate) fn load_one(&'static self) -> &'static str {
        &self.texts().load_one
    }

    /// PostgreSQL: the same for many rows.
    pub(crate) fn load_many(&'static self) -> &'static str {
        &self.texts().load_many
    }

    fn texts(&'static self) -> &'static Texts {
        self.texts.get_or_init(|| {
            let end = if self.or_ignore {
                " ON CONFLICT DO NOTHING"
            } else {
                ""
            };
            Texts {
                one: one(self.name, self.given(), self.of_report, end),
                many: many(self.name, self.given(), self.of_report, end),
                select: format!(
                    "SELECT {} FROM {} ORDER BY {}",
                    names(self.whole()),
                    self.name,
                    self.order
                ),
                load_one: one(self.name, self.whole(), false, ""),
                load_many: many(self.name, self.whole(), false, ""),
            }
        })
    }
}

fn names(columns: impl Iterator<Item = (&'static str, Kind)>) -> String {
    columns.map(|(name, _)| name).collect::<Vec<_>>().join(", ")
}

fn one(
    table: &str,
    columns: impl Iterator<Item = (&'static str, Kind)> + Clone,
    of_report: bool,
    end: &str,
) -> String {
    let values: Vec<String> = columns
        .clone()
        .zip(1..)
        .map(|((name, _), n)| stored(&format!("${n}"), of_report && name == "report"))
        .collect();
    format!(
        "INSERT INTO {table} ({}) VALUES ({}){end}",
        names(columns),
        values.join(", ")
    )
}

fn many(
    table: &str,
    columns: impl Iterator<Item = (&'static str, Kind)> + Clone,
    of_report: bool,
    end: &str,
) -> String {
    let (mut arrays, mut values) = (String::new(), String::new());
    for (index, (name, kind)) in columns.clone().enumerate() {
        let kind = match kind {
            Kind::Int => "bigint",
            Kind::Real => "double precision",
            Kind::Text => "text",
            Kind::Blob => "bytea",
        };
        let comma = if index == 0 { "" } else { ", " };
        let value = stored(&format!("given.{name}"), of_report && name == "report");
        // Writing to a String cannot fail.
        let _ = write!(arrays, "{comma}${}::{kind}[]", index + 1);
        let _ = write!(values, "{comma}{value}");
    }
    let names = names(columns);
    format!(
        "INSERT INTO {table} ({names}) SELECT {values} FROM unnest({arrays}) AS given ({names}){end}"
    )
}

/// What is stored of a value. Of a report that is not there it is NULL, which the column refuses.
fn stored(value: &str, of_report: bool) -> String {
    if of_report {
        format!("(SELECT report.seq FROM report WHERE report.id = {value})")
    } else {
        value.to_owned()
    }
}

/// Every table but `migration`, in the order of a dump.
pub(crate) static TABLES: &[&Table] = &[
    &meta::TABLE,
    &report::TABLE,
    &mailbox::TABLE,
    &item::TABLE,
    &search::TABLE,
    &object::TABLE,
    &identity::TABLE,
    &second::TABLE,
    &replay::TABLE,
    &import::TABLE,
    &job::TABLE,
    &log::TABLE,
    &log_tree::TILE,
    &log_tree::HEAD,
    &person::TABLE,
    &person::KEY,
    &circle::TABLE,
    &circle::WRAP,
    &approval::TABLE,
    &tally::TABLE,
    &claim::TABLE,
    &second_factor::TABLE,
    &session::TABLE,
    &recovery_share::TABLE,
    &recovery::TABLE,
    &recovery::WORD,
    &triage::TABLE,
];

/// The table of this name, as a name that may stand in an error.
pub(crate) fn known(name: &str) -> &'static str {
    TABLES
        .iter()
        .map(|table| table.name)
        .find(|known| *known == name)
        .unwrap_or("?")
}

//! An operator's file over the default, each mistake with its line.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

use super::check::{ORDERS, RANGES, TEXTS};
use super::settings::Origins;
use super::{Profile, ProfileError};
use crate::nearest::nearest;

/// Reads `file` over `default`. Line numbers are those of `file`.
pub(super) fn read(default: &str, file: &str) -> Result<Profile, ProfileError> {
    let mut values = flat(&parse(default)?);
    let lines = lines(file)?;
    for (key, value) in flat(&parse(file)?) {
        let line = lines.get(&key).copied().unwrap_or(1);
        let Some(known) = known_key(&key) else {
            return Err(ProfileError::UnknownKey {
                line,
                nearest: nearest_key(&key),
                key,
            });
        };
        let expected = match value {
            _ if is_section(known) => "a section with keys in it",
            Value::Integer(_) if !is_text(known) => "",
            Value::String(_) if is_text(known) => "",
            _ if is_text(known) => "a text in quotation marks",
            _ => "a whole number",
        };
        if !expected.is_empty() {
            return Err(ProfileError::WrongType {
                line,
                key: known,
                expected,
            });
        }
        values.insert(key, value);
    }
    check(&values, &lines)?;
    let written = values
        .iter()
        .map(|(key, value)| (key.clone(), value.to_string()));
    let origins = Origins {
        values: written.collect(),
        lines,
    };
    // Every key is known, every value of its type and in its range: what is left cannot fail but by a mistake of ours.
    let profile: Profile = nested(values)
        .try_into()
        .map_err(|error: toml::de::Error| ProfileError::NotToml {
            line: 1,
            fault: error.message().to_owned(),
        })?;
    Ok(Profile { origins, ..profile })
}

fn check(
    values: &BTreeMap<String, Value>,
    lines: &BTreeMap<String, usize>,
) -> Result<(), ProfileError> {
    let number = |key: &str| values.get(key).and_then(Value::as_integer);
    let line = |key: &str| lines.get(key).copied();
    for range in &RANGES {
        if !number(range.key).is_some_and(|value| (range.least..=range.most).contains(&value)) {
            let expected = format!("from {} to {} {}", range.least, range.most, range.unit);
            return Err(ProfileError::OutOfRange {
                line: line(range.key).unwrap_or(1),
                key: range.key,
                expected,
            });
        }
    }
    for order in &ORDERS {
        if number(order.smaller) > number(order.larger) {
            // The line of the one that the file sets; the default keeps the order by itself.
            let (key, relation, other) = match line(order.smaller) {
                Some(_) => (order.smaller, "at most", order.larger),
                None => (order.larger, "at least", order.smaller),
            };
            let expected = format!("{relation} `{other}`: {}", order.why);
            return Err(ProfileError::OutOfRange {
                line: line(key).unwrap_or(1),
                key,
                expected,
            });
        }
    }
    for text in &TEXTS {
        let value = values.get(text.key).and_then(Value::as_str);
        if !value.is_some_and(text.will_do) {
            return Err(ProfileError::OutOfRange {
                line: line(text.key).unwrap_or(1),
                key: text.key,
                expected: text.expected.to_owned(),
            });
        }
    }
    Ok(())
}

/// Every key with its section and its value; an empty section is no key.
fn flat(table: &Table) -> BTreeMap<String, Value> {
    let mut flat = BTreeMap::new();
    for (section, value) in table {
        match value {
            Value::Table(keys) => flat.extend(
                keys.iter()
                    .map(|(key, value)| (format!("{section}.{key}"), value.clone())),
            ),
            _ => _ = flat.insert(section.clone(), value.clone()),
        }
    }
    // A misspelt section must not go unseen because nothing stands in it.
    let empty = table.iter().filter(|(section, value)| {
        value.as_table().is_some_and(Table::is_empty) && !is_section(section)
    });
    flat.extend(empty.map(|(section, value)| (section.clone(), value.clone())));
    flat
}

fn nested(values: BTreeMap<String, Value>) -> Table {
    let mut table = Table::new();
    for (key, value) in values {
        if let Some((section, key)) = key.split_once('.') {
            let section = table
                .entry(section)
                .or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(section) = section {
                section.insert(key.to_owned(), value);
            }
        }
    }
    table
}

fn parse(text: &str) -> Result<Table, ProfileError> {
    toml::from_str(text).map_err(|error| not_toml(text, &error))
}

/// The line of every key of the file, in the spelling of [`flat`].
fn lines(text: &str) -> Result<BTreeMap<String, usize>, ProfileError> {
    let document = DeTable::parse(text).map_err(|error| not_toml(text, &error))?;
    let mut lines = BTreeMap::new();
    for (section, value) in document.get_ref() {
        lines.insert(
            section.get_ref().to_string(),
            line_of(text, section.span().start),
        );
        if let DeValue::Table(keys) = value.get_ref() {
            for key in keys.keys() {
                lines.insert(
                    format!("{}.{}", section.get_ref(), key.get_ref()),
                    line_of(text, key.span().start),
                );
            }
        }
    }
    Ok(lines)
}

fn not_toml(text: &str, error: &toml::de::Error) -> ProfileError {
    let line = error.span().map_or(1, |span| line_of(text, span.start));
    ProfileError::NotToml {
        line,
        fault: error.message().to_owned(),
    }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|&byte| byte == b'\n').count()
}

fn keys() -> impl Iterator<Item = &'static str> {
    let numbers = RANGES.iter().map(|range| range.key);
    numbers.chain(TEXTS.iter().map(|text| text.key))
}

fn is_text(key: &str) -> bool {
    TEXTS.iter().any(|text| text.key == key)
}

fn section(key: &'static str) -> &'static str {
    key.split_once('.').map_or(key, |(section, _)| section)
}

fn is_section(name: &str) -> bool {
    keys().any(|key| section(key) == name)
}

/// The key or section spelled so.
fn known_key(name: &str) -> Option<&'static str> {
    keys()
        .find(|&key| key == name)
        .or_else(|| keys().map(section).find(|&section| section == name))
}

/// The nearest key, else one of the same name in another section, else the nearest section.
fn nearest_key(name: &str) -> Option<&'static str> {
    let alone = name.rsplit('.').next().unwrap_or(name);
    let last = |key: &'static str| key.rsplit('.').next().unwrap_or(key);
    let within = name.split_once('.').and_then(|(within, key)| {
        let here = keys().filter(|&known| section(known) == within);
        nearest(key, here.map(last)).and_then(|found| {
            keys().find(|&known| section(known) == within && last(known) == found)
        })
    });
    within
        .or_else(|| {
            nearest(alone, keys().map(last))
                .and_then(|found| keys().find(|&known| last(known) == found))
        })
        .or_else(|| nearest(name.split('.').next().unwrap_or(name), keys().map(section)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> String {
        Profile::from_toml(text).expect_err("a mistake").to_string()
    }

    #[test]
    fn the_default_keeps_its_own_rules() {
        let profile = Profile::default_profile();
        assert_eq!(Profile::from_toml(""), Ok(profile.clone()));
        assert_eq!(
            Profile::from_toml(Profile::default_toml()),
            Ok(profile.clone())
        );
        assert_eq!(
            (profile.limits().text_bytes, profile.limits().short_bytes),
            (65_536, 1_024)
        );
        assert_eq!(
            (profile.custody.custodians, profile.custody.threshold),
            (3, 2)
        );
        assert_eq!(
            (
                profile.intake.body_bytes,
                profile.mailbox.answer_ms,
                profile.log.sequence_ms
            ),
            (1_048_576, 60, 25)
        );
    }

    #[test]
    fn every_value_of_the_default_has_a_range_and_a_comment() {
        let default = flat(&parse(Profile::default_toml()).expect("TOML"));
        let known: Vec<&str> = keys().collect();
        assert_eq!(default.len(), known.len());
        for key in default.keys() {
            assert!(known.contains(&key.as_str()), "{key} has no range");
        }
        let mut commented = false;
        for line in Profile::default_toml().lines() {
            assert!(
                !line.contains('=') || line.starts_with('#') || commented,
                "no comment above: {line}"
            );
            commented = line.starts_with('#');
        }
    }

    #[test]
    fn a_file_lies_over_the_default() {
        let profile = Profile::from_toml(
            "log.origin = \"port.example/tips\"\n[retention]\nundecided_months = 6\n",
        )
        .expect("right");
        assert_eq!(
            (
                profile.retention.undecided_months,
                profile.retention.log_years
            ),
            (6, 10)
        );
        assert_eq!(profile.log.origin, "port.example/tips");
    }

    #[test]
    fn a_mistyped_key_is_told_with_its_line_and_what_was_meant() {
        insta::assert_snapshot!(mistake("# ours\n[custody]\ntreshold = 2\n"), @"line 3: unknown key `custody.treshold`; did you mean `custody.threshold`?");
        insta::assert_snapshot!(mistake("[intake]\nanswer_ms = 2\n"), @"line 2: unknown key `intake.answer_ms`; did you mean `mailbox.answer_ms`?");
        insta::assert_snapshot!(mistake("threshold = 2\n"), @"line 1: unknown key `threshold`; did you mean `custody.threshold`?");
        insta::assert_snapshot!(mistake("\n[retentoin]\n"), @"line 2: unknown key `retentoin`; did you mean `retention`?");
        insta::assert_snapshot!(mistake("[colours]\nblue = 1\n"), @"line 2: unknown key `colours.blue`");
    }

    #[test]
    fn a_value_out_of_range_is_told_with_the_range() {
        insta::assert_snapshot!(mistake("[custody]\nthreshold = 1\n"), @"line 2: `custody.threshold` must be from 2 to 32 custodians");
        insta::assert_snapshot!(mistake("[custody]\nthreshold = 4\n"), @"line 2: `custody.threshold` must be at most `custody.custodians`: otherwise no identity could ever be opened");
        insta::assert_snapshot!(mistake("[custody]\ncustodians = 2\nthreshold = 3\n"), @"line 3: `custody.threshold` must be at most `custody.custodians`: otherwise no identity could ever be opened");
        insta::assert_snapshot!(mistake("[intake]\nbody_bytes = 4096\n"), @"line 2: `intake.body_bytes` must be at least `intake.text_bytes`: otherwise a text of full length could never arrive");
        insta::assert_snapshot!(mistake("[work]\nworkers = -1\n"), @"line 2: `work.workers` must be from 1 to 256 threads");
        insta::assert_snapshot!(mistake("[site]\ntime_zone = \"Asia/Shanghia\"\n"), @"line 2: `site.time_zone` must be a time zone of the IANA database, such as Asia/Shanghai");
        insta::assert_snapshot!(mistake("[site]\nexit_en = \"http://weather.example\"\n"), @"line 2: `site.exit_en` must be an address that begins with https://");
        insta::assert_snapshot!(mistake("[site]\nonion = \"https://abc.onion\"\n"), @"line 2: `site.onion` must be http:// and a name that ends in .onion, without a path, or empty");
        insta::assert_snapshot!(mistake("[site]\naddress = \"tips.example\"\n"), @"line 2: `site.address` must be an address that begins with https://, or http:// and a name that ends in .onion, or empty");
        insta::assert_snapshot!(mistake("[log]\norigin = \"a b\"\n"), @"line 2: `log.origin` must be a name of 1 to 200 visible ASCII characters without + and spaces");
    }

    #[test]
    fn a_value_of_another_type_is_told_too() {
        insta::assert_snapshot!(mistake("[work]\nworkers = \"two\"\n"), @"line 2: `work.workers` must be a whole number");
        insta::assert_snapshot!(mistake("[work]\nworkers = 1.5\n"), @"line 2: `work.workers` must be a whole number");
        insta::assert_snapshot!(mistake("[log]\norigin = 3\n"), @"line 2: `log.origin` must be a text in quotation marks");
        insta::assert_snapshot!(mistake("work = 3\n"), @"line 1: `work` must be a section with keys in it");
        insta::assert_snapshot!(mistake("[work.workers]\na = 3\n"), @"line 1: `work.workers` must be a whole number");
        assert!(mistake("[work]\nworkers = \n").starts_with("line 2: not TOML: "));
        assert!(
            mistake("[work]\nworkers = 99999999999999999999\n").starts_with("line 2: not TOML: ")
        );
    }
}

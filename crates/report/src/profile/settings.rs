//! Every setting with where it was set: for whoever runs an installation, and whoever oversees it.

use std::collections::BTreeMap;

use super::{DEFAULT, Profile};

/// A setting as it is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its section and name, `intake.files`.
    pub key: String,
    /// What it is, as TOML writes it.
    pub value: String,
    /// What it would be by default.
    pub default: String,
    /// The line of the operator's file that sets it; `None` where the default stands.
    pub line: Option<usize>,
    /// What it means, with unit and range, as the default says it.
    pub about: String,
    /// What its section is for.
    pub section: String,
}

/// Where the values of a profile come from. Two profiles of the same values are the same, wherever these were set.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins {
    /// Every value, as TOML writes it.
    pub(super) values: BTreeMap<String, String>,
    /// The lines of the operator's file that set some of them.
    pub(super) lines: BTreeMap<String, usize>,
}

impl PartialEq for Origins {
    fn eq(&self, _: &Origins) -> bool {
        true
    }
}

impl Eq for Origins {}

impl Profile {
    /// Every setting, in the order of the default.
    pub fn settings(&self) -> Vec<Setting> {
        let (mut section, mut about_section) = (String::new(), String::new());
        let (mut comment, mut settings) = (String::new(), Vec::new());
        for line in DEFAULT.lines() {
            if let Some(said) = line.strip_prefix('#') {
                let gap = if comment.is_empty() { "" } else { " " };
                comment = format!("{comment}{gap}{}", said.trim());
            } else if let Some(name) = line.strip_prefix('[') {
                section = name.trim_end_matches(']').to_owned();
                about_section = std::mem::take(&mut comment);
            } else if let Some((name, default)) = line.split_once(" = ") {
                let key = format!("{section}.{name}");
                settings.push(Setting {
                    value: self.origins.values.get(&key).cloned().unwrap_or_default(),
                    default: default.to_owned(),
                    line: self.origins.lines.get(&key).copied(),
                    about: std::mem::take(&mut comment),
                    section: about_section.clone(),
                    key,
                });
            } else {
                comment.clear();
            }
        }
        settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_tells_what_it_is_what_it_would_be_and_where_it_was_set() {
        let profile = Profile::from_toml("# ours\n[intake]\nfiles = 3\n").expect("a profile");
        let settings = profile.settings();
        let files = settings
            .iter()
            .find(|setting| setting.key == "intake.files");
        let files = files.expect("a setting");
        assert_eq!(
            (files.value.as_str(), files.default.as_str(), files.line),
            ("3", "20", Some(3))
        );
        assert!(
            files.about.starts_with("Files of a report"),
            "{}",
            files.about
        );
        let untouched = settings.iter().filter(|setting| setting.line.is_none());
        for setting in untouched {
            assert_eq!(setting.value, setting.default, "{}", setting.key);
            assert!(
                !setting.about.is_empty() && !setting.section.is_empty(),
                "{}",
                setting.key
            );
        }
        let range = super::super::check::RANGES.len() + super::super::check::TEXTS.len();
        assert_eq!(settings.len(), range);
    }
}

//! What the settings mean, in the language of the page. In English the file of the defaults says it itself; in Chinese
//! `locales/zh/settings.ftl` does.

use crate::words::Words;
use report::{Lang, Setting};

/// What a setting means.
pub(crate) fn of_setting(lang: Lang, setting: &Setting) -> String {
    match lang {
        Lang::En => setting.about.clone(),
        Lang::Zh => in_chinese(&setting.key),
    }
}

/// What the section of a setting is for.
pub(crate) fn of_section(lang: Lang, setting: &Setting) -> String {
    match lang {
        Lang::En => setting.section.clone(),
        Lang::Zh => in_chinese(setting.key.split('.').next().unwrap_or_default()),
    }
}

fn in_chinese(key: &str) -> String {
    Words::settings_zh()
        .get(&key.replace('.', "-"))
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::Profile;
    use std::collections::BTreeSet;

    /// The numbers in a text; those in square brackets name features of the design.
    fn numbers(text: &str) -> BTreeSet<String> {
        let mut plain = String::new();
        let mut depth = 0;
        for c in text.chars() {
            depth += i32::from(c == '[') - i32::from(c == ']');
            plain.push(if depth == 0 && c.is_ascii_digit() {
                c
            } else {
                ' '
            });
        }
        plain.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn every_setting_and_every_section_is_explained_in_chinese_with_the_same_numbers() {
        let settings = Profile::default_profile().settings();
        let mut keys = BTreeSet::new();
        for setting in &settings {
            let section = setting.key.split('.').next().expect("a section");
            keys.extend([section.to_owned(), setting.key.replace('.', "-")]);
            for (name, en, zh) in [
                (section, &setting.section, of_section(Lang::Zh, setting)),
                (&setting.key, &setting.about, of_setting(Lang::Zh, setting)),
            ] {
                assert!(
                    zh.chars().any(|c| c > '\u{4e00}'),
                    "{name} is not explained: {zh}"
                );
                assert_eq!(numbers(en), numbers(&zh), "{name}");
            }
        }
        assert_eq!(Words::names_of_settings(), keys);
    }
}

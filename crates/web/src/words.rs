//! What the pages say, from `locales/`: Fluent files that people edit. Each language is read when it is
//! first wanted, and a test holds them and the templates together, so a word that is missing is found before anybody reads
//! the page.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use report::Lang;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The words of one part of the program, in both languages.
struct Texts {
    en: &'static str,
    zh: &'static str,
}

/// Of the public pages.
const SITE: Texts = Texts {
    en: include_str!("../../../locales/en/site.ftl"),
    zh: include_str!("../../../locales/zh/site.ftl"),
};

/// Of the console.
const DESK: Texts = Texts {
    en: include_str!("../../../locales/en/desk.ftl"),
    zh: include_str!("../../../locales/zh/desk.ftl"),
};

/// What the settings mean; in English the file of their defaults says it.
const SETTINGS_ZH: &str = include_str!("../../../locales/zh/settings.ftl");

/// The words of one language.
pub(crate) struct Words(FluentBundle<FluentResource>);

static SITE_EN: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::En, SITE.en));
static SITE_ZH: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::Zh, SITE.zh));
static DESK_EN: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::En, DESK.en));
static DESK_ZH: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::Zh, DESK.zh));
static ABOUT_ZH: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::Zh, SETTINGS_ZH));

impl Words {
    /// Of the public pages.
    pub(crate) fn site(lang: Lang) -> &'static Words {
        match lang {
            Lang::En => &SITE_EN,
            Lang::Zh => &SITE_ZH,
        }
    }

    /// Of the console.
    pub(crate) fn desk(lang: Lang) -> &'static Words {
        match lang {
            Lang::En => &DESK_EN,
            Lang::Zh => &DESK_ZH,
        }
    }

    /// What the settings mean, in Chinese.
    pub(crate) fn settings_zh() -> &'static Words {
        &ABOUT_ZH
    }

    fn read(lang: Lang, text: &str) -> Words {
        // What cannot be read is left out here, and the test below names it.
        let resource = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        let tag = match lang {
            Lang::En => unic_langid::langid!("en"),
            Lang::Zh => unic_langid::langid!("zh-CN"),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Marks that isolate what is filled in would be copied along with it. Where foreign text is filled in, the
        // caller isolates it.
        bundle.set_use_isolating(false);
        // A name given twice is found by the test, too.
        drop(bundle.add_resource(resource));
        Words(bundle)
    }

    /// The words under this name; the name itself when there are none.
    pub(crate) fn get<'a>(&'a self, name: &'a str) -> Cow<'a, str> {
        self.filled(name, &[])
    }

    /// The words under this name, with what is to be filled in.
    pub(crate) fn filled<'a>(&'a self, name: &'a str, values: &[(&str, &str)]) -> Cow<'a, str> {
        let Some(pattern) = self.0.get_message(name).and_then(|message| message.value()) else {
            return Cow::Borrowed(name);
        };
        let arguments: FluentArgs = values.iter().map(|(name, value)| (*name, *value)).collect();
        let mut troubles = Vec::new();
        self.0
            .format_pattern(pattern, Some(&arguments), &mut troubles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::{Conduct, Level, Named, Outcome, Role, Status};
    use std::collections::{BTreeMap, BTreeSet};

    /// Each name with the values that it wants filled in.
    fn names(text: &str) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut names = BTreeMap::new();
        for line in text.lines() {
            let Some((name, words)) = line.split_once(" = ") else {
                continue;
            };
            let wanted = words
                .split("{ $")
                .skip(1)
                .filter_map(|rest| rest.split(' ').next());
            assert!(
                names.insert(name, wanted.collect()).is_none(),
                "{name} stands twice"
            );
        }
        names
    }

    impl Words {
        /// The names under which settings are explained in Chinese.
        pub(crate) fn names_of_settings() -> BTreeSet<String> {
            names(SETTINGS_ZH)
                .keys()
                .map(|name| (*name).to_owned())
                .collect()
        }
    }

    #[test]
    fn both_languages_have_the_same_names_and_fill_in_the_same() {
        for Texts { en, zh } in [SITE, DESK] {
            assert_eq!(names(en), names(zh));
            for text in [en, zh] {
                let errors = FluentResource::try_new(text.to_owned())
                    .err()
                    .map(|(_, errors)| errors);
                assert!(errors.is_none(), "{errors:?}");
            }
        }
    }

    /// The text of pages and of what makes them.
    fn sources(folders: [&str; 2]) -> Vec<String> {
        let mut sources = Vec::new();
        for folder in folders {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            for file in std::fs::read_dir(folder).expect("a folder") {
                let file = file.expect("a file").path();
                if file.is_file() {
                    sources.push(std::fs::read_to_string(file).expect("text"));
                }
            }
        }
        sources
    }

    /// Every word is used and every word that is used is there; but for those that are put together, which begin so.
    fn all_used(text: &str, folders: [&str; 2], put_together: &[&str]) {
        let sources = sources(folders);
        let quoted = sources
            .iter()
            .flat_map(|text| text.split('"').skip(1).step_by(2));
        let used: BTreeSet<&str> = quoted.collect();
        let known = names(text);
        let unused = known.keys().filter(|name| {
            !used.contains(*name) && !put_together.iter().any(|begin| name.starts_with(begin))
        });
        assert_eq!(unused.copied().collect::<Vec<_>>(), [""; 0]);
        for call in [".t(\"", ".f(\""] {
            let names = sources.iter().flat_map(|text| text.split(call).skip(1));
            for name in names.filter_map(|rest| rest.split('"').next()) {
                assert!(known.contains_key(name), "{name} has no words");
            }
        }
    }

    #[test]
    fn every_word_of_the_pages_is_used_and_there() {
        all_used(SITE.en, ["src/public", "templates"], &["status-"]);
        let known = names(SITE.en);
        for status in Status::ALL {
            assert!(known.contains_key(format!("status-{status}").as_str()));
        }
    }

    #[test]
    fn every_word_of_the_console_is_used_and_there() {
        let put_together = [
            "status-", "level-", "conduct-", "outcome-", "role-", "state-", "deed-", "key-",
            "reply-", "refused-", "kept-", "entity-", "marking-",
        ];
        all_used(DESK.en, ["src/console", "templates/console"], &put_together);
        let known = names(DESK.en);
        let has = |name: String| assert!(known.contains_key(name.as_str()), "{name}");
        Status::ALL
            .iter()
            .for_each(|status| has(format!("status-{status}")));
        Level::ALL
            .iter()
            .for_each(|level| has(format!("level-{level}")));
        Conduct::ALL
            .iter()
            .for_each(|conduct| has(format!("conduct-{conduct}")));
        Outcome::ALL
            .iter()
            .for_each(|outcome| has(format!("outcome-{outcome}")));
        Role::ALL
            .iter()
            .for_each(|role| has(format!("role-{role}")));
        Named::KINDS
            .iter()
            .for_each(|kind| has(format!("entity-{kind}")));
    }

    #[test]
    fn what_is_filled_in_stands_where_the_language_wants_it() {
        let fill = [("at", "2"), ("of", "9")];
        assert_eq!(Words::site(Lang::En).filled("step", &fill), "Step 2 of 9");
        assert_eq!(
            Words::site(Lang::Zh).filled("step", &fill),
            "第 2 步，共 9 步"
        );
    }
}

//! What the pages say, from `locales/`: Fluent files that people edit. Each language is read when it is
//! first wanted, and a test holds them and the templates together, so a word that is missing is found before anybody reads
//! the page.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use report::Lang;
use std::borrow::Cow;
use std::sync::LazyLock;

const EN: &str = include_str!("../../../../locales/en/site.ftl");
const ZH: &str = include_str!("../../../../locales/zh/site.ftl");

/// The words of one language.
pub(crate) struct Words(FluentBundle<FluentResource>);

static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::En, EN));
static CHINESE: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::Zh, ZH));

impl Words {
    pub(crate) fn of(lang: Lang) -> &'static Words {
        match lang {
            Lang::En => &ENGLISH,
            Lang::Zh => &CHINESE,
        }
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
    use report::Status;
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

    #[test]
    fn both_languages_have_the_same_names_and_fill_in_the_same() {
        assert_eq!(names(EN), names(ZH));
        for text in [EN, ZH] {
            let errors = FluentResource::try_new(text.to_owned())
                .err()
                .map(|(_, errors)| errors);
            assert!(errors.is_none(), "{errors:?}");
        }
    }

    /// The text of the pages and of what makes them.
    fn sources() -> Vec<String> {
        let mut sources = Vec::new();
        for folder in ["src/public", "templates"] {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            for file in std::fs::read_dir(folder).expect("a folder") {
                let file = file.expect("a file").path();
                // Not this one, which names what is not used.
                if !file.ends_with("words.rs") {
                    sources.push(std::fs::read_to_string(file).expect("text"));
                }
            }
        }
        sources
    }

    #[test]
    fn every_word_is_used_and_every_word_that_is_used_is_there() {
        let sources = sources();
        let quoted = sources
            .iter()
            .flat_map(|text| text.split('"').skip(1).step_by(2));
        let used: BTreeSet<&str> = quoted.collect();
        let known = names(EN);
        // Where a report stands is said by `status-` and its word.
        let unused = known
            .keys()
            .filter(|name| !used.contains(*name) && !name.starts_with("status-"));
        assert_eq!(unused.copied().collect::<Vec<_>>(), [""; 0]);
        for call in [".t(\"", ".f(\""] {
            let names = sources.iter().flat_map(|text| text.split(call).skip(1));
            for name in names.filter_map(|rest| rest.split('"').next()) {
                assert!(known.contains_key(name), "{name} has no words");
            }
        }
        for status in [
            Status::Received,
            Status::InHand,
            Status::Closed,
            Status::Withdrawn,
        ] {
            assert!(known.contains_key(format!("status-{}", status.as_str()).as_str()));
        }
    }

    #[test]
    fn what_is_filled_in_stands_where_the_language_wants_it() {
        let fill = [("at", "2"), ("of", "9")];
        assert_eq!(Words::of(Lang::En).filled("step", &fill), "Step 2 of 9");
        assert_eq!(
            Words::of(Lang::Zh).filled("step", &fill),
            "第 2 步，共 9 步"
        );
    }
}

//! What somebody typed into a form that was not taken: it is shown again, all of it, so that nothing is lost. What opens
//! something is not.

use super::enter_typed;
use super::posted::Posted;
use super::view::View;

/// A field as it is shown again.
pub(crate) struct Kept {
    pub(crate) label: String,
    pub(crate) value: String,
    /// Lines of its box.
    pub(crate) rows: usize,
}

/// Passwords and codes, and what a page put into its own form.
const NOT_SHOWN: [&str; 13] = [
    "password",
    "new-password",
    "new-password-again",
    "code",
    "secret",
    "link",
    "token",
    "back",
    "read",
    "deed",
    "request",
    "sending",
    "instead",
];

/// Fields of deeds that have a name in words; those of the form for entering have theirs, and another is called as its form
/// calls it.
const NAMED: [&str; 6] = ["text", "message", "why", "about", "level", "outcome"];

/// Every field of a form that somebody filled in.
pub(crate) fn form(view: &View, posted: &Posted) -> Vec<Kept> {
    let typed = posted.pairs().filter(|(name, _)| !NOT_SHOWN.contains(name));
    let field = |(name, value): (&str, &str)| {
        let label = match NAMED.contains(&name) {
            true => view.of_kind("kept", name),
            false => enter_typed::label(view, name).unwrap_or_else(|| name.to_owned()),
        };
        kept(label, value)
    };
    typed.filter_map(field).collect()
}

fn kept(label: String, value: &str) -> Option<Kept> {
    // A line of a box has some sixty characters.
    let lines = value.lines().map(|line| 1 + line.chars().count() / 60);
    (!value.trim().is_empty()).then(|| Kept {
        label,
        rows: lines.sum::<usize>().clamp(1, 8),
        value: value.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every element of a page of the console that takes something in.
    fn fields() -> Vec<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/console");
        let mut fields = Vec::new();
        for page in std::fs::read_dir(folder).expect("the templates") {
            let page = std::fs::read_to_string(page.expect("a file").path()).expect("a template");
            let inputs = page.split("<input ").skip(1);
            fields.extend(inputs.filter_map(|rest| Some(rest.split_once('>')?.0.to_owned())));
        }
        fields
    }

    #[test]
    fn no_field_that_a_page_hides_while_it_is_typed_is_shown_again() {
        let secret = ["type=\"password\"", "one-time-code", "name=\"secret\""];
        let mut found = 0;
        for field in fields() {
            if secret.iter().any(|mark| field.contains(mark)) {
                let name = field.split("name=\"").nth(1).expect("a name");
                let name = name.split('"').next().expect("its end");
                assert!(NOT_SHOWN.contains(&name), "{name} is shown again");
                found += 1;
            }
        }
        assert!(found > 5, "the templates have such fields");
    }
}

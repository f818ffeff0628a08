//! What people here may be called. The log shows names to overseers, so none may pass for another: not for the
//! program's own words, not for two people at once, not for somebody who is here already.

use crate::error::{Failure, Refused};

/// Who did something when no person did, and whoever acts from the command line without a password.
pub(crate) const OURS: [&str; 3] = ["reporter", "desk", "administrator"];

/// Letters by Unicode that show nothing: the fillers of Hangul.
const BLANK_LETTERS: [char; 4] = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'];

/// Takes a name, or says why not.
pub(crate) fn check(name: &str) -> Result<(), Failure> {
    let may_stand = |c: char| {
        (c.is_alphanumeric() && !BLANK_LETTERS.contains(&c)) || matches!(c, ' ' | '-' | '_' | '.')
    };
    let length = name.chars().count();
    if !(1..=64).contains(&length)
        || !name.chars().all(may_stand)
        || name.trim() != name
        || bare(name).is_empty()
    {
        return Err(Failure::NotAllowed(Refused::OddName));
    }
    if OURS.contains(&bare(name).as_str()) {
        return Err(Failure::NotAllowed(Refused::OurWord));
    }
    Ok(())
}

/// What is left of a name when it is heard rather than read: `Officer_1` and `officer-1` are one.
pub(crate) fn bare(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

//! Browsers in which somebody signed in before: they try passwords in turns of their own, so that strangers who hammer at
//! a name, or fill the line before all of them, keep nobody out who was here before (docs/decisions/0038).
//!
//! Such a browser keeps what it was given: a random number with the name, sealed. Nothing of it lies here. It opens
//! nothing, and whoever has it still needs password and code, with tries that are counted as those of strangers are.

use crate::desk::Desk;
use crate::guesses::Series;
use crate::people::Person;
use report::Id;

const BROWSER: &str = "a browser that signed in";

/// Seconds for which a browser is remembered after a sign-in.
const REMEMBERED: i64 = 90 * 86_400;

impl Desk {
    /// What a browser keeps in which this person just signed in.
    #[must_use]
    pub fn remember_browser(&self, person: &Person) -> String {
        let (now, number) = (self.now().as_second(), Id(self.random().bytes()));
        let kept = format!("{now} {number} {}", person.name);
        self.seal_carried(BROWSER, kept.as_bytes())
    }

    /// In which series a try of this name counts that comes from this browser.
    pub(crate) fn series_of(&self, browser: Option<&str>, name: &str) -> Series {
        let known = browser.and_then(|kept| self.known_browser(kept, name));
        known.map_or(Series::Stranger, Series::Browser)
    }

    fn known_browser(&self, kept: &str, name: &str) -> Option<Id> {
        let plain = self.open_carried(BROWSER, kept)?;
        let mut parts = std::str::from_utf8(&plain).ok()?.splitn(3, ' ');
        let begun: i64 = parts.next()?.parse().ok()?;
        let number: Id = parts.next()?.parse().ok()?;
        let is_its = parts.next()? == name && self.now().as_second() < begun + REMEMBERED;
        is_its.then_some(number)
    }
}

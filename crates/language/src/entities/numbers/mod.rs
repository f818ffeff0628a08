//! Numbers with check digits: ships, aircraft, containers, patents.
//!
//! Registrations, flights and transponders' addresses are read only beside a word that is of aircraft: buildings, masks and rooms
//! are numbered in the same way.

mod aircraft;
mod patent;
mod ships;
#[cfg(test)]
mod tests;

use super::Look;
use crate::normal::Stretch;
use report::Entity;

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    if !look
        .normal
        .text
        .bytes()
        .any(|c| c.is_ascii_digit() || c == b'-')
    {
        return;
    }
    ships::find(look, found);
    aircraft::find(look, found);
    patent::find(look, found);
}

/// Whether letters or digits stand right beside it.
fn joined(text: &str, stretch: &Stretch) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    part(text[..stretch.start].chars().next_back()) || part(text[stretch.end..].chars().next())
}

/// The text around it, so many bytes to each side and no character cut.
pub(super) fn around(text: &str, stretch: &Stretch, far: usize) -> (Stretch, Stretch) {
    let mut from = stretch.start.saturating_sub(far);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = text.len().min(stretch.end + far);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    (from..stretch.start, stretch.end..to)
}

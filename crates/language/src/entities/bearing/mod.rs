//! Directions.
use super::Look;
use report::Entity;

/// Finds them.
pub(super) fn find(_look: &Look<'_>, _found: &mut Vec<Entity>) {}

/// Behind "o'clock" as people write it, if it stands here; and whether it is a direction.
pub(super) fn oclock(text: &str, at: usize) -> Option<(usize, bool)> {
    let _ = (text, at);
    None
}

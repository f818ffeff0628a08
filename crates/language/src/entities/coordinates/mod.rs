//! Positions in any notation.

use super::Look;
use report::Entity;

/// Finds them.
pub(super) fn find(_look: &Look<'_>, _found: &mut Vec<Entity>) {}

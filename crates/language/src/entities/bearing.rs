//! Directions and distances as pilots give them.

use super::Look;
use report::Entity;

/// Finds them.
pub(super) fn find(_look: &Look<'_>, _found: &mut Vec<Entity>) {}

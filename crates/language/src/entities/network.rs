//! Network addresses, hosts, links, handles, digests, defanged ones too.

use super::Look;
use report::Entity;

/// Finds them.
pub(super) fn find(_look: &Look<'_>, _found: &mut Vec<Entity>) {}

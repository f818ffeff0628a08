//! Places that are described: a road and a number, a junction, a building with its floor, a kilometre, a pole, "the third tree".
//!
//! A road alone is no place that somebody could go to, nor is a junction without a name. What stands together is one place:
//! `建设路12号3号楼2单元5层`; its form is that of its first part, because that is what a map knows.

mod chinese;
mod english;
#[cfg(test)]
mod tests;

use super::Look;
use crate::normal::Stretch;
use report::{Entity, Named};

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    chinese::find(look, found);
    english::find(look, found);
}

/// Where it stands, and what kind of description it is; as written.
fn push(look: &Look<'_>, stretch: Stretch, form: &str, found: &mut Vec<Entity>) {
    let source = look.normal.source(stretch.clone());
    let described = look.source[source].trim().to_owned();
    let what = Named::Place {
        form: form.into(),
        described,
    };
    found.push(look.entity(stretch, what, true));
}

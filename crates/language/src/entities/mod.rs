//! Things that a text names, in normal form (product.md, T3). A kind a file; each looks at the text by itself, in time linear in
//! its length, and what lies within something longer is left out at the end.

mod amount;
mod bearing;
mod coordinates;
mod device;
mod duration;
mod marking;
mod network;
mod numbers;
mod office;
mod organisation;
mod place;
mod quantity;
mod radio;
mod time;
mod wallet;

use crate::normal::{Normal, Stretch};
use jiff::tz::TimeZone;
use report::{Entity, Named, Timestamp};

/// Entities of a text at most: more are a list, and not read one by one.
const AT_MOST: usize = 1_000;

/// What times in a text are reckoned from.
#[derive(Clone, Debug)]
pub struct When {
    /// When the report came.
    pub received_at: Timestamp,
    /// The desk's zone: that of times without one.
    pub zone: TimeZone,
}

/// A text that is looked through.
pub(crate) struct Look<'a> {
    /// As it was written.
    pub(crate) source: &'a str,
    /// As it is compared: half width, small letters, simplified characters, single spaces.
    pub(crate) normal: &'a Normal,
    /// From where its times are reckoned.
    pub(crate) when: &'a When,
}

impl Look<'_> {
    /// An entity that stands there in the normal text.
    fn entity(&self, stretch: Stretch, what: Named, valid: bool) -> Entity {
        let source = self.normal.source(stretch);
        Entity {
            what,
            text: self.source[source.clone()].to_owned(),
            span: source.into(),
            valid,
        }
    }

    /// The entity that stands there in the text as it was written, where capital letters matter.
    fn entity_of_source(&self, stretch: Stretch, what: Named, valid: bool) -> Entity {
        Entity {
            what,
            text: self.source[stretch.clone()].to_owned(),
            span: stretch.into(),
            valid,
        }
    }
}

/// Everything that a text names, in the order of the text.
pub(crate) fn find(look: &Look<'_>) -> Vec<Entity> {
    let mut found = Vec::new();
    for find in [
        coordinates::find,
        time::find,
        duration::find,
        network::find,
        wallet::find,
        amount::find,
        numbers::find,
        radio::find,
        bearing::find,
        quantity::find,
        device::find,
        marking::find,
        office::find,
        organisation::find,
        place::find,
    ] {
        find(look, &mut found);
    }
    longest(found)
}

/// What lies within another, or reaches into a longer one, is left out; of two that stand in one place, the one whose kind is looked for first.
/// Organisations, places and devices may have others in them.
fn longest(mut found: Vec<Entity>) -> Vec<Entity> {
    let long = |entity: &Entity| entity.span.to - entity.span.from;
    found.sort_by_key(|entity| (entity.span.from, std::cmp::Reverse(long(entity))));
    let mut kept: Vec<Entity> = Vec::new();
    for entity in found {
        let loose = |entity: &Entity| {
            matches!(
                entity.what,
                Named::Organisation { .. } | Named::Place { .. } | Named::Device { .. }
            )
        };
        let last = kept
            .iter_mut()
            .rev()
            .find(|kept| loose(kept) == loose(&entity));
        match last {
            Some(last) if entity.span.from < last.span.to => {
                if long(&entity) > long(last) {
                    *last = entity;
                }
            }
            _ => kept.push(entity),
        }
        if kept.len() == AT_MOST {
            break;
        }
    }
    kept.sort_by_key(|entity| entity.span);
    kept
}

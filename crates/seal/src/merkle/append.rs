//! Adding leaves.

use super::{Hash, TILE_HEIGHT, TILE_WIDTH, Tiles, fold, prove};

/// A tree after new leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Leaves.
    pub size: u64,
    /// Root.
    pub root: Hash,
    /// Every tile that is new or longer than before, whole: level, index, hashes. To be stored in the same
    /// transaction as the leaves.
    pub tiles: Vec<(u8, u64, Vec<Hash>)>,
}

/// Adds leaf hashes to a tree of `size` leaves. Reads one tile a level at most, and for the root the rightmost
/// tiles.
///
/// # Errors
/// What [`Tiles`] says.
///
/// # Panics
/// When the tree would have more than 2^64 - 1 leaves.
pub fn append<T: Tiles>(tiles: &mut T, size: u64, leaves: &[Hash]) -> Result<Appended, T::Error> {
    let new_size = size
        .checked_add(leaves.len() as u64)
        .expect("no log has 2^64 leaves");
    let mut changed = Vec::new();
    let mut level = 0;
    // The complete subtrees of this level: how many there were, and those that are new.
    let mut before = size;
    let mut fresh = leaves.to_vec();
    while !fresh.is_empty() {
        let mut index = before >> TILE_HEIGHT;
        let kept = (before % TILE_WIDTH as u64) as usize;
        let mut tile = if kept == 0 {
            Vec::new()
        } else {
            prefix(tiles, level, index, kept)?
        };
        let mut above = Vec::new();
        for hash in fresh {
            tile.push(hash);
            if tile.len() == TILE_WIDTH {
                above.push(fold(&tile));
                changed.push((level, index, std::mem::take(&mut tile)));
                index += 1;
            }
        }
        if !tile.is_empty() {
            changed.push((level, index, tile));
        }
        before >>= TILE_HEIGHT;
        fresh = above;
        level += 1;
    }
    let root = prove::root(
        &mut Overlay {
            changed: &changed,
            below: tiles,
        },
        new_size,
    )?;
    Ok(Appended {
        size: new_size,
        root,
        tiles: changed,
    })
}

/// The first `count` hashes of a stored tile.
pub(super) fn prefix<T: Tiles>(
    tiles: &mut T,
    level: u8,
    index: u64,
    count: usize,
) -> Result<Vec<Hash>, T::Error> {
    let mut tile = tiles.tile(level, index)?;
    if tile.len() < count {
        return Err(tiles.too_short(level, index));
    }
    tile.truncate(count);
    Ok(tile)
}

/// The tiles as they will be once the changed ones are stored.
struct Overlay<'a, T> {
    changed: &'a [(u8, u64, Vec<Hash>)],
    below: &'a mut T,
}

impl<T: Tiles> Tiles for Overlay<'_, T> {
    type Error = T::Error;

    fn tile(&mut self, level: u8, index: u64) -> Result<Vec<Hash>, T::Error> {
        match self
            .changed
            .iter()
            .find(|&&(l, i, _)| (l, i) == (level, index))
        {
            Some((_, _, hashes)) => Ok(hashes.clone()),
            None => self.below.tile(level, index),
        }
    }

    fn too_short(&mut self, level: u8, index: u64) -> T::Error {
        self.below.too_short(level, index)
    }
}

//! Roots and proofs from tiles.

use super::{
    Hash, TILE_HEIGHT, TILE_WIDTH, Tiles, append::prefix, empty_root, fold, node_hash, split,
};
use std::collections::HashMap;

/// The root of the tree of the first `size` leaves; any size that the tree ever had.
///
/// # Errors
/// What [`Tiles`] says.
pub fn root<T: Tiles>(tiles: &mut T, size: u64) -> Result<Hash, T::Error> {
    if size == 0 {
        Ok(empty_root())
    } else {
        Tree::new(tiles, size).range(0, size)
    }
}

/// The proof that leaf `index` is in the tree of `size` leaves, lowest hash first (RFC 9162, section 2.1.3.1).
/// Empty, hence worthless, when it is not.
///
/// # Errors
/// What [`Tiles`] says.
pub fn inclusion<T: Tiles>(tiles: &mut T, index: u64, size: u64) -> Result<Vec<Hash>, T::Error> {
    let mut proof = Vec::new();
    if index < size {
        let mut tree = Tree::new(tiles, size);
        // From the root down; turned over at the end.
        let (mut start, mut end) = (0, size);
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                proof.push(tree.range(middle, end)?);
                end = middle;
            } else {
                proof.push(tree.range(start, middle)?);
                start = middle;
            }
        }
        proof.reverse();
    }
    Ok(proof)
}

/// The proof that the tree of `old` leaves is the beginning of the tree of `new` leaves (RFC 9162, section
/// 2.1.4.1). Empty when they are the same, when `old` is zero, and when it is above `new`.
///
/// # Errors
/// What [`Tiles`] says.
pub fn consistency<T: Tiles>(tiles: &mut T, old: u64, new: u64) -> Result<Vec<Hash>, T::Error> {
    let mut proof = Vec::new();
    if 0 < old && old < new {
        let mut tree = Tree::new(tiles, new);
        let (mut start, mut end) = (0, new);
        // While the old tree ends inside (start, end).
        while end != old {
            let middle = start + split(end - start);
            if old <= middle {
                proof.push(tree.range(middle, end)?);
                end = middle;
            } else {
                proof.push(tree.range(start, middle)?);
                start = middle;
            }
        }
        // The RFC's flag b: the old root itself is known to whoever verifies.
        if start != 0 {
            proof.push(tree.range(start, end)?);
        }
        proof.reverse();
    }
    Ok(proof)
}

/// A tree of a fixed size over tiles, each of which is read once.
struct Tree<'a, T> {
    tiles: &'a mut T,
    size: u64,
    read: HashMap<(u8, u64), Vec<Hash>>,
}

impl<'a, T: Tiles> Tree<'a, T> {
    fn new(tiles: &'a mut T, size: u64) -> Self {
        Tree {
            tiles,
            size,
            read: HashMap::new(),
        }
    }

    /// MTH of the leaves from `start` to before `end`, as the RFC's recursion cuts them: `start` is a multiple of
    /// the largest power of two in `end - start`.
    fn range(&mut self, start: u64, end: u64) -> Result<Hash, T::Error> {
        let count = end - start;
        if count.is_power_of_two() {
            return self.complete(start, count.trailing_zeros());
        }
        let middle = start + split(count);
        let left = self.range(start, middle)?;
        let right = self.range(middle, end)?;
        Ok(node_hash(&left, &right))
    }

    /// The root of the complete subtree of this height that begins at leaf `start`.
    fn complete(&mut self, start: u64, height: u32) -> Result<Hash, T::Error> {
        let level = height / TILE_HEIGHT;
        let below = TILE_HEIGHT * level;
        let first = start >> below;
        let index = first >> TILE_HEIGHT;
        let from = (first % TILE_WIDTH as u64) as usize;
        // As wide as the tile is in a tree of this size: asked for once, whatever part is wanted next.
        let width = ((self.size >> below) - (index << TILE_HEIGHT)).min(TILE_WIDTH as u64) as usize;
        // Unwrap safety of the cast: a height is at most 63, hence a level at most 7.
        let key = (level as u8, index);
        if !self.read.contains_key(&key) {
            let tile = prefix(self.tiles, key.0, key.1, width)?;
            self.read.insert(key, tile);
        }
        let count = 1 << (height % TILE_HEIGHT);
        Ok(fold(&self.read[&key][from..from + count]))
    }
}

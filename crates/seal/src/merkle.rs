//! The Merkle tree of the log (RFC 9162, section 2.1), kept in tiles.
//!
//! A tile holds up to 256 hashes: tile `(level, index)` has the roots of the complete subtrees of height
//! `8 * level` with the numbers `256 * index ..`. The lowest level has the leaves. The rightmost tile of a level
//! may be partial. (The layout is that of C2SP tlog-tiles and of sunlight.)

mod append;
mod check;
mod frontier;
mod prove;
mod verify;

pub use append::{Appended, append};
pub use check::broken_tile;
pub use frontier::Frontier;
pub use prove::{consistency, inclusion, root};
pub use verify::{verify_consistency, verify_inclusion};

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// Tree levels in a tile.
pub const TILE_HEIGHT: u32 = 8;
/// Hashes in a full tile.
pub const TILE_WIDTH: usize = 1 << TILE_HEIGHT;

/// Where tiles are kept.
///
/// Obligations: a tile that an [`Appended`] gave is returned whole as it was, or as a later `Appended` gave it
/// (longer, the beginning unchanged). A tile that no `Appended` gave is never asked for.
pub trait Tiles {
    /// What can go wrong when a tile is read.
    type Error;

    /// The hashes of a tile, full or partial.
    ///
    /// # Errors
    /// When it cannot be read.
    fn tile(&mut self, level: u8, index: u64) -> Result<Vec<Hash>, Self::Error>;

    /// The error for a stored tile that is shorter than the size of the tree demands: the log is damaged, and
    /// nothing may be signed that was computed from it. A store overrides this with an error of its own.
    ///
    /// # Panics
    /// Unless overridden: better no head than a wrong one.
    fn too_short(&mut self, level: u8, index: u64) -> Self::Error {
        panic!("tile {index} of level {level} is shorter than the size of the log demands")
    }
}

impl<T: Tiles + ?Sized> Tiles for &mut T {
    type Error = T::Error;

    fn tile(&mut self, level: u8, index: u64) -> Result<Vec<Hash>, T::Error> {
        (**self).tile(level, index)
    }

    fn too_short(&mut self, level: u8, index: u64) -> T::Error {
        (**self).too_short(level, index)
    }
}

/// The hash of a leaf's data: `SHA-256(0x00 | data)` (RFC 9162, section 2.1.1).
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0])
        .chain_update(data)
        .finalize()
        .into()
}

/// The hash of two neighbours: `SHA-256(0x01 | left | right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut data = [1; 65];
    data[1..33].copy_from_slice(left);
    data[33..].copy_from_slice(right);
    Sha256::digest(data).into()
}

/// The root of the tree without leaves: the hash of nothing.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The hash over a whole number of neighbours that is a power of two.
fn fold(hashes: &[Hash]) -> Hash {
    debug_assert!(hashes.len().is_power_of_two());
    match hashes {
        [only] => *only,
        [left, right] => node_hash(left, right),
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            node_hash(&fold(left), &fold(right))
        }
    }
}

/// The largest power of two below `n`, for `n` above one: where RFC 9162 splits a tree.
fn split(n: u64) -> u64 {
    1 << (u64::BITS - 1 - (n - 1).leading_zeros())
}

#[cfg(test)]
mod tests;

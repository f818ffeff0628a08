//! Checking stored tiles against each other.

use super::{Hash, TILE_HEIGHT, TILE_WIDTH, Tiles, append::prefix, fold};

/// The first full tile, `(level, index)`, whose hashes do not fold to what the level above keeps of it; `None` when all
/// do. A partial tile has nothing above it yet: all its hashes go into [`super::root`], so both together check every
/// hash that is stored.
///
/// # Errors
/// What [`Tiles`] says.
pub fn broken_tile<T: Tiles>(tiles: &mut T, size: u64) -> Result<Option<(u8, u64)>, T::Error> {
    for level in 1.. {
        let complete = size
            .checked_shr(TILE_HEIGHT * u32::from(level))
            .unwrap_or(0);
        if complete == 0 {
            return Ok(None);
        }
        let mut above: Vec<Hash> = Vec::new();
        for index in 0..complete {
            // Unwrap safety of the casts: both are below the width of a tile.
            let within = (index % TILE_WIDTH as u64) as usize;
            if within == 0 {
                let width = (complete - index).min(TILE_WIDTH as u64) as usize;
                above = prefix(tiles, level, index / TILE_WIDTH as u64, width)?;
            }
            let full = prefix(tiles, level - 1, index, TILE_WIDTH)?;
            if fold(&full) != above[within] {
                return Ok(Some((level - 1, index)));
            }
        }
    }
    Ok(None)
}

//! A root over leaves that come one after another.

use super::{Hash, empty_root, node_hash};

/// The root of leaves that pass by once: for `log verify`, which walks over millions and keeps none. Holds one
/// hash a level.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
    size: u64,
    /// Roots of the complete subtrees, the largest first: one for each bit that is set in the size.
    roots: Vec<Hash>,
}

impl Frontier {
    /// No leaves yet.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// Adds the hash of the next leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // As when one is added to a binary number: every trailing one is a subtree to be merged with.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.roots.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.roots.push(hash);
        self.size += 1;
    }

    /// Leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root so far.
    pub fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        let Some(last) = roots.next() else {
            return empty_root();
        };
        roots.fold(*last, |right, left| node_hash(left, &right))
    }
}

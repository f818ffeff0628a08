//! Reading numbers from foreign bytes, and keeping a bounded number of them until there are enough.

/// Something that no file of this kind holds at this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

/// `N` bytes from `at` on, if they are there.
pub(crate) fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// A big-endian number of two bytes.
pub(crate) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_be_bytes)
}

/// A big-endian number of four bytes.
pub(crate) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

/// A number of four bytes as a place in memory. (Where that has 16 bits nothing can lie there, and nothing is found.)
pub(crate) fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A length in memory as a length in a file. (It fits 64 bits on every machine that Rust knows.)
pub(crate) fn long(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Cuts at most `most` bytes off the front of `input`.
pub(crate) fn cut<'a>(input: &mut &'a [u8], most: u64) -> &'a [u8] {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let (front, rest) = input.split_at(most.min(input.len()));
    *input = rest;
    front
}

/// The `N` bytes of a head, wherever the chunks of a stream part it.
#[derive(Debug)]
pub(crate) struct Head<const N: usize> {
    bytes: [u8; N],
    have: usize,
}

impl<const N: usize> Head<N> {
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; N],
            have: 0,
        }
    }

    /// Takes from `input` what is missing; the bytes once they are whole, after which it begins anew.
    pub(crate) fn take(&mut self, input: &mut &[u8]) -> Option<[u8; N]> {
        let (_, missing) = self.bytes.split_at_mut(self.have);
        let length = missing.len().min(input.len());
        let (missing, _) = missing.split_at_mut(length);
        missing.copy_from_slice(cut(input, long(length)));
        self.have += length;
        if self.have < N {
            return None;
        }
        self.have = 0;
        Some(self.bytes)
    }

    /// What is there so far.
    pub(crate) fn so_far(&self) -> &[u8] {
        self.bytes.get(..self.have).unwrap_or_default()
    }
}

/// Bytes kept to be looked at together: as they come, and never more than the limit.
#[derive(Debug)]
pub(crate) struct Held {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

impl Held {
    pub(crate) const fn new(limit: usize) -> Self {
        Self {
            bytes: Vec::new(),
            limit,
            full: false,
        }
    }

    /// Keeps what still fits. What does not is lost, and [`Held::whole`] is false from then on.
    pub(crate) fn keep(&mut self, bytes: &[u8]) {
        let room = self.limit.saturating_sub(self.bytes.len());
        self.full |= bytes.len() > room;
        let bytes = bytes.get(..room).unwrap_or(bytes);
        // Vec itself would grow beyond the limit, doubling what came in one large chunk.
        let needed = self.bytes.len() + bytes.len();
        if needed > self.bytes.capacity() {
            let size = needed.max(self.bytes.len() * 2).min(self.limit);
            self.bytes.reserve_exact(size - self.bytes.len());
        }
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether nothing was lost.
    pub(crate) fn whole(&self) -> bool {
        !self.full
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.full = false;
    }

    pub(crate) fn memory(&self) -> usize {
        self.bytes.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_that_is_not_whole_is_none() {
        assert_eq!(be16(&[1, 2, 3], 1), Some(0x0203));
        assert_eq!(be16(&[1, 2, 3], 2), None);
        assert_eq!(be32(&[1, 2, 3, 4], usize::MAX), None);
    }

    #[test]
    fn a_head_begins_anew_once_it_is_whole() {
        let (mut head, mut input) = (Head::<3>::new(), [1, 2, 3, 4].as_slice());
        assert_eq!(head.take(&mut input), Some([1, 2, 3]));
        assert_eq!(head.take(&mut input), None);
        assert_eq!(head.so_far(), [4]);
        assert_eq!(head.take(&mut [5, 6].as_slice()), Some([4, 5, 6]));
    }

    proptest! {
        #[test]
        fn no_more_is_held_than_the_limit(limit in 0_usize..300, chunks: Vec<Vec<u8>>) {
            let mut held = Held::new(limit);
            for chunk in &chunks {
                held.keep(chunk);
                prop_assert!(held.memory() <= limit);
            }
            let all = chunks.concat();
            prop_assert_eq!(held.bytes(), &all[..all.len().min(limit)]);
            prop_assert_eq!(held.whole(), all.len() <= limit);
        }
    }
}

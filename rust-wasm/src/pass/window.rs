//! The bits of three blocks: the one that is read, and those beside it.

use crate::prefilter::{Block, BLOCK};

#[derive(Clone, Copy)]
pub(super) struct Window {
    /// Where the block that is read starts.
    pub base: usize,
    pub before: Block,
    pub here: Block,
    pub next: Block,
}

impl Window {
    /// The bits of a class from `bit` on.
    #[inline]
    pub fn onward(&self, class: impl Fn(&Block) -> u64, bit: u32) -> u64 {
        class(&self.here) >> bit | (class(&self.next) << 1) << (63 - bit)
    }

    /// The bits of a class before the byte at `at`, the highest for the nearest. `at` lies in the block
    /// that is read or in the next one.
    #[inline]
    pub fn back(&self, class: impl Fn(&Block) -> u64, at: usize) -> u64 {
        let bit = at - self.base;
        let (far, near) = if bit < BLOCK {
            (self.before, self.here)
        } else {
            (self.here, self.next)
        };
        let bit = bit % BLOCK;
        class(&far) >> bit | (class(&near) << 1) << (63 - bit)
    }

    /// Whether the last bit of the block before is set.
    #[inline]
    pub fn ended(&self, class: impl Fn(&Block) -> u64) -> bool {
        class(&self.before) >> (BLOCK - 1) == 1
    }
}

/// The set bits, lowest first.
pub(super) fn ones(mut bits: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = (bits != 0).then(|| bits.trailing_zeros());
        bits &= bits.wrapping_sub(1);
        bit
    })
}

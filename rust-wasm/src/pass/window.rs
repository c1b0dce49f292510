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

#[cfg(test)]
mod tests {
    use super::{ones, Window};
    use crate::prefilter::{block, BLOCK};

    /// Three blocks of digits and spaces without a period, the middle one of them read.
    fn sample() -> (Vec<u8>, Window) {
        let digit = |i: usize| if i * i % 7 < 3 { b'7' } else { b' ' };
        let bytes: Vec<u8> = (0..3 * BLOCK).map(digit).collect();
        let window = Window {
            base: BLOCK,
            before: block(&bytes, 0),
            here: block(&bytes, BLOCK),
            next: block(&bytes, 2 * BLOCK),
        };
        (bytes, window)
    }

    #[test]
    fn bits_go_on_in_the_blocks_beside() {
        let (bytes, window) = sample();
        let digits = |from: usize| {
            let part = bytes[from..from + BLOCK].iter().enumerate();
            part.fold(0, |bits, (i, b)| bits | u64::from(*b == b'7') << i)
        };
        for at in BLOCK..2 * BLOCK {
            let bit = u32::try_from(at - BLOCK).expect("small");
            assert_eq!(window.onward(|block| block.digits, bit), digits(at), "{at}");
        }
        for at in BLOCK..3 * BLOCK {
            assert_eq!(
                window.back(|block| block.digits, at),
                digits(at - BLOCK),
                "{at}"
            );
        }
        let ended = bytes[BLOCK - 1] == b'7';
        assert_eq!(window.ended(|block| block.digits), ended);
    }

    #[test]
    fn set_bits_come_lowest_first() {
        assert_eq!(ones(1 << 63 | 0b101).collect::<Vec<_>>(), [0, 2, 63]);
        assert_eq!(ones(0).count(), 0);
    }
}

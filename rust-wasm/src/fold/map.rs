//! Where each folded byte came from: two bitmaps over the original bytes.

use std::ops::Range;

const WORD: usize = 64;

/// Units of the original in their order. A unit is a character or an escape, and `k` of its bytes fold to `n <= k`.
#[derive(Clone, Debug, Default)]
pub(super) struct Map {
    /// Bit set for the first `n` bytes of a unit: as many bits as folded bytes.
    kept: Vec<u64>,
    /// Bit set for the first byte of a unit.
    heads: Vec<u64>,
    /// Original bytes so far.
    len: usize,
}

impl Map {
    /// An empty map with room for `len` original bytes.
    pub fn with_len(len: usize) -> Self {
        let words = vec![0; len / WORD + 1];
        Self {
            kept: words.clone(),
            heads: words,
            len: 0,
        }
    }

    /// Adds `len` ASCII characters that stay as they are.
    pub fn same(&mut self, len: usize) {
        fill(&mut self.kept, self.len..self.len + len);
        fill(&mut self.heads, self.len..self.len + len);
        self.len += len;
    }

    /// Adds a unit of `len` original bytes that folds to `kept` bytes.
    pub fn unit(&mut self, len: usize, kept: usize) {
        fill(&mut self.kept, self.len..self.len + kept.min(len));
        fill(&mut self.heads, self.len..self.len + len.min(1));
        self.len += len;
    }

    /// The original bytes of the folded ones. Its end is that of the last folded byte's unit.
    pub fn original(&self, folded: &Range<usize>) -> Range<usize> {
        let mut walk = Walk::new(&self.kept);
        let first = walk.seek(&self.kept, folded.start).unwrap_or(self.len);
        let start = self.head_at_or_before(first);
        let Some(last) = folded.end.checked_sub(1).filter(|_| !folded.is_empty()) else {
            return start..start;
        };
        let end = walk
            .seek(&self.kept, last)
            .map_or(self.len, |last| self.head_after(last));
        start..end.max(start)
    }

    /// Takes out the folded bytes of each range, in ascending order, but the first one where the flag is set.
    ///
    /// With the flag the range becomes one unit, without it the bytes belong to none that is kept.
    pub fn collapse(&mut self, ranges: impl Iterator<Item = (Range<usize>, bool)>) {
        let mut walk = Walk::new(&self.kept);
        for (range, keep_first) in ranges {
            let mut from = range.start;
            let first = walk.seek(&self.kept, from);
            if let (true, Some(first)) = (keep_first, first) {
                let last = walk.copy().seek(&self.kept, range.end.saturating_sub(1));
                let end = last.map_or(self.len, |last| self.head_after(last));
                clear(&mut self.heads, first + 1..end);
                from += 1;
            }
            for folded in from..range.end {
                if let Some(byte) = walk.seek(&self.kept, folded) {
                    clear(&mut self.kept, byte..byte + 1);
                }
            }
        }
    }

    fn head_at_or_before(&self, at: usize) -> usize {
        let is_head = |at: &usize| self.heads[at / WORD] >> (at % WORD) & 1 == 1;
        if at >= self.len {
            return self.len;
        }
        (0..=at).rev().find(is_head).unwrap_or(0)
    }

    fn head_after(&self, at: usize) -> usize {
        let mut word = (at + 1) / WORD;
        let mut bits = self.heads.get(word).unwrap_or(&0) & u64::MAX << ((at + 1) % WORD);
        while bits == 0 {
            word += 1;
            match self.heads.get(word) {
                Some(next) => bits = *next,
                None => return self.len,
            }
        }
        word * WORD + bits.trailing_zeros() as usize
    }
}

/// Finds set bits by their number, in ascending order. Bits that were found may be cleared.
#[derive(Debug)]
struct Walk {
    word: usize,
    /// The word as it was when the walk came to it.
    bits: u64,
    /// Set bits before the word.
    before: usize,
}

impl Walk {
    fn new(words: &[u64]) -> Self {
        Self {
            word: 0,
            bits: words.first().copied().unwrap_or(0),
            before: 0,
        }
    }

    fn copy(&self) -> Self {
        Self { ..*self }
    }

    /// Place of the set bit that has `number` set bits before it.
    fn seek(&mut self, words: &[u64], number: usize) -> Option<usize> {
        loop {
            let ones = self.bits.count_ones() as usize;
            let skip = number.checked_sub(self.before)?;
            if skip < ones {
                let bits = (0..skip).fold(self.bits, |bits, _| bits & (bits - 1));
                return Some(self.word * WORD + bits.trailing_zeros() as usize);
            }
            self.bits = *words.get(self.word + 1)?;
            self.word += 1;
            self.before += ones;
        }
    }
}

fn fill(words: &mut [u64], range: Range<usize>) {
    each_word(range, |word, mask| {
        if let Some(word) = words.get_mut(word) {
            *word |= mask;
        }
    });
}

fn clear(words: &mut [u64], range: Range<usize>) {
    each_word(range, |word, mask| {
        if let Some(word) = words.get_mut(word) {
            *word &= !mask;
        }
    });
}

/// Calls `change` with each word that the bits of `range` lie in, and their mask.
fn each_word(range: Range<usize>, mut change: impl FnMut(usize, u64)) {
    let mut at = range.start;
    while at < range.end {
        let count = (WORD - at % WORD).min(range.end - at);
        change(at / WORD, u64::MAX >> (WORD - count) << (at % WORD));
        at += count;
    }
}

//! Sets of the first or the last two letters of words: most words of a text are in none of them.

/// For each letter a bit for each letter beside it. Letters count in any case; more bytes than
/// letters share a place, so a pair that is in the set may be none of the words'.
#[derive(Clone, Copy)]
pub struct Pairs([u32; 32]);

impl Pairs {
    /// The first two bytes of the words, of which none is shorter.
    #[must_use]
    pub const fn first(lists: &[&[&str]]) -> Self {
        Self::of(lists, false)
    }

    /// The last two bytes of the words, of which none is shorter.
    #[must_use]
    pub const fn last(lists: &[&[&str]]) -> Self {
        Self::of(lists, true)
    }

    const fn of(lists: &[&[&str]], ending: bool) -> Self {
        let mut pairs = [0; 32];
        let mut list = 0;
        while list < lists.len() {
            let mut word = 0;
            while word < lists[list].len() {
                let bytes = lists[list][word].as_bytes();
                let at = if ending { bytes.len() - 2 } else { 0 };
                pairs[(bytes[at] & 31) as usize] |= 1 << (bytes[at + 1] & 31);
                word += 1;
            }
            list += 1;
        }
        Self(pairs)
    }

    /// Whether one of the words may have these two letters.
    #[must_use]
    pub fn has(&self, one: u8, two: u8) -> bool {
        self.0[usize::from(one & 31)] >> (two & 31) & 1 == 1
    }
}

//! The vocabulary: from the bytes of a token to its row. One open-addressed table of 16-bit rows.

static TOKENS: &str = include_str!("../../data/vocabulary.txt");

/// Slots of the table: a power of two, above twice the number of tokens.
const SLOTS: usize = 1 << 16;
const EMPTY: u16 = u16::MAX;
const CONTINUED: &str = "##";

/// The hash (FNV-1a) of a token that begins a word, before its first byte.
pub const BEGIN: u32 = 0x811c_9dc5;
/// The same for a token that goes on with one.
pub const GO_ON: u32 = extend(extend(BEGIN, b'#'), b'#');

pub const fn extend(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

pub struct Vocabulary {
    slots: Vec<u16>,
    tokens: Vec<&'static str>,
    /// Bytes of the longest token, without its mark.
    pub longest: usize,
}

impl Vocabulary {
    pub fn new() -> Self {
        let tokens: Vec<&str> = TOKENS.split('\n').collect();
        let mut slots = vec![EMPTY; SLOTS];
        for (row, token) in (0_u16..).zip(&tokens) {
            let mut slot = slot_of(token.bytes().fold(BEGIN, extend));
            while slots[slot] != EMPTY {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = row;
        }
        let longest = tokens.iter().map(|token| token.len()).max().unwrap_or(0);
        Self {
            slots,
            tokens,
            longest,
        }
    }

    /// The row of a token, of which the hash is known, and that goes on with a word or begins one.
    #[must_use]
    pub fn row(&self, text: &str, goes_on: bool, hash: u32) -> Option<u16> {
        let mut slot = slot_of(hash);
        loop {
            let row = self.slots[slot];
            if row == EMPTY {
                return None;
            }
            let token = self.tokens[usize::from(row)];
            let same = if goes_on {
                token.strip_prefix(CONTINUED) == Some(text)
            } else {
                token == text
            };
            if same {
                return Some(row);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// The row of a whole word.
    pub fn word(&self, word: &str) -> Option<u16> {
        self.row(word, false, word.bytes().fold(BEGIN, extend))
    }

    #[must_use]
    pub fn token(&self, row: u16) -> &'static str {
        self.tokens[usize::from(row)]
    }
}

/// FNV's low bits alone spread badly over a power of two.
fn slot_of(hash: u32) -> usize {
    ((hash >> 16) ^ hash) as usize % SLOTS
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self::new()
    }
}

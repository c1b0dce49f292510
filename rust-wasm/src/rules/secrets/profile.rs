//! What tells a random value from a word, a name or a placeholder.

/// How the bytes of a value are spread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Profile {
    pub len: usize,
    /// Number of different bytes.
    pub distinct: u32,
    /// Shannon's entropy over the bytes, in hundredths of a bit.
    pub entropy: u32,
    pub digits: usize,
    pub upper: usize,
    pub lower: usize,
    /// Bytes that are no letters, no digits and none of `_-.`.
    pub symbols: usize,
    /// Neighbours of different kinds: a digit beside a letter, a capital behind a small letter.
    pub turns: usize,
    /// Neighbours of which the second is the next byte after the first, as in `abc`.
    pub ascending: usize,
}

impl Profile {
    #[must_use]
    pub fn of(value: &[u8]) -> Self {
        let mut counts = [0_u16; 256];
        let mut profile = Self {
            len: value.len(),
            ..Self::default()
        };
        let mut before = 0;
        for b in value {
            counts[usize::from(*b)] = counts[usize::from(*b)].saturating_add(1);
            profile.digits += usize::from(b.is_ascii_digit());
            profile.upper += usize::from(b.is_ascii_uppercase());
            profile.lower += usize::from(b.is_ascii_lowercase());
            let plain = b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
            profile.symbols += usize::from(!plain);
            profile.turns += usize::from(turns(before, *b));
            profile.ascending += usize::from(before != 0 && *b == before.wrapping_add(1));
            before = *b;
        }
        profile.distinct = counts.iter().map(|count| u32::from(*count != 0)).sum();
        profile.entropy = entropy(&counts);
        profile
    }

    /// Whether most of it counts up: `abcdefghijklmnop`, `0123456789`.
    #[must_use]
    pub fn is_sequence(&self) -> bool {
        self.len > 4 && self.ascending * 20 >= (self.len - 1) * 17
    }

    /// Whether it changes between kinds of characters as random text does, which words,
    /// identifiers, file names and dates do not.
    #[must_use]
    pub fn is_random(&self) -> bool {
        let turns = self.turns * 5 > self.len.saturating_sub(1);
        let letters = self.upper + self.lower;
        let digits = match self.len {
            0..=15 => 2,
            16..=23 => 1,
            _ => usize::from(self.upper == 0 || self.lower == 0),
        };
        let least = if self.len < 16 { 285 } else { 300 };
        turns
            && letters > 1
            && self.digits >= digits
            && self.distinct >= 6
            && self.entropy >= least
            && !self.is_sequence()
    }
}

fn turns(first: u8, second: u8) -> bool {
    match (first, second) {
        _ if first.is_ascii_digit() => second.is_ascii_alphabetic(),
        _ if first.is_ascii_lowercase() => second.is_ascii_digit() || second.is_ascii_uppercase(),
        _ => first.is_ascii_uppercase() && second.is_ascii_digit(),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]
fn entropy(counts: &[u16; 256]) -> u32 {
    let len: u32 = counts.iter().map(|count| u32::from(*count)).sum();
    if len == 0 {
        return 0;
    }
    let part = |count: u16| {
        let share = f32::from(count) / len as f32;
        -share * share.log2()
    };
    // Most bytes of a value stand in it a few times: logarithms take long.
    let few: [f32; 4] = std::array::from_fn(|count| match count {
        0 => 0.0,
        _ => part(count as u16),
    });
    let found = counts.iter().filter(|count| **count != 0);
    let bits: f32 = found
        .map(|count| {
            few.get(usize::from(*count))
                .copied()
                .unwrap_or_else(|| part(*count))
        })
        .sum();
    (bits * 100.0 + 0.5) as u32
}

/// Parts of values that stand for a key and are none.
pub const PLACEHOLDERS: &[&str] = &[
    "example",
    "placeholder",
    "changeme",
    "xxxxx",
    "redacted",
    "your_",
    "your-",
    "yourapi",
    "yourkey",
    "yourtoken",
    "yoursecret",
    "_here",
    "-here",
    "tokenhere",
    "keyhere",
    "abcdefghijklmnopqrstuvwxyz",
];

/// Parts of values behind a name that are no secrets: placeholders, and code that reads one.
pub const NOT_SECRETS: &[&str] = &[
    "example",
    "placeholder",
    "change",
    "xxx",
    "redacted",
    "masked",
    "your",
    "insert",
    "replace",
    "dummy",
    "sample",
    "todo",
    "_here",
    "-here",
    "${",
    "{{",
    "$(",
    "<%",
    "%(",
    "***",
    "...",
    "process.env",
    "environ",
    "getenv",
    "secrets.",
    "enc[",
    "://",
];

/// Whether one of the words, in lower case, stands in `value` in any case.
#[must_use]
pub fn has_word(value: &[u8], words: &[&str]) -> bool {
    let value = &value[..value.len().min(256)];
    let mut known = [false; 256];
    for b in value {
        known[usize::from(b.to_ascii_lowercase())] = true;
    }
    let holds = |word: &&str| {
        // Of most words a letter is missing.
        if word.bytes().any(|b| !known[usize::from(b)]) {
            return false;
        }
        let mut places = value.windows(word.len());
        places.any(|place| place.eq_ignore_ascii_case(word.as_bytes()))
    };
    words.iter().any(holds)
}

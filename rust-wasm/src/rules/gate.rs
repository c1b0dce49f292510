//! What a run of digits must look like before a rule's code is asked about it: most candidates are
//! turned away by a look at a table instead of a call.

use crate::text::{byte, byte_before};

/// Classes of the byte beside a run of digits.
pub const LETTER: u8 = 1;
/// White space, and the beginning and end of the text.
pub const SPACE: u8 = 1 << 1;
pub const HYPHEN: u8 = 1 << 2;
pub const DOT: u8 = 1 << 3;
pub const SLASH: u8 = 1 << 4;
pub const OTHER: u8 = 1 << 5;
/// A space behind a capital, which is no [`SPACE`].
pub const CAPITAL_SPACE: u8 = 1 << 6;
const ANY: u8 = LETTER | SPACE | HYPHEN | DOT | SLASH | OTHER | CAPITAL_SPACE;

/// Longest run that is told apart; longer ones count as this.
const LONGEST: u32 = 31;

/// What a rule wants of a run and of what stands beside it.
#[derive(Clone, Copy, Debug)]
pub struct Gate {
    /// Lengths, one bit each.
    runs: u32,
    before: u8,
    after: u8,
    /// Whether it must be the first run of digits in its token.
    first: bool,
}

impl Gate {
    pub const OPEN: Self = Self {
        runs: u32::MAX,
        before: ANY,
        after: ANY,
        first: false,
    };

    /// Runs of `from` to `to` digits.
    #[must_use]
    pub const fn runs(self, from: u32, to: u32) -> Self {
        let mask = (u32::MAX >> (LONGEST - to)) & (u32::MAX << from);
        Self { runs: mask, ..self }
    }

    /// Runs of these lengths.
    #[must_use]
    pub const fn lengths(self, lengths: &[u32]) -> Self {
        let (mut runs, mut i) = (0, 0);
        while i < lengths.len() {
            runs |= 1 << lengths[i];
            i += 1;
        }
        Self { runs, ..self }
    }

    /// With one of these classes before it.
    #[must_use]
    pub const fn after_any(self, classes: u8) -> Self {
        Self {
            before: classes,
            ..self
        }
    }

    /// With none of these classes before it.
    #[must_use]
    pub const fn not_after(self, classes: u8) -> Self {
        Self {
            before: ANY & !classes,
            ..self
        }
    }

    /// With one of these classes behind it.
    #[must_use]
    pub const fn followed_by(self, classes: u8) -> Self {
        Self {
            after: classes,
            ..self
        }
    }

    /// Only the first run of digits in its token.
    #[must_use]
    pub const fn first(self) -> Self {
        Self {
            first: true,
            ..self
        }
    }

    /// Whether runs of this length may pass, as far as that tells.
    #[must_use]
    pub fn admits_length(self, length: u32) -> bool {
        self.runs >> length.min(LONGEST) & 1 == 1
    }

    /// Whether a run of digits may pass.
    #[must_use]
    pub fn admits(self, run: &Run) -> bool {
        self.runs >> run.length & 1 == 1
            && self.before & run.before != 0
            && self.after & run.after != 0
            && (run.first || !self.first)
    }
}

/// A run of digits: its length, at most [`LONGEST`], and the classes beside it.
pub struct Run {
    length: u32,
    before: u8,
    after: u8,
    first: bool,
}

impl Run {
    /// The run at `at`, `length` digits long; `first`: no digit stands before it in its token.
    #[must_use]
    pub fn new(bytes: &[u8], at: usize, length: u32, first: bool) -> Self {
        let before = byte_before(bytes, at);
        // The letter of a JSON escape written as text ends what stands before.
        let escaped = matches!(before, b'n' | b'r' | b't') && byte_before(bytes, at - 1) == b'\\';
        Self {
            length: length.min(LONGEST),
            before: match (before, escaped) {
                (_, true) => SPACE,
                (b' ', _) if byte_before(bytes, at - 1).is_ascii_uppercase() => CAPITAL_SPACE,
                _ => class(before),
            },
            after: class(byte(bytes, at + length as usize)),
            first,
        }
    }
}

impl Run {
    /// How many digits, at most 31.
    #[must_use]
    pub fn length(&self) -> usize {
        self.length as usize
    }
}

/// Lengths that are told apart.
pub const LENGTHS: usize = LONGEST as usize + 1;

fn class(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => LETTER,
        // A letter or none: the rule sees for itself.
        0x80.. => LETTER | OTHER,
        0 | b' ' | b'\n' | b'\r' | b'\t' => SPACE,
        b'-' => HYPHEN,
        b'.' => DOT,
        b'/' => SLASH,
        _ => OTHER,
    }
}

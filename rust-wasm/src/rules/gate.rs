//! What a run of digits must look like before a rule's code is asked about it: most candidates are
//! turned away by a look at a table instead of a call.

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
/// The last letter of a JSON escape written as text, which is a [`LETTER`] too.
pub const ESCAPE: u8 = 1 << 7;
const ANY: u8 = LETTER | SPACE | HYPHEN | DOT | SLASH | OTHER | CAPITAL_SPACE;

/// Longest run that is told apart; longer ones count as this.
const LONGEST: u32 = 31;
/// Lengths of runs that are told apart.
pub const LENGTHS: usize = LONGEST as usize + 1;
/// Most letters before a run that are told apart.
pub const MOST_LETTERS: usize = 13;
/// Most word characters from a run's start on that are told apart.
pub const LONGEST_WORD: usize = 64;

/// What a rule wants of a run and of what stands beside it.
#[derive(Clone, Copy, Debug)]
pub struct Gate {
    /// Lengths, one bit each.
    runs: u32,
    before: u8,
    after: u8,
    /// Whether it must be the first run of digits in its token.
    first: bool,
    /// Most letters right before it.
    letters: usize,
    /// Fewest and most letters, digits and underscores from its first digit on.
    word: (usize, usize),
    /// What else must hold; what rules share is looked at once for all.
    needs: Needs,
}

/// What several rules ask for, or what is not seen from the run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    /// A `~` nearby. Asked for at all candidates, not only at numbers.
    Tilde,
    /// The letters of a country that has VAT numbers.
    Country,
    /// Forty characters of base64 around it, not more or fewer.
    Base64Key,
}

impl Gate {
    pub const OPEN: Self = Self {
        runs: u32::MAX,
        before: ANY,
        after: ANY,
        first: false,
        letters: MOST_LETTERS,
        word: (0, LONGEST_WORD),
        needs: Needs::Nothing,
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

    /// With none of these classes before it either.
    #[must_use]
    pub const fn nor_after(self, classes: u8) -> Self {
        Self {
            before: self.before & !classes,
            ..self
        }
    }

    /// With no word character behind it.
    #[must_use]
    pub const fn ends_word(self) -> Self {
        Self {
            after: ANY & !LETTER,
            ..self
        }
    }

    /// With no word character before it.
    #[must_use]
    pub const fn not_in_word(self) -> Self {
        Self {
            before: ANY & !LETTER | ESCAPE,
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

    /// With at most so many letters right before it.
    #[must_use]
    pub const fn letters(self, letters: usize) -> Self {
        Self { letters, ..self }
    }

    /// With so many word characters from its first digit on.
    #[must_use]
    pub const fn word(self, fewest: usize, most: usize) -> Self {
        Self {
            word: (fewest, most),
            ..self
        }
    }

    #[must_use]
    pub const fn needs(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    #[must_use]
    pub fn has_need(&self, needs: Needs) -> bool {
        self.needs == needs
    }

    #[must_use]
    pub fn admits_length(&self, length: usize) -> bool {
        self.runs >> length & 1 == 1
    }

    #[must_use]
    pub fn admits_before(&self, classes: u8) -> bool {
        self.before & classes != 0
    }

    #[must_use]
    pub fn admits_after(&self, classes: u8) -> bool {
        self.after & classes != 0
    }

    #[must_use]
    pub fn admits_letters(&self, letters: usize) -> bool {
        letters <= self.letters
    }

    #[must_use]
    pub fn admits_word(&self, word: usize) -> bool {
        (self.word.0..=self.word.1).contains(&word)
    }

    /// Whether a run behind another one of the same token may pass.
    #[must_use]
    pub fn admits_later(&self) -> bool {
        !self.first
    }
}

/// The classes of a byte beside a run.
#[must_use]
pub fn class(byte: u8) -> u8 {
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

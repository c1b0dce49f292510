//! The alphabets of keys.

/// Bytes that a run may hold.
#[derive(Clone, Copy, Debug)]
pub enum Alphabet {
    Digit,
    /// Base 32: upper case and the digits 2 to 7.
    Base32,
    Alnum,
    /// `[A-Za-z0-9_]`
    Word,
    /// `[A-Za-z0-9_-]`
    Base64Url,
    /// `[A-Za-z0-9/]`
    Path,
}

impl Alphabet {
    /// Whether a key may have `byte` in such a run.
    #[must_use]
    pub fn holds(self, byte: u8) -> bool {
        match self {
            Self::Digit => byte.is_ascii_digit(),
            Self::Base32 => matches!(byte, b'A'..=b'Z' | b'2'..=b'7'),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Word => byte.is_ascii_alphanumeric() || byte == b'_',
            Self::Path => byte.is_ascii_alphanumeric() || byte == b'/',
            Self::Base64Url => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
        }
    }
}

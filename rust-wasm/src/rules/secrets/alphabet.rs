//! The alphabets of keys.

/// Bytes that a run may hold.
#[derive(Clone, Copy, Debug)]
pub enum Alphabet {
    Digit,
    /// `[0-9a-f]`
    Hex,
    /// `[0-9A-Fa-f]`
    AnyHex,
    /// Base 32: upper case and the digits 2 to 7.
    Base32,
    /// The data part of Bech32 in upper case (BIP-173).
    Bech32,
    /// `[0-9a-z]`
    Lower,
    /// `[0-9A-Z]`
    Upper,
    Alnum,
    /// `[A-Za-z0-9_]`
    Word,
    /// `[A-Za-z0-9_-]`
    Base64Url,
    /// `[A-Za-z0-9_=-]`
    Padded,
    /// `[A-Za-z0-9_.=-]`
    Dotted,
    /// `[A-Za-z0-9+/]`
    Base64,
    /// `[A-Za-z0-9/]`
    Path,
    /// `[A-Za-z0-9%]`
    Percent,
}

impl Alphabet {
    /// Whether a key may have `byte` in such a run.
    #[must_use]
    pub fn holds(self, byte: u8) -> bool {
        let alnum = byte.is_ascii_alphanumeric();
        match self {
            Self::Digit => byte.is_ascii_digit(),
            Self::Hex => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            Self::AnyHex => byte.is_ascii_hexdigit(),
            Self::Base32 => matches!(byte, b'A'..=b'Z' | b'2'..=b'7'),
            Self::Bech32 => b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".contains(&byte),
            Self::Lower => matches!(byte, b'0'..=b'9' | b'a'..=b'z'),
            Self::Upper => matches!(byte, b'0'..=b'9' | b'A'..=b'Z'),
            Self::Alnum => alnum,
            Self::Word => alnum || byte == b'_',
            Self::Base64Url => alnum || matches!(byte, b'_' | b'-'),
            Self::Padded => alnum || matches!(byte, b'_' | b'-' | b'='),
            Self::Dotted => alnum || matches!(byte, b'_' | b'-' | b'=' | b'.'),
            Self::Base64 => alnum || matches!(byte, b'+' | b'/'),
            Self::Path => alnum || byte == b'/',
            Self::Percent => alnum || byte == b'%',
        }
    }
}

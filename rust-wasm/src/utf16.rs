//! Byte offsets to UTF-16 offsets.

/// How many UTF-16 code units a run of whole UTF-8 characters takes: one for each character, and
/// one more for each that lies beyond the Basic Multilingual Plane (RFC 2781, section 2.1).
fn units(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .map(|&byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0))
        .sum()
}

/// Walks once through a text and says where its bytes stand in UTF-16.
pub struct Cursor<'text> {
    bytes: &'text [u8],
    at: usize,
    units: usize,
}

impl<'text> Cursor<'text> {
    #[must_use]
    pub fn new(text: &'text str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            units: 0,
        }
    }

    /// The UTF-16 offset of a byte offset. Offsets must be asked for in rising order and lie on
    /// character boundaries.
    pub fn offset(&mut self, byte: usize) -> usize {
        self.units += units(&self.bytes[self.at..byte]);
        self.at = byte;
        self.units
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn agrees_with_the_standard_library() {
        let text = "aé€😀\0\u{FFFD}\u{FFFF}\u{10000}\u{10FFFF}z";
        let mut cursor = Cursor::new(text);
        for (byte, _) in text.char_indices() {
            assert_eq!(cursor.offset(byte), text[..byte].encode_utf16().count());
        }
        assert_eq!(cursor.offset(text.len()), text.encode_utf16().count());
    }
}

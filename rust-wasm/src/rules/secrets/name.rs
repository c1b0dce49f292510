//! The name before a value: `API_KEY=`, `"apiKey":`, `api key:`.

use super::value::is_quote;
use crate::text::{byte, byte_before};

const LONGEST: usize = 48;
/// Most words with a space between them: `secret access key`.
const MAX_SPACES: usize = 2;
/// Most white space and marks between a name and what follows it.
const MAX_MARKS: usize = 10;

/// A name in lower case, its letters and digits only.
#[derive(Clone, Copy)]
pub struct Name {
    bytes: [u8; LONGEST],
    start: usize,
    /// A bit for each of `bytes` at which a word starts.
    words: u64,
    /// A bit for each letter, modulo 32, with which a word starts.
    initials: u32,
    /// Where it starts in the text.
    pub at: usize,
}

impl Name {
    /// The name that ends before `end`, before white space, a quote or a bracket.
    #[must_use]
    pub fn before(bytes: &[u8], end: usize) -> Option<Self> {
        let mut at = end;
        for _ in 0..MAX_MARKS {
            match byte_before(bytes, at) {
                b' ' | b'\t' | b']' | b'*' | b'\\' => at -= 1,
                quote if is_quote(quote) => at -= 1,
                _ => break,
            }
        }
        let mut name = Self {
            bytes: [0; LONGEST],
            start: LONGEST,
            words: 0,
            initials: 0,
            at,
        };
        let (limit, mut spaces) = (at.saturating_sub(LONGEST), 0);
        let mut next = 0_u8;
        while name.at > limit {
            let b = byte(bytes, name.at - 1);
            match b {
                b'_' | b'-' | b'.' => name.words |= 1 << (name.start % 64),
                b' ' if spaces < MAX_SPACES => {
                    name.words |= 1 << (name.start % 64);
                    spaces += 1;
                }
                _ if b.is_ascii_alphanumeric() => {
                    let hump = b.is_ascii_lowercase() && next.is_ascii_uppercase();
                    name.words |= u64::from(hump && name.start < LONGEST) << (name.start % 64);
                    name.start -= 1;
                    name.bytes[name.start] = b.to_ascii_lowercase();
                }
                _ => break,
            }
            next = b;
            name.at -= 1;
        }
        name.words |= 1 << (name.start % 64);
        for i in name.start..LONGEST {
            name.initials |= u32::from(name.words >> i & 1 == 1) << (name.bytes[i] & 31);
        }
        (name.start < LONGEST).then_some(name)
    }

    /// The name, without digits at its end.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        let mut name = &self.bytes[self.start..];
        while let [rest @ .., b'0'..=b'9'] = name {
            name = rest;
        }
        name
    }

    #[must_use]
    pub fn ends_with(&self, ending: &str) -> bool {
        self.as_slice().ends_with(ending.as_bytes())
    }

    #[must_use]
    pub fn has(&self, part: &str) -> bool {
        let name = self.as_slice();
        name.windows(part.len())
            .any(|place| place == part.as_bytes())
    }

    /// Whether `part` stands in it from the start of a word on.
    #[must_use]
    pub fn has_word(&self, part: &str) -> bool {
        let first = part.as_bytes().first().map_or(0, |b| b & 31);
        if self.initials >> first & 1 == 0 {
            return false;
        }
        let mut places = self.as_slice().windows(part.len()).enumerate();
        places.any(|(i, place)| {
            place == part.as_bytes() && self.words >> ((self.start + i) % 64) & 1 == 1
        })
    }
}

//! First step: each character and escape on its own.

use super::escapes::{self, Escape};
use super::map::Map;
use super::unicode::{ascii, look, Look};

/// A run of tag characters of this length is text of its own; a shorter one hides within other text.
pub(super) const MIN_TAGS: usize = 4;

/// A text whose characters are folded.
#[derive(Debug, Default)]
pub(super) struct Characters {
    pub text: String,
    pub map: Map,
    /// Offsets in `text` of spaces that an escape wrote as `\n` or `\r`, ascending, and which of the two.
    pub breaks: Vec<(usize, u8)>,
}

impl Characters {
    /// Reads all of `source`.
    pub fn read(source: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(source.len()),
            map: Map::with_len(source.len()),
            breaks: Vec::new(),
        };
        let mut rest = source;
        while !rest.is_empty() {
            rest = folded.step(rest);
        }
        folded
    }

    /// Reads the plain run, the escape or the character that `rest` starts with, and gives what is left.
    fn step<'a>(&mut self, rest: &'a str) -> &'a str {
        let bytes = rest.as_bytes();
        let plain = bytes.iter().position(|b| SPECIAL[usize::from(*b)]);
        let (run, rest) = rest
            .split_at_checked(plain.unwrap_or(rest.len()))
            .unwrap_or((rest, ""));
        self.text.push_str(run);
        self.map.same(run.len());
        let Some(c) = rest.chars().next() else {
            return "";
        };
        if !c.is_ascii() && look(c) == Look::Itself {
            self.text.push(c);
            self.map.unit(c.len_utf8(), c.len_utf8());
            return rest.get(c.len_utf8()..).unwrap_or_default();
        }
        let escape = escapes::decode(rest.as_bytes(), 0);
        // Two backslashes are one that is escaped: what follows is no escape.
        if escape.is_none() && rest.starts_with("\\\\") {
            self.text.push_str("\\\\");
            self.map.same(2);
            return rest.get(2..).unwrap_or_default();
        }
        let (unit, written) = escape.map_or((c, c.len_utf8()), |Escape { c, len }| (c, len));
        let after = rest.get(written..).unwrap_or_default();
        if escape.is_none() && matches!(look(c), Look::Tag(_)) {
            return self.tags(rest);
        }
        self.push(unit, written, after);
        after
    }

    fn push(&mut self, c: char, written: usize, after: &str) {
        let before = self.text.len();
        match look(c) {
            Look::Invisible | Look::Tag(_) => {}
            Look::Styled(b) | Look::Twin(b) => self.text.push(char::from(b)),
            Look::Stop if self.within_token(after) => self.text.push('.'),
            Look::Itself if c.is_ascii_control() && written > 1 => {
                if let Some(b @ (b'\n' | b'\r')) = ascii(c) {
                    self.breaks.push((before, b));
                }
                self.text.push(' ');
            }
            Look::Stop | Look::Itself => self.text.push(c),
        }
        self.map.unit(written, self.text.len() - before);
    }

    fn within_token(&self, after: &str) -> bool {
        let before = self.text.bytes().next_back();
        let next = after.chars().next().and_then(ascii);
        [before, next]
            .iter()
            .all(|b| b.is_some_and(|b| b.is_ascii_alphanumeric()))
    }

    /// Reads the run of tag characters that `rest` starts with.
    fn tags<'a>(&mut self, rest: &'a str) -> &'a str {
        let len = tag_run(rest).map(|_| 4).sum();
        let shown = tag_run(rest).nth(MIN_TAGS - 1).is_some();
        for tag in tag_run(rest) {
            if shown {
                self.text.push(char::from(tag));
            }
            self.map.unit(4, usize::from(shown));
        }
        rest.get(len..).unwrap_or_default()
    }
}

/// What the tag characters at the start of `text` mirror. Each takes four bytes.
pub(super) fn tag_run(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.chars().map_while(|c| match look(c) {
        Look::Tag(mirrored) => Some(mirrored),
        _ => None,
    })
}

/// Bytes that may start a character or an escape that folds.
static SPECIAL: [bool; 256] = special();

const fn special() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0x80;
    while byte < 256 {
        table[byte] = true;
        byte += 1;
    }
    table[b'\\' as usize] = true;
    table[b'%' as usize] = true;
    table[b'&' as usize] = true;
    table
}

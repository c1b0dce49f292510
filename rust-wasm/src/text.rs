//! What stands around a value: word boundaries, digit groups and context words.
//!
//! All functions accept any offset and look at a bounded number of bytes, unless they say otherwise.

use std::ops::Range;

/// How far a neighbouring token is followed, in bytes.
const NEIGHBOUR_WINDOW: usize = 40;
/// Most groups in [`Groups`]; a card has five, a matrix row has more.
pub const MAX_GROUPS: usize = 8;

/// The byte at `at`, or 0 outside the text.
#[must_use]
pub fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// The byte before `at`, or 0 at the start.
#[must_use]
pub fn byte_before(bytes: &[u8], at: usize) -> u8 {
    at.checked_sub(1).map_or(0, |i| byte(bytes, i))
}

/// Whether `c` joins with its neighbours to one word.
///
/// Scripts that set no space between words (Han, kana, Thai) or glue particles to any
/// token (Hangul) do not: an address in a Japanese sentence has a letter on both sides.
#[must_use]
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    match u32::from(c) {
        // What most text outside ASCII consists of, without a look into Unicode's tables.
        0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x24F | 0x400..=0x481 | 0x48A..=0x52F => return true,
        0x2000..=0x206F | 0x3000..=0x9FFF | 0xAC00..=0xD7FF | 0x1F300..=0x1FAFF => return false,
        _ => {}
    }
    let spaceless = matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1100..=0x11FF | 0x1780..=0x17FF
        | 0x3000..=0x9FFF | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xF900..=0xFAFF
        | 0xFF66..=0xFFDC | 0x20000..=0x3FFFF);
    c.is_alphanumeric() && !spaceless
}

/// Whether a word character stands right before `at`.
///
/// The letter of a JSON escape (`\n`, `\u0022`) written as text is no word character.
#[must_use]
#[inline]
pub fn word_before(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let last = byte_before(bytes, at);
    if last.is_ascii() {
        return is_ascii_word(last) && escape_before(bytes, at).is_none();
    }
    wide_before(text, at)
}

#[cold]
fn wide_before(text: &str, at: usize) -> bool {
    text.get(..at)
        .and_then(|head| head.chars().next_back())
        .is_some_and(is_word)
}

fn is_ascii_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

/// Start of the JSON escape, written as text, that ends at `at`.
#[must_use]
#[inline]
pub fn escape_before(bytes: &[u8], at: usize) -> Option<usize> {
    let slash = |back: usize| at >= back && byte(bytes, at - back) == b'\\';
    if slash(2) || slash(6) {
        escape_at(bytes, at)
    } else {
        None
    }
}

fn escape_at(bytes: &[u8], at: usize) -> Option<usize> {
    if matches!(byte_before(bytes, at), b'n' | b't' | b'r' | b'b' | b'f') {
        let slash = at.checked_sub(2)?;
        if byte(bytes, slash) == b'\\' {
            return Some(slash);
        }
    }
    let start = at.checked_sub(6)?;
    if byte(bytes, start) != b'\\' {
        return None;
    }
    let escape = bytes.get(start..at)?;
    let hex = escape.get(2..)?.iter().all(u8::is_ascii_hexdigit);
    (escape.starts_with(b"\\u") && hex).then_some(start)
}

/// Whether one of the bytes is `wanted`, or is with its bit for small letters. Reads all of them, several
/// at once.
#[must_use]
pub fn holds_letter(bytes: &[u8], wanted: u8) -> bool {
    let found = bytes.iter().map(|b| u8::from(b | 0x20 == wanted));
    found.fold(0, |any, one| any | one) > 0
}

/// Whether a word character stands at `at`.
#[must_use]
#[inline]
pub fn word_at(text: &str, at: usize) -> bool {
    let next = byte(text.as_bytes(), at);
    if next.is_ascii() {
        return is_ascii_word(next);
    }
    wide_at(text, at)
}

#[cold]
fn wide_at(text: &str, at: usize) -> bool {
    text.get(at..)
        .and_then(|tail| tail.chars().next())
        .is_some_and(is_word)
}

/// How many bytes from `at` on, in steps of sixteen, all pass the test. Reads several at once, so that
/// long runs are passed over fast; the test must not branch.
#[must_use]
#[inline]
pub fn passed(bytes: &[u8], at: usize, test: impl Fn(u8) -> bool) -> usize {
    let (steps, _) = bytes.get(at..).unwrap_or_default().as_chunks::<16>();
    let all = |step: &&[u8; 16]| step.iter().fold(1, |all, b| all & u8::from(test(*b))) == 1;
    16 * steps.iter().take_while(all).count()
}

/// Whether the byte is a letter or a digit of ASCII. Does not branch.
#[must_use]
#[inline]
pub fn is_alphanumeric(byte: u8) -> bool {
    let (letter, digit) = ((byte | 0x20).wrapping_sub(b'a'), byte.wrapping_sub(b'0'));
    u8::from(letter < 26) | u8::from(digit < 10) == 1
}

/// Whether the byte is a character of base64 (RFC 4648 §4). Does not branch.
#[must_use]
#[inline]
pub fn is_base64(byte: u8) -> bool {
    // The slash stands right before the digits.
    let (letter, digit) = ((byte | 0x20).wrapping_sub(b'a'), byte.wrapping_sub(b'/'));
    u8::from(letter < 26) | u8::from(digit < 11) | u8::from(byte == b'+') == 1
}

/// Number of digits from `at` on, at most `max`.
#[must_use]
pub fn digits(bytes: &[u8], at: usize, max: usize) -> usize {
    bytes
        .iter()
        .skip(at)
        .take(max)
        .take_while(|b| b.is_ascii_digit())
        .count()
}

/// Number of digits that end at `at`, at most `max`.
#[must_use]
pub fn digits_before(bytes: &[u8], at: usize, max: usize) -> usize {
    let head = bytes.get(..at).unwrap_or_default();
    head.iter()
        .rev()
        .take(max)
        .take_while(|b| b.is_ascii_digit())
        .count()
}

/// Whether the number that ends at `end` goes on as a fraction or a dotted version.
#[must_use]
pub fn dotted_after(bytes: &[u8], end: usize) -> bool {
    byte(bytes, end) == b'.' && byte(bytes, end + 1).is_ascii_digit()
}

/// Whether the number at `at` is a fraction's or a version's tail. `No.4111` is not.
#[must_use]
pub fn dotted_before(bytes: &[u8], at: usize) -> bool {
    byte_before(bytes, at) == b'.' && !byte_before(bytes, at - 1).is_ascii_alphabetic()
}

/// Whether a hyphen and a hexadecimal token with a digit stand before `at`, as within a UUID.
#[must_use]
pub fn hex_before(bytes: &[u8], at: usize) -> bool {
    if byte_before(bytes, at) != b'-' {
        return false;
    }
    let head = bytes.get(..at - 1).unwrap_or_default();
    is_hex_token(head.iter().rev())
}

/// Whether a hyphen and a hexadecimal token with a digit stand at `end`.
#[must_use]
pub fn hex_after(bytes: &[u8], end: usize) -> bool {
    byte(bytes, end) == b'-' && is_hex_token(bytes.iter().skip(end + 1))
}

fn is_hex_token<'a>(bytes: impl Iterator<Item = &'a u8>) -> bool {
    let mut digit = false;
    for b in bytes
        .take(NEIGHBOUR_WINDOW)
        .take_while(|b| b.is_ascii_alphanumeric())
    {
        if !b.is_ascii_hexdigit() {
            return false;
        }
        digit |= b.is_ascii_digit();
    }
    digit
}

/// Digit groups with the same single separator between them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Groups {
    spans: [(usize, usize); MAX_GROUPS],
    count: usize,
    /// The separator, 0 for a single group.
    pub separator: u8,
}

impl Groups {
    /// Reads at most [`MAX_GROUPS`] groups of at most `longest` digits from `at` on.
    #[must_use]
    pub fn read(bytes: &[u8], at: usize, separators: &[u8], longest: usize) -> Self {
        let mut groups = Self::default();
        let mut start = at;
        while groups.count < MAX_GROUPS {
            let len = digits(bytes, start, longest + 1);
            if len == 0 || len > longest {
                break;
            }
            if let Some(span) = groups.spans.get_mut(groups.count) {
                *span = (start, len);
            }
            groups.count += 1;
            let next = byte(bytes, start + len);
            let fits = separators.contains(&next)
                && (groups.separator == 0 || groups.separator == next)
                && byte(bytes, start + len + 1).is_ascii_digit();
            if !fits {
                break;
            }
            groups.separator = next;
            start += len + 1;
        }
        groups
    }

    /// Length of group `i`, 0 when there is none.
    #[must_use]
    pub fn len_of(&self, i: usize) -> usize {
        self.spans.get(i).map_or(0, |span| span.1)
    }

    /// Whether the first groups have these lengths.
    #[must_use]
    pub fn starts_with(&self, shape: &[usize]) -> bool {
        shape.len() <= self.count
            && shape
                .iter()
                .enumerate()
                .all(|(i, len)| self.len_of(i) == *len)
    }

    /// The bytes from the first group to the end of the `count`-th.
    #[must_use]
    pub fn span(&self, count: usize) -> Range<usize> {
        let last = self
            .spans
            .get(count.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        self.spans[0].0..last.0 + last.1
    }
}

#[cfg(test)]
mod tests {
    use super::{is_alphanumeric, is_base64, passed};

    #[test]
    fn classes_without_branches_are_the_usual_ones() {
        for byte in 0..=u8::MAX {
            assert_eq!(is_alphanumeric(byte), byte.is_ascii_alphanumeric());
            let base64 = byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
            assert_eq!(is_base64(byte), base64, "{byte:#x}");
        }
    }

    #[test]
    fn only_whole_steps_that_pass_are_counted() {
        for length in 0..70 {
            let mut bytes = vec![b'a'; length];
            assert_eq!(passed(&bytes, 0, is_alphanumeric), length / 16 * 16);
            for stop in 0..length {
                bytes[stop] = b' ';
                assert_eq!(passed(&bytes, 0, is_alphanumeric), stop / 16 * 16);
                bytes[stop] = b'a';
            }
            assert_eq!(passed(&bytes, length + 1, is_alphanumeric), 0);
        }
    }
}

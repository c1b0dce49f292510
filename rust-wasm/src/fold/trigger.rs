//! Where folding is worth its time: a cheap test that ordinary prose rarely meets.

use super::characters::{tag_run, MIN_TAGS};
use super::unicode::{look, Look};
use super::{escapes, joints, spelled};
use crate::text::{byte, byte_before, escape_before};

/// Longest pattern of single characters that is looked at.
const SINGLES: usize = 10;

/// Whether a disguise starts at byte `at`. Looks at a bounded number of bytes.
///
/// A yes may be wrong. Of a long disguise at least one byte says yes, not each one.
#[must_use]
pub fn is_trigger(bytes: &[u8], at: usize) -> bool {
    match byte(bytes, at) {
        // Within a character; Latin letters with accents; Han characters; Hangul: nothing is like ASCII there.
        0x80..=0xBF | 0xC3..=0xCB | 0xE4..=0xE9 | 0xEB..=0xED => false,
        0x80.. => char_at(bytes, at).is_some_and(|c| character(bytes, at, c)),
        b'\\' | b'%' | b'&' => escape(bytes, at),
        b'*' | b'`' | b'_' => joints::emphasis(bytes, at).is_some(),
        b'\n' => joints::broken(bytes, at, at + 1),
        b'\r' => byte(bytes, at + 1) == b'\n' && joints::broken(bytes, at, at + 2),
        b' ' | b'[' | b'(' | b'{' | b'<' => spelled::starts(bytes, at),
        b if b.is_ascii_graphic() => joints::singles(bytes, at, SINGLES).is_some(),
        _ => false,
    }
}

/// Whether [`is_trigger`] can say yes at a byte of this value.
///
/// Letters count for single characters with separators; ask only where neither neighbour is one.
#[must_use]
pub fn may_trigger(byte: u8) -> bool {
    !byte.is_ascii() || byte.is_ascii_graphic() || matches!(byte, b' ' | b'\n' | b'\r')
}

/// A character and what stands beside it.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The ASCII byte before, or 0.
    before: u8,
    /// The ASCII byte after, or 0.
    after: u8,
    /// Whether the next character is a digit in disguise.
    digit_follows: bool,
}

impl Place {
    fn new(bytes: &[u8], start: usize, end: usize) -> Self {
        // The hexadecimal digits of an escape before are no neighbour.
        let in_escape =
            escape_before(bytes, start).is_some() || start >= 3 && byte(bytes, start - 3) == b'%';
        let before = if in_escape {
            0
        } else {
            byte_before(bytes, start)
        };
        let after = byte(bytes, end);
        let next = char_at(bytes, end).map(look);
        Self {
            before: if before.is_ascii() { before } else { 0 },
            after: if after.is_ascii() { after } else { 0 },
            digit_follows: matches!(next, Some(Look::Styled(b) | Look::Twin(b)) if b.is_ascii_digit()),
        }
    }

    fn either(self, test: fn(u8) -> bool) -> bool {
        test(self.before) || test(self.after)
    }

    fn both(self, test: fn(u8) -> bool) -> bool {
        test(self.before) && test(self.after)
    }
}

fn is_number(b: u8) -> bool {
    b.is_ascii_digit() || b == b'@'
}

fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'@'
}

fn character(bytes: &[u8], at: usize, c: char) -> bool {
    let found = look(c);
    if matches!(found, Look::Itself) {
        return false;
    }
    let end = at + c.len_utf8();
    let place = Place::new(bytes, at, end);
    match found {
        Look::Itself => false,
        Look::Styled(_) => true,
        Look::Invisible => place.either(is_name),
        Look::Stop => place.both(is_name),
        Look::Tag(_) => place.either(is_name) || tags(bytes, at),
        Look::Twin(b) if b.is_ascii_alphabetic() => {
            // A full stop or a hyphen counts when it goes on in ASCII behind it.
            let joint = |joint: u8, beyond: u8| matches!(joint, b'.' | b'-') && is_name(beyond);
            place.either(is_name)
                || joint(place.before, byte_before(bytes, at.saturating_sub(1)))
                || joint(place.after, byte(bytes, end + 1))
        }
        Look::Twin(b) if b.is_ascii_digit() => place.digit_follows || place.either(is_number),
        Look::Twin(b' ' | b'-') => place.digit_follows || place.either(is_number),
        Look::Twin(b) => twin_punctuation(b, place),
    }
}

fn twin_punctuation(b: u8, place: Place) -> bool {
    let in_value = matches!(b, b'.' | b'_' | b'+' | b'/' | b':' | b'=');
    in_value && (place.both(is_name) || b == b'+' && is_number(place.after))
}

fn escape(bytes: &[u8], at: usize) -> bool {
    let Some(found) = escapes::decode(bytes, at) else {
        return false;
    };
    let end = at + found.len;
    let place = Place::new(bytes, at, end);
    match (look(found.c), found.c) {
        (Look::Itself, '\n' | '\r') => {
            // `\r\n` as four characters is one break.
            let second = escapes::decode(bytes, end).filter(|next| next.c == '\n');
            joints::broken(bytes, at, end)
                || second.is_some_and(|next| joints::broken(bytes, at, end + next.len))
        }
        (Look::Itself, '\t') => place.both(is_number),
        (Look::Itself, ' ') | (Look::Twin(b' '), _) => place.either(is_number),
        (Look::Itself, c) if c.is_ascii_alphanumeric() || c == '@' => true,
        (Look::Itself, c) if c.is_ascii() => {
            place.both(is_name) || c == '+' && is_number(place.after)
        }
        (Look::Itself, _) => place.either(|b| b == b'@'),
        (Look::Styled(_), _) => true,
        (Look::Twin(b), _) if b.is_ascii_punctuation() => place.both(is_name),
        (Look::Twin(_) | Look::Invisible | Look::Tag(_) | Look::Stop, _) => place.either(is_name),
    }
}

fn tags(bytes: &[u8], at: usize) -> bool {
    let run = bytes.get(at..).unwrap_or_default();
    let run = run.get(..4 * MIN_TAGS).unwrap_or_default();
    std::str::from_utf8(run).is_ok_and(|run| tag_run(run).count() == MIN_TAGS)
}

/// The character outside ASCII that starts at `at`.
fn char_at(bytes: &[u8], at: usize) -> Option<char> {
    let len = match byte(bytes, at) {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let utf8 = bytes.get(at..at + len)?;
    std::str::from_utf8(utf8).ok()?.chars().next()
}

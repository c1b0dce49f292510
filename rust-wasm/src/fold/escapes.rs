//! Characters that are written as an escape: JSON, Markdown, percent encoding, HTML.

use crate::text::byte;

/// A character, and how many bytes its escape takes: more than the character itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Escape {
    pub c: char,
    pub len: usize,
}

/// Most times that an escape is itself escaped: `\\\\u0040`, `%252540`, `&amp;amp;commat;`.
const MAX_NESTED: usize = 3;
/// Most digits of a numeric HTML entity, with leading zeros.
const MAX_NUMBER: usize = 9;

/// HTML's names for what stands in values or between their parts.
const NAMED: [(&[u8], char); 49] = [
    (b"Tab;", '\t'),
    (b"NewLine;", '\n'),
    (b"nbsp;", ' '),
    (b"NonBreakingSpace;", ' '),
    (b"ensp;", ' '),
    (b"emsp;", ' '),
    (b"thinsp;", ' '),
    (b"hairsp;", ' '),
    (b"numsp;", ' '),
    (b"puncsp;", ' '),
    (b"shy;", '\u{AD}'),
    (b"zwj;", '\u{200D}'),
    (b"zwnj;", '\u{200C}'),
    (b"lrm;", '\u{200E}'),
    (b"rlm;", '\u{200F}'),
    (b"NoBreak;", '\u{2060}'),
    (b"ZeroWidthSpace;", '\u{200B}'),
    (b"excl;", '!'),
    (b"quot;", '"'),
    (b"num;", '#'),
    (b"dollar;", '$'),
    (b"percnt;", '%'),
    (b"amp;", '&'),
    (b"apos;", '\''),
    (b"lpar;", '('),
    (b"rpar;", ')'),
    (b"ast;", '*'),
    (b"plus;", '+'),
    (b"comma;", ','),
    (b"hyphen;", '-'),
    (b"dash;", '-'),
    (b"ndash;", '-'),
    (b"mdash;", '-'),
    (b"minus;", '-'),
    (b"period;", '.'),
    (b"sol;", '/'),
    (b"colon;", ':'),
    (b"semi;", ';'),
    (b"lt;", '<'),
    (b"equals;", '='),
    (b"gt;", '>'),
    (b"quest;", '?'),
    (b"commat;", '@'),
    (b"lsqb;", '['),
    (b"lbrack;", '['),
    (b"bsol;", '\\'),
    (b"rsqb;", ']'),
    (b"rbrack;", ']'),
    (b"lowbar;", '_'),
];

/// The escape that starts at `at`.
#[must_use]
pub(super) fn decode(bytes: &[u8], at: usize) -> Option<Escape> {
    let (c, end) = match byte(bytes, at) {
        b'\\' => backslash(bytes, at),
        b'&' => entity(bytes, at + 1),
        b'%' => percent(bytes, at),
        _ => None,
    }?;
    Some(Escape { c, len: end - at })
}

/// The character that the escape at `at` stands for, and the escape's end.
fn backslash(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let rest = bytes.get(at..)?.iter().take(MAX_NESTED + 1);
    let name = at + rest.take_while(|b| **b == b'\\').count();
    match byte(bytes, name) {
        b'u' => return utf16(bytes, name + 1),
        b'x' => return Some((char::from_u32(hex(bytes, name + 1, 2)?)?, name + 3)),
        // Markdown's escapes, also in a document that is written in a string.
        b @ (b'@' | b'.' | b'_' | b'-' | b'+' | b'#' | b'*' | b'(' | b')' | b':') => {
            Some(char::from(b))
        }
        _ if name > at + 1 => return None,
        b'n' => Some('\n'),
        b'r' => Some('\r'),
        b't' | b'b' | b'f' => Some('\t'),
        b if b.is_ascii_punctuation() => Some(char::from(b)),
        _ => None,
    }
    .map(|c| (c, name + 1))
}

/// Four hexadecimal digits at `at`, and the second escape of a surrogate pair.
fn utf16(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let high = hex(bytes, at, 4)?;
    if let Some(c) = char::from_u32(high) {
        return Some((c, at + 4));
    }
    let rest = bytes.get(at + 4..)?.iter().take(MAX_NESTED + 1);
    let slashes = rest.take_while(|b| **b == b'\\').count();
    let second = at + 4 + slashes;
    if slashes == 0 || byte(bytes, second) != b'u' {
        return None;
    }
    let low = hex(bytes, second + 1, 4)?;
    if high >= 0xDC00 || !(0xDC00..0xE000).contains(&low) {
        return None;
    }
    let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    Some((char::from_u32(code)?, second + 5))
}

/// The entity whose `&` stands before `at`.
fn entity(bytes: &[u8], mut at: usize) -> Option<(char, usize)> {
    for _ in 1..MAX_NESTED {
        let nested = bytes.get(at..at + 4) == Some(b"amp;");
        if !nested || entity_name(bytes, at + 4).is_none() {
            break;
        }
        at += 4;
    }
    entity_name(bytes, at)
}

fn entity_name(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let rest = bytes.get(at..)?;
    if rest.first() != Some(&b'#') {
        let row = NAMED.iter().find(|(name, _)| rest.starts_with(name))?;
        return Some((row.1, at + row.0.len()));
    }
    let (radix, start) = match byte(bytes, at + 1) {
        b'x' | b'X' => (16, at + 2),
        _ => (10, at + 1),
    };
    let digits = bytes.get(start..)?.iter().take(MAX_NUMBER);
    let (mut code, mut end) = (0_u32, start);
    for value in digits.map_while(|b| char::from(*b).to_digit(radix)) {
        code = code.saturating_mul(radix).saturating_add(value);
        end += 1;
    }
    // Browsers do without the semicolon.
    let closed = end + usize::from(byte(bytes, end) == b';');
    let c = char::from_u32(code).filter(|_| end > start)?;
    Some((c, closed))
}

/// The percent-encoded character at `at`.
fn percent(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let mut utf8 = [0; 4];
    let mut end = at;
    let mut len = 1;
    let mut i = 0;
    while i < len {
        (utf8[i], end) = percent_byte(bytes, end)?;
        if i == 0 {
            len = match utf8[0] {
                0..=0x7F => 1,
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xF4 => 4,
                _ => return None,
            };
        }
        i += 1;
    }
    let c = std::str::from_utf8(&utf8[..len]).ok()?.chars().next()?;
    Some((c, end))
}

fn percent_byte(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    if byte(bytes, at) != b'%' {
        return None;
    }
    let mut digits = at + 1;
    for _ in 1..MAX_NESTED {
        // `%25` is the percent sign; with two more digits it starts an escape again.
        let nested = bytes.get(digits..digits + 2) == Some(b"25");
        if !nested || hex(bytes, digits + 2, 2).is_none() {
            break;
        }
        digits += 2;
    }
    let value = u8::try_from(hex(bytes, digits, 2)?).ok()?;
    Some((value, digits + 2))
}

/// The value of `count` hexadecimal digits at `at`.
fn hex(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let digits = bytes.get(at..at.checked_add(count)?)?;
    digits.iter().try_fold(0, |value, b| {
        Some(value << 4 | char::from(*b).to_digit(16)?)
    })
}

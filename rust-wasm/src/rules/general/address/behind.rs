//! What stands directly behind a street: a unit, a town, a postcode.

use super::words;
use crate::text::{byte, digits, word_at};

pub(super) struct Behind {
    pub end: usize,
    pub postcode: bool,
}

/// Most words of a town's name.
const MAX_TOWN: usize = 4;
const UNITS: &[&str] = &[
    "apt",
    "apartment",
    "suite",
    "ste",
    "unit",
    "floor",
    "flat",
    "fl",
    "room",
    "rm",
    "bldg",
    "piso",
    "escalera",
    "puerta",
    "bajo",
];
/// Two-letter codes of the states of the United States, its capital's district, territories and forces.
const STATES: &[u8] =
    b"ALAKAZARCACOCTDEFLGAHIIDILINIAKSKYLAMEMDMAMIMNMSMOMTNENVNHNJNMNYNCNDOHOKORPARISCSD\
TNTXUTVTVAWAWVWIWYDCPRVIGUASMPAAAEAP";

/// Reads on from the end of a street.
pub(super) fn read(text: &str, street: usize) -> Behind {
    let bytes = text.as_bytes();
    let end = unit(bytes, street);
    match town(text, end) {
        Some(end) => Behind {
            end,
            postcode: true,
        },
        None => Behind {
            end,
            postcode: false,
        },
    }
}

/// Skips a full stop, a comma, a line's end and spaces, as few as there are.
fn skip(bytes: &[u8], at: usize) -> usize {
    let is_gap = |b: &&u8| matches!(**b, b'.' | b',' | b' ' | b'\n' | b'\r');
    at + bytes.iter().skip(at).take(4).take_while(is_gap).count()
}

fn unit(bytes: &[u8], street: usize) -> usize {
    let start = skip(bytes, street);
    if start == street {
        return street;
    }
    let hash = byte(bytes, start) == b'#';
    let word = words::end(bytes, start);
    let named = words::is_one_of(bytes.get(start..word).unwrap_or_default(), UNITS);
    let dot = usize::from(named && byte(bytes, word) == b'.');
    let number = match (hash, named) {
        (true, _) => start + 1,
        (_, true) => word + dot + usize::from(byte(bytes, word + dot) == b' '),
        _ => return street,
    };
    let number = number + usize::from(byte(bytes, number) == b'#');
    let len = bytes.iter().skip(number).take(6);
    let len = len
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-')
        .count();
    let fits = (1..=5).contains(&len)
        && (len == 1 || digits(bytes, number, 5) > 0 || byte(bytes, number + 1).is_ascii_digit());
    if fits {
        number + len
    } else {
        street
    }
}

/// End of `, Town, ST 12345`, `, 28013 Madrid` or `, London NW1 6XE`.
fn town(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = skip(bytes, at);
    if let Some(after) = plain_postcode(bytes, at) {
        let (name, count) = name(bytes, after);
        return (count > 0).then_some(name);
    }
    for _ in 0..2 {
        let (end, count) = name(bytes, at);
        if let Some(end) = coded(text, at) {
            return Some(end);
        }
        if count == 0 {
            return None;
        }
        at = skip(bytes, end);
        if at == end {
            return None;
        }
    }
    coded(text, at)
}

/// End of a state with a ZIP code, or of a British or Canadian postcode, at `at`.
fn coded(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let state = bytes.get(at..at + 2)?;
    let comma = usize::from(byte(bytes, at + 2) == b',');
    let zip = at + 3 + comma;
    if STATES.chunks(2).any(|code| code == state)
        && byte(bytes, zip - 1) == b' '
        && digits(bytes, zip, 6) == 5
    {
        let more = byte(bytes, zip + 5) == b'-' && digits(bytes, zip + 6, 5) == 4;
        return Some(zip + if more { 10 } else { 5 });
    }
    let outer = bytes.iter().skip(at).take(5);
    let outer = outer
        .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        .count();
    let inner = bytes.get(at + outer + 1..at + outer + 4)?;
    let shaped = |kinds: [bool; 3]| {
        inner.iter().zip(kinds).all(|(b, digit)| {
            if digit {
                b.is_ascii_digit()
            } else {
                b.is_ascii_uppercase()
            }
        })
    };
    let british = (2..=4).contains(&outer) && shaped([true, false, false]);
    let canadian = outer == 3 && shaped([true, false, true]);
    let first =
        state[0].is_ascii_uppercase() && bytes.iter().skip(at).take(outer).any(u8::is_ascii_digit);
    let end = at + outer + 4;
    ((british || canadian) && first && byte(bytes, at + outer) == b' ' && !word_at(text, end))
        .then_some(end)
}

/// End of the four to five digits at `at`, perhaps with `D-` before them, and the space behind.
fn plain_postcode(bytes: &[u8], at: usize) -> Option<usize> {
    let country =
        usize::from(byte(bytes, at).is_ascii_uppercase() && byte(bytes, at + 1) == b'-') * 2;
    let len = digits(bytes, at + country, 6);
    let end = at + country + len;
    let dutch = len == 4
        && byte(bytes, end) == b' '
        && bytes
            .get(end + 1..end + 3)?
            .iter()
            .all(u8::is_ascii_uppercase)
        && byte(bytes, end + 3) == b' ';
    match len {
        4 if dutch => Some(end + 4),
        4 | 5 if byte(bytes, end) == b' ' => Some(end + 1),
        _ => None,
    }
}

/// End of the capitalised words from `at` on, and how many there are.
fn name(bytes: &[u8], at: usize) -> (usize, usize) {
    let (mut end, mut count) = (at, 0);
    let mut next = at;
    for _ in 0..MAX_TOWN {
        let after = words::end(bytes, next);
        let word = bytes.get(next..after).unwrap_or_default();
        let coded = word.len() == 2
            && STATES.chunks(2).any(|code| code == word)
            && byte(bytes, after) == b' ';
        let postcode = byte(bytes, after).is_ascii_digit();
        let named = words::is_name(word) || count > 0 && words::is_particle(word);
        if !named || coded && count > 0 || postcode {
            break;
        }
        if words::is_name(word) {
            (end, count) = (after, count + 1);
        }
        if byte(bytes, after) != b' ' {
            break;
        }
        next = after + 1;
    }
    (end, count)
}

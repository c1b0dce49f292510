//! Text within base64 (RFC 4648 §4 and §5, RFC 2045's line breaks) and hexadecimal runs.

use crate::text::{byte, byte_before, is_base64, passed};
use std::ops::Range;

/// A decoded run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The bytes of the encoded original.
    pub span: Range<usize>,
    pub text: String,
}

/// Fewest characters of a base64 run.
const MIN_BASE64: usize = 14;
/// Fewest digits of a hexadecimal run.
const MIN_HEX: usize = 20;
/// Characters that are decoded to see whether the run is text at all; whole groups of both encodings.
const PROBE: usize = 48;
/// Bytes at the end that may be no UTF-8: a truncated character, or what a glued `-` or `/` adds.
const MAX_TAIL: usize = 3;
/// Base64's line lengths: RFC 7468's and RFC 2045's.
const LINES: [usize; 2] = [64, 76];

/// Decodes the base64 or hexadecimal run that `at` lies in, and adds each decoding that is plausible text.
///
/// Looks at no more than `max` bytes before `at`, and decodes no more than `max` bytes of a run.
pub fn decode(text: &str, at: usize, max: usize, out: &mut Vec<Decoded>) {
    decode_hex(text, at, max, out);
    decode_base64(text, at, max, 0, out);
}

/// The part of [`decode`] that is for hexadecimal runs.
pub fn decode_hex(text: &str, at: usize, max: usize, out: &mut Vec<Decoded>) {
    if at < text.len() {
        out.extend(hex_run(text.as_bytes(), at, max));
    }
}

/// The part of [`decode`] that is for base64. Looks at nothing before `from`, and says up to where it
/// has looked: a run of many lines is asked about at each of them.
pub fn decode_base64(
    text: &str,
    at: usize,
    max: usize,
    from: usize,
    out: &mut Vec<Decoded>,
) -> usize {
    let bytes = text.as_bytes();
    if sextet(byte(bytes, at)).is_none() {
        return from;
    }
    let start = base64_start(bytes, at, max.min(at.saturating_sub(from)));
    let lines = base64_lines(bytes, start, max);
    out.extend(base64_run(bytes, at, &lines));
    lines.last().map_or(at, |line| line.end).max(at + 1)
}

fn hex_run(bytes: &[u8], at: usize, max: usize) -> Option<Decoded> {
    let is_hex = |b: u8| b.is_ascii_hexdigit();
    // `at` may lie in the prefix.
    let at = match (byte_before(bytes, at), byte(bytes, at), byte(bytes, at + 1)) {
        (_, b'0', b'x' | b'X') => at + 2,
        (b'0', b'x' | b'X', _) => at + 1,
        _ => at,
    };
    let start = at - count_before(bytes, at, max, is_hex);
    let len = count(bytes, start, max, is_hex);
    let end = start + len - len % 2;
    let cut = len == max;
    if end <= at || len < MIN_HEX || len % 2 == 1 && !cut {
        return None;
    }
    let digits = bytes.get(start..end)?;
    text_of(&unhex(digits.get(..PROBE).unwrap_or(digits)))?;
    let text = text_of(&unhex(digits))?;
    let prefixed = matches!(bytes.get(..start)?, [.., b'0', b'x' | b'X']);
    let start = if prefixed { start - 2 } else { start };
    Some(Decoded {
        span: start..end,
        text,
    })
}

fn base64_run(bytes: &[u8], at: usize, lines: &[Range<usize>]) -> Option<Decoded> {
    let start = lines.first()?.start;
    let end = lines.last()?.end;
    let len: usize = lines.iter().map(Range::len).sum();
    let first = bytes.get(lines.first()?.clone())?;
    if len < MIN_BASE64 || end <= at {
        return None;
    }
    text_of(&unbase64(first.iter().take(PROBE)))?;
    let digits = lines.iter().filter_map(|line| bytes.get(line.clone()));
    let text = text_of(&unbase64(digits.flatten()))?;
    let padding = count(bytes, end, 2, |b| b == b'=');
    let padded = len + padding == len.next_multiple_of(4);
    Some(Decoded {
        span: start..if padded { end + padding } else { end },
        text,
    })
}

/// Start of the run that `at` lies in, over the lines before.
fn base64_start(bytes: &[u8], at: usize, max: usize) -> usize {
    let is_base64 = |b: u8| sextet(b).is_some();
    let mut start = at - count_before(bytes, at, max, is_base64);
    loop {
        let head = bytes.get(..start).unwrap_or_default();
        let Some(line) = head.strip_suffix(b"\n") else {
            break;
        };
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let len = count_before(bytes, line.len(), LINES[1] + 1, is_base64);
        if !LINES.contains(&len) || at - (line.len() - len) > max {
            break;
        }
        start = line.len() - len;
    }
    // The letter of a JSON escape, `\n`, is no part of the run after it.
    let escaped =
        byte_before(bytes, start) == b'\\' && matches!(byte(bytes, start), b'n' | b'r' | b't');
    start + usize::from(escaped)
}

/// The lines of the run at `start`: all but the last one have one of the usual lengths.
fn base64_lines(bytes: &[u8], start: usize, max: usize) -> Vec<Range<usize>> {
    let limit = start.saturating_add(max).min(bytes.len());
    let mut lines = Vec::new();
    let mut at = start;
    loop {
        let whole = passed(bytes, at, is_base64).min(limit - at);
        let rest = count(bytes, at + whole, limit - at - whole, |b| {
            sextet(b).is_some()
        });
        let len = whole + rest;
        if len == 0 {
            break;
        }
        lines.push(at..at + len);
        let next = match (byte(bytes, at + len), byte(bytes, at + len + 1)) {
            (b'\n', _) => at + len + 1,
            (b'\r', b'\n') => at + len + 2,
            _ => break,
        };
        if !LINES.contains(&len) || next >= limit {
            break;
        }
        at = next;
    }
    lines
}

/// `bytes` as text, when it is UTF-8 up to its last bytes, without NUL, and nine tenths are printable.
fn text_of(bytes: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if bytes.len() - error.valid_up_to() <= MAX_TAIL => {
            std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let (mut all, mut unprintable) = (0, 0);
    for c in text.chars() {
        all += 1;
        unprintable += usize::from(c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    }
    let plausible = all > 0 && unprintable * 10 <= all && !text.contains('\0');
    plausible.then(|| text.to_owned())
}

fn unhex(digits: &[u8]) -> Vec<u8> {
    let value = |b: u8| char::from(b).to_digit(16).unwrap_or(0);
    let join = |pair: &[u8]| pair.iter().fold(0, |sum, b| sum << 4 | value(*b));
    digits
        .chunks_exact(2)
        .filter_map(|pair| u8::try_from(join(pair)).ok())
        .collect()
}

/// Decodes without padding; what is left of an incomplete group is dropped.
pub(crate) fn unbase64<'a>(digits: impl Iterator<Item = &'a u8>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(digits.size_hint().0 / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for value in digits.filter_map(|b| sextet(*b)) {
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xFF) as u8);
        }
    }
    bytes
}

/// The six bits that a base64 or base64url character stands for.
fn sextet(b: u8) -> Option<u8> {
    Some(SEXTETS[usize::from(b)]).filter(|value| *value < 64)
}

static SEXTETS: [u8; 256] = sextets();

const fn sextets() -> [u8; 256] {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [0xFF; 256];
    let mut value = 0;
    while value < 64 {
        table[alphabet[value as usize] as usize] = value;
        value += 1;
    }
    table[b'-' as usize] = 62;
    table[b'_' as usize] = 63;
    table
}

/// Number of bytes from `at` on that pass the test, at most `max`.
fn count(bytes: &[u8], at: usize, max: usize, test: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default().iter().take(max);
    rest.take_while(|b| test(**b)).count()
}

/// Number of bytes before `at` that pass the test, at most `max`.
fn count_before(bytes: &[u8], at: usize, max: usize, test: impl Fn(u8) -> bool) -> usize {
    let head = bytes.get(..at).unwrap_or_default();
    head.iter()
        .rev()
        .take(max)
        .take_while(|b| test(**b))
        .count()
}

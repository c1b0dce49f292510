//! The value behind a name and a separator: `= "value"`, `: value`.

use crate::text::byte;
use std::ops::Range;

/// Most white space between a separator and a value.
const MAX_SPACE: usize = 12;
/// Longest value.
const MAX_VALUE: usize = 256;

/// Where a value stands, without its quotes.
#[derive(Clone, Debug)]
pub struct Value {
    pub span: Range<usize>,
    pub quoted: bool,
}

/// The value from `at` on, behind white space and its opening quote.
///
/// `holds` tells the bytes that a value without quotes may have.
#[must_use]
pub fn read(bytes: &[u8], at: usize, holds: impl Fn(u8) -> bool) -> Option<Value> {
    let start = skip_space(bytes, at);
    match opening(bytes, start) {
        Some((start, quote)) => quoted(bytes, start, quote),
        None => bare(bytes, start, holds),
    }
}

/// First byte behind spaces and tabs.
#[must_use]
pub fn skip_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.iter().skip(at).take(MAX_SPACE);
    at + rest.take_while(|b| matches!(b, b' ' | b'\t')).count()
}

#[must_use]
pub fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// Where the value starts behind an opening quote, and what closes it: the quote, or the backslash
/// of one that is written within JSON. A letter may stand before it: `b"…"`, `@"…"`.
fn opening(bytes: &[u8], at: usize) -> Option<(usize, u8)> {
    let at = match byte(bytes, at) {
        b'b' | b'r' | b'u' | b'f' | b'@' | b'L' if is_quote(byte(bytes, at + 1)) => at + 1,
        _ => at,
    };
    match byte(bytes, at) {
        quote if is_quote(quote) => Some((at + 1, quote)),
        b'\\' if is_quote(byte(bytes, at + 1)) => Some((at + 2, b'\\')),
        _ => None,
    }
}

fn quoted(bytes: &[u8], start: usize, quote: u8) -> Option<Value> {
    let limit = bytes.len().min(start + MAX_VALUE);
    let mut end = start;
    while end < limit && byte(bytes, end) != quote {
        end += match byte(bytes, end) {
            b'\n' | b'\r' => return None,
            b'\\' => 2,
            _ => 1,
        };
    }
    (end < limit && end > start).then_some(Value {
        span: start..end,
        quoted: true,
    })
}

fn bare(bytes: &[u8], start: usize, holds: impl Fn(u8) -> bool) -> Option<Value> {
    let rest = bytes.get(start..)?.iter().take(MAX_VALUE + 1);
    let len = rest.take_while(|b| holds(**b)).count();
    let mut end = start + len;
    while end > start && matches!(byte(bytes, end - 1), b'.' | b':') {
        end -= 1;
    }
    (len <= MAX_VALUE && end > start).then_some(Value {
        span: start..end,
        quoted: false,
    })
}

//! Numbers (RFC 8259, section 6).

use super::double::{survives, SAFE_DIGITS};
use super::{Fault, FaultKind};

/// Where a number ends, and whether it survives a double.
pub struct Number {
    pub end: usize,
    pub exact: bool,
}

/// Reads a number that begins at `at` with a digit or a minus.
pub fn number(bytes: &[u8], at: usize) -> Result<Number, Fault> {
    let integer = at + usize::from(bytes[at] == b'-');
    let mut end = if bytes.get(integer) == Some(&b'0') {
        integer + 1
    } else {
        digits(bytes, integer)?
    };
    if bytes.get(end) == Some(&b'.') {
        end = digits(bytes, end + 1)?;
    }
    let mantissa = integer..end;
    let mut exponent = end..end;
    if let Some(b'e' | b'E') = bytes.get(end) {
        let signed = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        exponent.start = end + 1;
        end = digits(bytes, exponent.start + signed)?;
        exponent.end = end;
    }
    let exact = exponent.is_empty() && mantissa.len() <= SAFE_DIGITS
        || survives(&bytes[integer..end], &bytes[mantissa], &bytes[exponent]);
    Ok(Number { end, exact })
}

/// Offset behind one or more digits.
fn digits(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    let mut end = at;
    while bytes.get(end).is_some_and(u8::is_ascii_digit) {
        end += 1;
    }
    if end == at {
        return Fault::new(FaultKind::Syntax, at);
    }
    Ok(end)
}

//! Whether a double keeps a number's value.

use super::tie::is_tie;
use std::fmt::{self, Write};

/// Any decimal number of at most this many significant digits survives a double (C's `DBL_DIG`),
/// as long as it is neither subnormal nor near the largest double.
pub const SAFE_DIGITS: usize = 15;

/// No double is written with more significant digits (C's `DBL_DECIMAL_DIG`).
const MOST_DIGITS: usize = 17;

/// A number as its significant digits, without zeros at either end, and the power of ten of the
/// first. Two numbers are the same value exactly when these are equal.
#[derive(PartialEq)]
pub struct Decimal {
    pub digits: [u8; MOST_DIGITS],
    pub length: usize,
    pub power: i64,
}

impl Decimal {
    /// None when there are more significant digits than fit. Zero has none.
    fn parse(mantissa: &[u8], exponent: i64) -> Option<Self> {
        let mut decimal = Self {
            digits: [0; MOST_DIGITS],
            length: 0,
            power: 0,
        };
        let mut power = exponent + i64::try_from(integer_digits(mantissa)).ok()?;
        let mut zeros = 0;
        for &byte in mantissa.iter().filter(|byte| byte.is_ascii_digit()) {
            power -= 1;
            if byte == b'0' {
                zeros += usize::from(decimal.length > 0);
                continue;
            }
            if decimal.length == 0 {
                decimal.power = power;
            }
            // The zeros in between turn out to be significant.
            let position = decimal.length + zeros;
            *decimal.digits.get_mut(position)? = byte - b'0';
            decimal.length = position + 1;
            zeros = 0;
        }
        Some(decimal)
    }
}

fn integer_digits(mantissa: &[u8]) -> usize {
    mantissa
        .iter()
        .position(|&byte| byte == b'.')
        .unwrap_or(mantissa.len())
}

/// Whether the double next to a number is written back as the same number. ECMAScript's
/// `Number::toString` and Rust's `{:e}` both write the shortest digits that name the double, and
/// of several the closest ones. Between two that are equally close ECMAScript takes the even one.
pub fn survives(number: &[u8], mantissa: &[u8], exponent: &[u8]) -> bool {
    let Some(decimal) = Decimal::parse(mantissa, small_exponent(exponent)) else {
        return false;
    };
    if decimal.length == 0 || (decimal.length <= SAFE_DIGITS && decimal.power.abs() <= 307) {
        return true;
    }
    // Beyond this every number is an infinity or zero.
    if decimal.power.abs() > 324 {
        return false;
    }
    let Some((double, written)) = through_a_double(number) else {
        return false;
    };
    if written.length != decimal.length || written.power != decimal.power {
        return false;
    }
    if is_tie(double, &decimal) {
        decimal.digits[decimal.length - 1] % 2 == 0
    } else {
        written == decimal
    }
}

/// An exponent, of which only the size matters once it is far beyond any double's. A mantissa of
/// sixteen million zeros can still bring one of as many tens back into range.
fn small_exponent(text: &[u8]) -> i64 {
    let size = text
        .iter()
        .filter(|byte| byte.is_ascii_digit())
        .fold(0_i64, |size, &byte| {
            (size * 10 + i64::from(byte - b'0')).min(1 << 50)
        });
    if text.first() == Some(&b'-') {
        -size
    } else {
        size
    }
}

/// The double next to a number, and the decimal as which Rust writes it.
fn through_a_double(number: &[u8]) -> Option<(f64, Decimal)> {
    let double: f64 = std::str::from_utf8(number).ok()?.parse().ok()?;
    if !double.is_finite() {
        return None;
    }
    let mut written = ShortText::default();
    write!(written, "{double:e}").ok()?;
    let text = std::str::from_utf8(&written.bytes[..written.length]).ok()?;
    let (mantissa, exponent) = text.split_once('e')?;
    let decimal = Decimal::parse(mantissa.as_bytes(), exponent.parse().ok()?)?;
    Some((double, decimal))
}

/// A double's text, kept on the stack: at most 24 bytes.
#[derive(Default)]
struct ShortText {
    bytes: [u8; 24],
    length: usize,
}

impl Write for ShortText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        let target = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        target.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

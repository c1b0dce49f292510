//! Doubles between two decimals (ECMA-262, `Number::toString`, step 5 and the note on it).

use super::double::Decimal;

/// Whether a double lies exactly in the middle between a decimal and a neighbour of the same
/// length that also names it. A power of two has less room below than above, so that its lower
/// neighbour may name another double.
pub fn is_tie(double: f64, decimal: &Decimal) -> bool {
    let digits = decimal.digits[..decimal.length].iter();
    let tenfold = digits.fold(0, |value, &digit| value * 10 + u128::from(digit)) * 10;
    let power = decimal.power - i64::try_from(decimal.length).unwrap_or(0);
    [(tenfold - 5, tenfold - 10), (tenfold + 5, tenfold + 10)]
        .into_iter()
        .any(|(middle, neighbour)| {
            is_exactly(double, middle, power)
                && format!("{neighbour}e{power}").parse() == Ok(double)
        })
}

/// Whether a positive double is `odd` times a power of ten, where `odd` is an odd number below
/// 10^18: both are written as an odd number times a power of two and compared.
fn is_exactly(double: f64, odd: u128, power: i64) -> bool {
    let (significand, exponent) = parts(double);
    if i64::from(significand.trailing_zeros()) + exponent != power {
        return false;
    }
    let significand = significand >> significand.trailing_zeros();
    match u32::try_from(power.unsigned_abs()) {
        // A higher power of five divides neither 53 bits nor a number below 10^18.
        Ok(fives @ 0..=25) if power < 0 => odd == significand * 5_u128.pow(fives),
        Ok(fives @ 0..=25) => odd * 5_u128.pow(fives) == significand,
        _ => false,
    }
}

/// A positive normal double as an integer times a power of two (IEEE 754-2019, section 3.4).
/// Subnormal ones are far too small for [`is_exactly`].
fn parts(double: f64) -> (u128, i64) {
    let bits = double.to_bits();
    let significand = bits & ((1 << 52) - 1) | 1 << 52;
    let exponent = i64::try_from(bits >> 52 & 0x7FF).unwrap_or(0) - 1075;
    (u128::from(significand), exponent)
}

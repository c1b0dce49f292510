//! Sums of digits times weights, which most national numbers end in.

/// A digit's value; `A` is 10 and `Z` 35; anything else is 0.
#[must_use]
pub fn value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => 0,
    }
}

/// The sum of each character's value times its weight, as far as both go.
#[must_use]
pub fn weighted(characters: &[u8], weights: &[u32]) -> u32 {
    let pairs = characters.iter().zip(weights);
    pairs.map(|(byte, weight)| value(*byte) * weight).sum()
}

/// Whether the weighted sum is a multiple of `modulus`.
#[must_use]
pub fn divisible(characters: &[u8], weights: &[u32], modulus: u32) -> bool {
    weighted(characters, weights).is_multiple_of(modulus)
}

/// As [`weighted`], but of each product its digits are added: 14 counts as 5.
#[must_use]
pub fn weighted_digits(characters: &[u8], weights: &[u32]) -> u32 {
    let products = characters.iter().zip(weights).map(|(b, w)| value(*b) * w);
    products
        .map(|product| product / 100 + product / 10 % 10 + product % 10)
        .sum()
}

/// ISO 7064 mod 11,10 over digits, the check digit last.
#[must_use]
pub fn mod_11_10(digits: &[u8]) -> bool {
    let Some((check, head)) = digits.split_last() else {
        return false;
    };
    let rest = head.iter().fold(10, |rest, digit| {
        let sum = (rest + value(*digit)) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - rest) % 10 == value(*check)
}

#[cfg(test)]
mod tests {
    use super::{divisible, mod_11_10, value, weighted, weighted_digits};

    #[test]
    fn values_and_sums() {
        assert_eq!((value(b'7'), value(b'A'), value(b'Z')), (7, 10, 35));
        assert_eq!(weighted(b"12A", &[3, 2, 1]), 3 + 4 + 10);
        assert_eq!(weighted(b"123", &[1]), 1);
        assert!(divisible(b"12", &[8, 7], 11) && !divisible(b"12", &[8, 7], 10));
        assert_eq!(weighted_digits(b"78", &[2, 9]), 5 + 9);
    }

    #[test]
    fn mod_11_10_takes_one_check_digit_of_ten() {
        for head in ["0794", "12345678", "8609574"] {
            let passes = |digit: &char| mod_11_10(format!("{head}{digit}").as_bytes());
            assert_eq!(('0'..='9').filter(passes).count(), 1, "{head}");
        }
        // The example of ISO 7064.
        assert!(mod_11_10(b"07945"));
        assert!(!mod_11_10(b""));
    }
}

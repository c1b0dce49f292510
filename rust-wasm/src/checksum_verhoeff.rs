//! Verhoeff's check digit (J. Verhoeff, Error Detecting Decimal Codes, 1969).
//!
//! Products are those of the dihedral group of order 10: 0 to 4 are rotations, 5 to 9 reflections.

/// The permutation of a digit, which is applied as often as the digit's place says, modulo 8.
const PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/// Whether the last of these digits is the check digit of the others.
#[must_use]
pub fn verhoeff(digits: &[u8]) -> bool {
    let places = digits.iter().rev().enumerate();
    let product = places.fold(0, |product, (i, digit)| {
        let digit = digit.saturating_sub(b'0') % 10;
        multiply(product, (0..i % 8).fold(digit, permuted))
    });
    product == 0
}

fn permuted(digit: u8, _: usize) -> u8 {
    PERMUTATION[usize::from(digit)]
}

fn multiply(a: u8, b: u8) -> u8 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

#[cfg(test)]
mod tests {
    use super::verhoeff;

    #[test]
    fn a_changed_or_swapped_digit_is_noticed() {
        assert!(verhoeff(b"2363") && verhoeff(b"123451") && verhoeff(b"1428570"));
        assert!(!verhoeff(b"2369") && !verhoeff(b"2633") && !verhoeff(b"213451"));
    }
}

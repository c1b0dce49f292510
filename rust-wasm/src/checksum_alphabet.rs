//! Check characters over an alphabet of digits and letters.

/// The place of a character in an alphabet.
#[must_use]
pub fn place(alphabet: &[u8], character: u8) -> Option<u32> {
    let at = alphabet.iter().position(|c| *c == character)?;
    u32::try_from(at).ok()
}

/// Luhn's check over any alphabet ("mod N"), as in the Indian GSTIN with 36 characters.
#[must_use]
pub fn luhn_mod_n(characters: &[u8], alphabet: &[u8]) -> bool {
    let base = u32::try_from(alphabet.len()).unwrap_or(1).max(1);
    let mut sum = 0;
    for (i, c) in characters.iter().rev().enumerate() {
        let Some(value) = place(alphabet, *c) else {
            return false;
        };
        let product = value * if i % 2 == 0 { 1 } else { 2 };
        sum += product / base + product % base;
    }
    sum % base == 0
}

/// ISO 7064 mod 11-2 over digits and a last digit or `X`, which stands for 10.
#[must_use]
pub fn mod_11_2(characters: &[u8]) -> bool {
    let sum = characters.iter().try_fold(0, |sum, c| match c {
        b'0'..=b'9' => Some((sum * 2 + u32::from(c - b'0')) % 11),
        b'X' => Some((sum * 2 + 10) % 11),
        _ => None,
    });
    sum == Some(1)
}

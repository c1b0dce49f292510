//! Check digits. Each function names the public rule that it follows.

mod weighted;

pub use weighted::{divisible, mod_11_10, value, weighted, weighted_digits};

/// Luhn's check over ASCII digits; other bytes are skipped (ISO/IEC 7812-1, annex B).
#[must_use]
pub fn luhn(digits: &[u8]) -> bool {
    let mut sum = 0;
    let values = digits
        .iter()
        .rev()
        .filter(|b| b.is_ascii_digit())
        .map(|b| u32::from(b - b'0'));
    for (i, value) in values.enumerate() {
        let doubled = value * 2;
        sum += match (i % 2, doubled > 9) {
            (0, _) => value,
            (_, true) => doubled - 9,
            (_, false) => doubled,
        };
    }
    sum % 10 == 0
}

/// ISO 7064 mod 97-10 as in ISO 13616: the first four characters go last, `A` is 10, the rest is 1.
///
/// Case does not matter; bytes that are no letters or digits are skipped.
#[must_use]
pub fn iban(value: &[u8]) -> bool {
    let split = value.len().min(4);
    let (head, tail) = value.split_at(split);
    let rest = tail.iter().chain(head).fold(0_u32, |rest, b| match b {
        b'0'..=b'9' => (rest * 10 + u32::from(b - b'0')) % 97,
        b'A'..=b'Z' => (rest * 100 + u32::from(b - b'A') + 10) % 97,
        b'a'..=b'z' => (rest * 100 + u32::from(b - b'a') + 10) % 97,
        _ => rest,
    });
    rest == 1
}

/// The letter of a Spanish DNI or NIE number (Real Decreto 1553/2005: the number modulo 23).
#[must_use]
pub fn es_letter(number: u64) -> u8 {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    LETTERS[(number % 23) as usize]
}

/// Whether the last six characters are the CRC-32 (ISO 3309) of the others in base 62 with the
/// digits `0-9A-Za-z`, as in GitHub's tokens.
///
/// <https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/>
#[must_use]
pub fn base62_crc32(token: &[u8]) -> bool {
    const LEN: usize = 6;
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some((value, check)) = token.split_last_chunk::<LEN>() else {
        return false;
    };
    let mut rest = crc32(value);
    check.iter().rev().all(|b| {
        let digit = DIGITS[(rest % 62) as usize];
        rest /= 62;
        *b == digit
    })
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |crc, _| {
            crc >> 1 ^ (0xEDB8_8320 * (crc & 1))
        })
    })
}

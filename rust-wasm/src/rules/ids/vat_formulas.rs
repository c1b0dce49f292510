//! Formulas of VAT numbers that need more than one weighted sum.

use super::{
    balkans::{cnp, egn},
    baltic::latvian,
    benelux::eleven,
    central::rodne_cislo,
    number,
};
use crate::checksum::{luhn, value, weighted, weighted_digits};

pub(super) fn austria(number: &[u8]) -> bool {
    let [b'U', digits @ .., check] = number else {
        return false;
    };
    let sum = weighted_digits(digits, &[1, 2, 1, 2, 1, 2, 1]) + 4;
    digits.iter().all(u8::is_ascii_digit)
        && check.is_ascii_digit()
        && (10 - sum % 10) % 10 == value(*check)
}

pub(super) fn belgium(digits: &[u8]) -> bool {
    let (head, check) = digits.split_at(digits.len() - 2);
    (digits.len() == 9 || digits[0] < b'2') && 97 - number(head) % 97 == number(check)
}

pub(super) fn bulgaria(digits: &[u8]) -> bool {
    let last = digits.last().map_or(11, |b| value(*b));
    if digits.len() == 9 {
        let first = weighted(digits, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11;
        let second = weighted(digits, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10;
        return number(digits) != 0 && last == if first == 10 { second } else { first };
    }
    let foreigner = weighted(digits, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10;
    let other = (11 - weighted(digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    number(digits) != 0 && (egn(digits) || last == foreigner || last == other)
}

pub(super) fn cyprus(number: &[u8]) -> bool {
    const EVEN: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let Some((letter, digits)) = number.split_last() else {
        return false;
    };
    let even = digits
        .iter()
        .step_by(2)
        .map(|b| EVEN[value(*b) as usize % 10]);
    let odd = digits.iter().skip(1).step_by(2).map(|b| value(*b));
    let sum: u32 = even.chain(odd).sum();
    digits.iter().all(u8::is_ascii_digit)
        && !digits.starts_with(b"12")
        && u32::from(letter.wrapping_sub(b'A')) == sum % 26
}

pub(super) fn czechia(digits: &[u8]) -> bool {
    let last = digits.last().map_or(11, |b| value(*b));
    let sum = |digits: &[u8]| weighted(digits, &[8, 7, 6, 5, 4, 3, 2]) % 11;
    match (digits.len(), digits[0]) {
        (8, b'9') => false,
        (8, _) => {
            let check = match (11 - sum(digits)) % 11 {
                0 => 1,
                other => other % 10,
            };
            check == last && number(digits) != 0
        }
        (9, b'6') if (18 - (21 - sum(&digits[1..8])) % 11) % 10 == last => true,
        _ => rodne_cislo(digits),
    }
}

/// Two characters, which are a key over the SIREN, then the SIREN.
pub(super) fn france(code: &[u8]) -> bool {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let Some((key, siren)) = code.split_at_checked(2) else {
        return false;
    };
    let place = |b: u8| {
        ALPHABET
            .iter()
            .zip(0_u64..)
            .find(|(c, _)| **c == b)
            .map(|(_, i)| i)
    };
    let (Some(first), Some(second)) = (place(key[0]), place(key[1])) else {
        return false;
    };
    if !siren.iter().all(u8::is_ascii_digit) || number(siren) == 0 {
        return false;
    }
    // Monaco's numbers have 000 and no check digit of their own.
    let company = luhn(siren) || siren.starts_with(b"000");
    let siren = number(siren);
    company
        && match (first < 10, second < 10) {
            (true, true) => (siren * 100 + 12) % 97 == first * 10 + second,
            (digit, _) => {
                let check = if digit {
                    first * 24 + second - 10
                } else {
                    first * 34 + second - 100
                };
                (siren + 1 + check / 11) % 11 == check % 11
            }
        }
}

/// HMRC: modulo 97, since 2010 with 55 more; a branch has three digits more.
pub(super) fn britain(digits: &[u8]) -> bool {
    let sum = u64::from(weighted(digits, &[8, 7, 6, 5, 4, 3, 2])) + number(&digits[7..9]);
    matches!(sum % 97, 0 | 42)
}

pub(super) fn old_irish(number: &[u8]) -> bool {
    let [first, second, rest @ ..] = number else {
        return false;
    };
    let [middle @ .., check] = rest else {
        return false;
    };
    if rest.len() != 6
        || second.is_ascii_digit()
        || !middle.iter().chain([first]).all(u8::is_ascii_digit)
    {
        return false;
    }
    let sum = weighted(middle, &[7, 6, 5, 4, 3]) + value(*first) * 2;
    b"WABCDEFGHIJKLMNOPQRSTUV"[(sum % 23) as usize] == *check
}

pub(super) fn lithuania(digits: &[u8]) -> bool {
    let sum = |shift: u32| {
        let places = digits[..digits.len() - 1].iter().zip(shift..);
        places.map(|(b, i)| (1 + i % 9) * value(*b)).sum::<u32>() % 11
    };
    let check = if sum(0) == 10 { sum(2) % 10 } else { sum(0) };
    digits[digits.len() - 2] == b'1' && digits.last().is_some_and(|b| value(*b) == check)
}

pub(super) fn latvia(digits: &[u8]) -> bool {
    let legal = weighted(digits, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3;
    if digits[0] > b'3' {
        legal
    } else {
        latvian(digits)
    }
}

/// A number that passes the "elfproef", `B` and two digits, or since 2020 anything that passes modulo 97.
pub(super) fn netherlands(code: &[u8]) -> bool {
    let Some((digits, [b'B', a, b])) = code.split_at_checked(code.len().saturating_sub(3)) else {
        return false;
    };
    if !digits.iter().chain([a, b]).all(u8::is_ascii_digit) || number(digits) == 0 {
        return false;
    }
    // N is 23, L is 21 and B is 11 in ISO 7064.
    let tail = u64::from(a - b'0') * 10 + u64::from(b - b'0');
    let whole = (2321 * 1_000_000_000 + number(digits)) % 97 * 10_000 + 1100 + tail;
    eleven(digits) || whole % 97 == 1
}

pub(super) fn romania(digits: &[u8]) -> bool {
    if digits.len() == 13 {
        return cnp(digits);
    }
    let weights = [7, 5, 3, 2, 1, 7, 5, 3, 2];
    let skip = 10_usize.saturating_sub(digits.len());
    let sum = weighted(&digits[..digits.len() - 1], &weights[skip..]);
    digits[0] != b'0'
        && digits
            .last()
            .is_some_and(|b| value(*b) == sum * 10 % 11 % 10)
}

pub(super) fn slovenia(digits: &[u8]) -> bool {
    let check = 11 - weighted(digits, &[8, 7, 6, 5, 4, 3, 2]) % 11;
    check != 11 && digits.last().is_some_and(|b| value(*b) == check % 10)
}

pub(super) fn slovakia(digits: &[u8]) -> bool {
    let company =
        digits[0] != b'0' && b"234789".contains(&digits[2]) && number(digits).is_multiple_of(11);
    company || rodne_cislo(digits)
}

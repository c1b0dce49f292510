//! Check digits of VAT numbers by country, as the tax offices and the European Commission
//! (VIES, `BMF_UID_Konstruktionsregeln`) describe them.

use super::atlantic::{nif as portuguese, pps};
use super::balkans::{afm, oib};
use super::vat_formulas::{
    austria, belgium, britain, bulgaria, cyprus, czechia, france, latvia, lithuania, netherlands,
    old_irish, romania, slovakia, slovenia,
};
use super::{italy::vat_code, number, poland::nip, spain};
use crate::checksum::{divisible, luhn, mod_11_10};

/// Lengths of a country's numbers, the longest first.
pub(super) fn lengths(country: [u8; 2]) -> &'static [usize] {
    match &country {
        b"DK" | b"FI" | b"HU" | b"LU" | b"MT" | b"SI" => &[8],
        b"AT" | b"CY" | b"DE" | b"EE" | b"EL" | b"ES" | b"GR" | b"PT" => &[9],
        b"IE" => &[9, 8],
        b"PL" | b"SK" => &[10],
        b"BE" | b"BG" => &[10, 9],
        b"CZ" => &[10, 9, 8],
        b"FR" | b"HR" | b"IT" | b"LV" => &[11],
        b"NL" => &[12, 11],
        b"SE" => &[12],
        b"GB" | b"XI" | b"LT" => &[12, 9],
        b"RO" => &[13, 10, 9, 8, 7, 6],
        _ => &[],
    }
}

/// Whether a number without its country is one that the country gives out.
pub(super) fn valid(country: [u8; 2], number: &[u8]) -> bool {
    let digits = number.iter().all(u8::is_ascii_digit);
    match &country {
        b"CY" => cyprus(number),
        b"ES" => spain::nif(number) || spain::nie(number) || spain::cif(number),
        b"FR" => france(number),
        b"AT" => austria(number),
        b"IE" => pps(number) || old_irish(number),
        b"NL" => netherlands(number),
        _ => digits && !number.is_empty() && of_digits(country, number),
    }
}

fn of_digits(country: [u8; 2], digits: &[u8]) -> bool {
    let filled = digits.iter().any(|b| *b != b'0');
    let by = |weights: &[u32], modulus: u32| filled && divisible(digits, weights, modulus);
    match &country {
        b"BE" => filled && belgium(digits),
        b"BG" => bulgaria(digits),
        b"CZ" => czechia(digits),
        b"DE" => digits[0] != b'0' && mod_11_10(digits),
        b"DK" => digits[0] != b'0' && by(&[2, 7, 6, 5, 4, 3, 2, 1], 11),
        b"EE" => by(&[3, 7, 1, 3, 7, 1, 3, 7, 1], 10),
        b"EL" | b"GR" => afm(digits),
        b"FI" => by(&[7, 9, 10, 5, 8, 4, 2, 1], 11),
        b"GB" | b"XI" => filled && britain(digits),
        b"HR" => oib(digits),
        b"HU" => by(&[9, 7, 3, 1, 9, 7, 3, 1], 10),
        b"IT" => vat_code(digits),
        b"LT" => lithuania(digits),
        b"LU" => filled && number(&digits[..6]) % 89 == number(&digits[6..]),
        b"LV" => latvia(digits),
        b"MT" => by(&[3, 4, 6, 7, 8, 9, 10, 1], 37),
        b"PL" => nip(digits),
        b"PT" => portuguese(digits),
        b"RO" => romania(digits),
        b"SE" => filled && digits.ends_with(b"01") && luhn(&digits[..10]),
        b"SI" => digits[0] != b'0' && slovenia(digits),
        b"SK" => slovakia(digits),
        _ => false,
    }
}

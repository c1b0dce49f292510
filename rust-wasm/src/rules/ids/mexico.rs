//! Mexico: people and bank accounts.

use super::super::{Form, Rule};
use super::born::is_yymmdd;
use super::id;
use crate::checksum_alphabet::place;
use crate::checksum_weighted::{last, repeated, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "MX_CURP",
        "MX_CURP",
        &[Form("@@@@######@@@@@@?#", 95)],
        curp,
        &["curp"],
        "date, sex, state, check digit",
    ),
    id(
        "MX_CLABE",
        "MX_CLABE",
        &[
            Form("##################", 40),
            Form("### ### ########### #", 75),
            Form("###-###-###########-#", 75),
        ],
        clabe,
        &["clabe", "interbancaria", "cuenta", "spei"],
        "weights 3, 7, 1",
    ),
];

const STATES: &[u8] = b"ASBCBSCCCLCMCSCHDFDGGTGRHGJCMCMNMSNTNLOCPLQTQRSPSLSRTCTSTLVZYNZSNE";
/// `Ñ`, which stands at the place of `&`, is written as `X`.
const ALPHABET: &[u8] = b"0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ";

/// Population registry code (Instructivo Normativo para la Asignación de la CURP).
fn curp(value: &[u8]) -> bool {
    let date = value.get(4..10).unwrap_or_default();
    let state = value.get(11..13).unwrap_or_default();
    let sum = value
        .iter()
        .zip((2..=18).rev())
        .try_fold(0, |sum, (c, weight)| {
            place(ALPHABET, *c).map(|place| sum + place * weight)
        });
    is_yymmdd(date)
        && matches!(value.get(10), Some(b'H' | b'M' | b'X'))
        && STATES.chunks(2).any(|known| known == state)
        && sum.is_some_and(|sum: u32| (10 - sum % 10) % 10 == last(value))
}

/// Standardised bank code (Banco de México, Circular 14/2017); bank and place are not all zeros.
fn clabe(number: &[u8]) -> bool {
    let weights = [3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7];
    let products = number.iter().zip(weights);
    let sum: u32 = products
        .map(|(digit, weight)| weighted(&[*digit], &[weight]) % 10)
        .sum();
    !repeated(number.get(..6).unwrap_or_default()) && (10 - sum % 10) % 10 == last(number)
}

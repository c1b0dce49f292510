//! Numbers of mobile phones and their cards: IMEI (3GPP TS 23.003), ICCID (ITU-T E.118), IMSI
//! (ITU-T E.212).

use super::super::{Find, Form, Rule};
use crate::checksum::luhn;
use crate::rules::Gate;

pub(super) const RULES: [Rule; 3] = [
    Rule {
        entity: "IMEI",
        label: "IMEI",
        find: Find::Forms(
            &[
                Form("###############", 35),
                Form("##-######-######-#", 75),
                Form("## ###### ###### #", 75),
                Form("######-##-######-#", 75),
                Form("###### ## ###### #", 75),
                Form("################", 10),
                Form("##-######-######-##", 40),
                Form("########-######-##", 40),
            ],
            imei,
        ),
        context: &["imei", "imeisv", "handset", "device", "iphone", "tac"],
        on: true,
        gate: Gate::OPEN,
        validation: "Luhn",
    },
    Rule {
        entity: "ICCID",
        label: "ICCID",
        find: Find::Forms(
            &[
                Form("89#################", 40),
                Form("89##################", 40),
                Form("89## #### #### #### ###", 65),
                Form("89## #### #### #### ####", 65),
            ],
            iccid,
        ),
        context: &["iccid", "sim", "esim", "usim", "simcard", "icc"],
        on: true,
        gate: Gate::OPEN,
        validation: "telecommunication prefix, Luhn",
    },
    Rule {
        entity: "IMSI",
        label: "IMSI",
        find: Find::Forms(
            &[Form("###############", 10), Form("### ## ##########", 40)],
            imsi,
        ),
        context: &["imsi", "subscriber", "supi"],
        on: true,
        gate: Gate::OPEN,
        validation: "mobile country code",
    },
];

/// With a software version instead of a check digit it has 16 digits.
fn imei(digits: &[u8]) -> bool {
    let varied = digits.iter().any(|b| digits.first() != Some(b));
    varied && (digits.len() == 16 || luhn(digits))
}

fn iccid(digits: &[u8]) -> bool {
    luhn(digits)
}

/// First and last mobile country codes of runs that are assigned or about to be.
const COUNTRIES: [(u16, u16); 23] = [
    (1, 1),
    (202, 208),
    (212, 222),
    (225, 235),
    (238, 250),
    (255, 262),
    (266, 297),
    (302, 302),
    (308, 316),
    (330, 334),
    (338, 376),
    (400, 406),
    (410, 432),
    (434, 438),
    (440, 441),
    (450, 457),
    (460, 472),
    (502, 515),
    (520, 530),
    (536, 555),
    (602, 659),
    (702, 750),
    (901, 901),
];

fn imsi(digits: &[u8]) -> bool {
    let code = digits.iter().take(3);
    let code = code.fold(0, |code, b| code * 10 + u16::from(b - b'0'));
    COUNTRIES
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&code))
}

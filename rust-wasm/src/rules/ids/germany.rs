//! Germany: numbers of taxes.

use super::super::{Form, Rule, ON_NUMBER};
use super::{coded, id, number, vat};
use crate::checksum::mod_11_10;

pub(super) const RULES: &[Rule] = &[
    id(
        "DE_TAX_ID",
        "DE_TAX_ID",
        &[Form("## ### ### ###", 45), Form("###########", 25)],
        tax_id,
        &[
            "steuer",
            "steuerid",
            "steueridnr",
            "steueridentifikationsnummer",
            "identifikationsnummer",
            "steuerliche",
            "idnr",
            "tin",
            "tax",
        ],
        "ISO 7064 mod 11,10",
    ),
    id(
        "DE_TAX_NUMBER",
        "DE_TAX_NUMBER",
        &[
            Form("###/###/#####", 45),
            Form("###/####/####", 45),
            Form("##/###/#####", 40),
            Form("##/###/####", 40),
            Form("##/####/####", 40),
            Form("#####/#####", 30),
            Form("## ### #####", 20),
            Form("### ### #####", 20),
            Form("#############", 10),
            Form("###########", 5),
            Form("##########", 5),
        ],
        tax_number,
        &[
            "steuernummer",
            "steuernr",
            "stnr",
            "steuer",
            "finanzamt",
            "elster",
        ],
        "form, number of the state",
    ),
    Rule {
        gate: vat::GATE,
        ..coded(
            "DE_VAT_ID",
            "DE_VAT_ID",
            ON_NUMBER,
            |text, at| vat::find_in(text, at, &[*b"DE"]),
            &[
                "ust",
                "ustid",
                "umsatzsteuer",
                "umsatzsteueridentifikationsnummer",
                "mehrwertsteuer",
                "rechnung",
                "vat",
            ],
            "country, ISO 7064 mod 11,10",
        )
    },
];

/// Steuerliche Identifikationsnummer (AO § 139b). That a digit stands in it twice or three times is
/// not asked for: what stands beside a number decides anyway.
fn tax_id(value: &[u8]) -> bool {
    let same = value.iter().all(|b| Some(b) == value.first());
    value.first() != Some(&b'0') && !same && mod_11_10(value)
}

/// In the uniform form the state's number stands first (ELSTER).
fn tax_number(value: &[u8]) -> bool {
    value.len() != 13 || matches!(number(&value[..2]), 1..=16 | 21..=32 | 40 | 41 | 51 | 91..=99)
}

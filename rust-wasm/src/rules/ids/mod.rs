//! Identity numbers, by region: one table row each.

mod africa;
mod alps;
mod andes;
mod atlantic;
mod balkans;
mod baltic;
mod benelux;
mod born;
mod brazil;
mod british_places;
mod canada;
mod central;
mod china;
mod date;
mod east_asia;
mod eurasia;
mod france;
mod german_insurance;
mod german_papers;
mod german_serial;
mod germany;
mod india;
mod india_vehicles;
mod italy;
mod korea;
mod korea_business;
mod mexico;
mod mexico_tax;
mod middle_east;
mod nordic;
mod oceania;
mod phrase;
mod plate;
mod poland;
mod register;
mod singapore;
mod southeast_asia;
mod southern_cone;
mod spain;
mod sweden;
mod turkey;
mod ukraine;
mod united_kingdom;
mod united_states;
mod us_bank;
mod us_health;
mod us_travel;
mod vat;
mod vat_checks;
mod vat_formulas;

pub(crate) use vat::has_country;

use super::{code, tables, Find, Form, Match, Rule};
use crate::rules::Gate;

const TABLES: &[&[Rule]] = &[
    united_states::RULES,
    spain::RULES,
    us_health::RULES,
    us_bank::RULES,
    us_travel::RULES,
    canada::RULES,
    mexico::RULES,
    mexico_tax::RULES,
    brazil::RULES,
    southern_cone::RULES,
    andes::RULES,
    oceania::RULES,
    india::RULES,
    india_vehicles::RULES,
    china::RULES,
    korea::RULES,
    korea_business::RULES,
    east_asia::RULES,
    singapore::RULES,
    southeast_asia::RULES,
    turkey::RULES,
    middle_east::RULES,
    eurasia::RULES,
    africa::RULES,
    united_kingdom::RULES,
    british_places::RULES,
    germany::RULES,
    german_insurance::RULES,
    german_papers::RULES,
    italy::RULES,
    france::RULES,
    nordic::RULES,
    sweden::RULES,
    poland::RULES,
    ukraine::RULES,
    benelux::RULES,
    atlantic::RULES,
    alps::RULES,
    central::RULES,
    balkans::RULES,
    baltic::RULES,
    vat::RULES,
];

pub(super) const RULES: &[Rule] = &tables::join::<{ tables::count(TABLES) }>(TABLES);

/// A number of a fixed form. `check` gets its letters and digits, in upper case.
const fn id(
    entity: &'static str,
    label: &'static str,
    forms: &'static [Form],
    check: fn(&[u8]) -> bool,
    context: &'static [&'static str],
    validation: &'static str,
) -> Rule {
    Rule {
        entity,
        label,
        find: Find::Forms(forms, check),
        context,
        on: true,
        gate: Gate::OPEN,
        validation,
    }
}

/// A number that code of its own finds at the places `on`, a set of `ON_…`.
const fn coded(
    entity: &'static str,
    label: &'static str,
    on: u16,
    find: fn(&str, usize) -> Option<Match>,
    context: &'static [&'static str],
    validation: &'static str,
) -> Rule {
    Rule {
        context,
        ..code(entity, label, on, find, validation)
    }
}

/// The digits' value; letters are skipped.
fn number(digits: &[u8]) -> u64 {
    let digits = digits.iter().filter(|b| b.is_ascii_digit());
    digits.fold(0, |value, b| {
        value.wrapping_mul(10).wrapping_add(u64::from(b - b'0'))
    })
}

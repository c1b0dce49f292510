//! Dates: of birth, near a word that says so, and any date or time, which is off by default.

mod any;
mod month;
mod written;

use super::super::Match;
use written::Date;

pub(super) use any::find as find_any;

/// Confidence in a date before a word says that it is one of birth.
const BIRTH: u8 = 40;
/// Years in which someone may be born that a text speaks of.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2029;

pub(super) const WORDS: &[&str] = &[
    "born",
    "dob",
    "birth",
    "birthday",
    "birthdate",
    "birthdays",
    "dateofbirth",
    "d.o.b",
    "bday",
    "nacimiento",
    "nacido",
    "nacida",
    "nací",
    "nació",
    "cumpleaños",
    "geboren",
    "geb",
    "geburtsdatum",
    "geburtstag",
    "né",
    "née",
    "naissance",
    "anniversaire",
    "nato",
    "nata",
    "nascita",
    "nascimento",
    "nascido",
    "nascida",
    "nasceu",
    "geboortedatum",
    "urodzenia",
    "urodzony",
    "urodzona",
    "född",
    "født",
    "fødselsdato",
    "födelsedatum",
    "syntymäaika",
    "doğum",
    "рождения",
    "родился",
    "родилась",
    "出生",
    "生日",
    "生年月日",
    "誕生日",
    "생년월일",
    "생일",
];

/// Finds the date whose first digit, or first digit after the month's name, is at `at`.
pub(super) fn find_birth(text: &str, at: usize) -> Option<Match> {
    let Date { span, year } = written::read(text, at)?;
    YEARS
        .contains(&year?)
        .then_some(Match { span, score: BIRTH })
}

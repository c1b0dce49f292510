//! Numbers written as words.

use super::pieces::format_number;
use super::words::{Kind, Word};

pub struct Numeral {
    /// A canonical decimal.
    pub value: String,
    /// Words that it takes.
    pub length: usize,
}

// Without "one" and "second", which mostly are no numbers.
const UNITS: &[&str] = &[
    "zero",
    "",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: &[&str] = &[
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// The number that the words begin with.
pub fn number_words(words: &[Word], at: &[usize]) -> Option<Numeral> {
    let (mut total, mut part, mut length) = (0.0_f64, 0.0_f64, 0);
    let mut has_value = false;
    while let Some(word) = at.get(length).and_then(|index| words.get(*index)) {
        let text = word.text.as_str();
        if word.kind == Kind::Number {
            if length > 0 {
                break;
            }
            part = text.parse().ok()?;
            has_value = true;
        } else if let Some(unit) = UNITS
            .iter()
            .position(|unit| *unit == text && !text.is_empty())
        {
            let fits = !has_value
                || (unit < 10 && part % 100.0 >= 20.0 && part % 10.0 == 0.0)
                || part % 1000.0 % 100.0 == 0.0 && part > 0.0;
            if !fits {
                break;
            }
            part += f64::from(u8::try_from(unit).ok()?);
            has_value = true;
        } else if let Some(ten) = TENS.iter().position(|ten| *ten == text && !text.is_empty()) {
            if has_value && part % 100.0 != 0.0 {
                break;
            }
            part += 10.0 * f64::from(u8::try_from(ten).ok()?);
            has_value = true;
        } else if let Some(scale) = scale(text).filter(|_| has_value || text != "second") {
            let times = if has_value { part } else { 1.0 };
            if scale >= 1000.0 {
                total += times * scale;
                part = 0.0;
            } else {
                part = times * scale;
            }
            has_value = true;
        } else {
            break;
        }
        length += 1;
    }
    has_value.then(|| Numeral {
        value: format_number(total + part),
        length,
    })
}

fn scale(text: &str) -> Option<f64> {
    Some(match text {
        "dozen" => 12.0,
        "hundred" => 100.0,
        "thousand" => 1e3,
        "million" | "mn" => 1e6,
        "billion" | "bn" => 1e9,
        "trillion" => 1e12,
        _ => return None,
    })
}

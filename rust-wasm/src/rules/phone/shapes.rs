//! National numbers whose grouping tells what they are: the trunk prefix 0, or a mobile number's
//! first digits, and groups as a country's numbering plan prints them (ITU-T E.123, national plans).

use super::dialled::Dialled;
use crate::text::byte;

/// First digits, lengths of the groups, separators of which the same stands between all, and the
/// confidence.
struct Shape(&'static [&'static str], &'static [usize], &'static [u8], u8);

const SPACE: &[u8] = b" ";
const HYPHEN: &[u8] = b"-";
const EITHER: &[u8] = b" -";
const ANY: &[u8] = b" -.";

const SHAPES: &[Shape] = &[
    // France, also the Netherlands' mobile numbers
    Shape(&["0"], &[2, 2, 2, 2, 2], ANY, 75),
    // United Kingdom, Japan, Korea, China
    Shape(&["0"], &[3, 4, 4], HYPHEN, 75),
    Shape(&["0"], &[3, 4, 4], SPACE, 70),
    Shape(
        &["13", "14", "15", "16", "17", "18", "19"],
        &[3, 4, 4],
        EITHER,
        65,
    ),
    // Philippines, United Kingdom
    Shape(&["0"], &[4, 3, 4], ANY, 70),
    Shape(&["0"], &[5, 3, 3], SPACE, 70),
    Shape(&["01", "07"], &[5, 6], SPACE, 65),
    // Australia
    Shape(&["04"], &[4, 3, 3], EITHER, 70),
    Shape(&["08", "09", "1300", "1800"], &[4, 3, 3], EITHER, 60),
    Shape(&["02", "03", "06", "07", "08"], &[2, 4, 4], EITHER, 65),
    // Japan, Korea, South Africa
    Shape(&["0"], &[3, 3, 4], ANY, 65),
    Shape(&["0"], &[4, 2, 4], HYPHEN, 65),
    // Korea, New Zealand
    Shape(&["02", "03", "04", "08", "09"], &[2, 3, 4], HYPHEN, 60),
    // Turkey, Switzerland, Belgium, Sweden
    Shape(&["0"], &[4, 3, 2, 2], ANY, 70),
    Shape(&["0"], &[3, 3, 2, 2], ANY, 70),
    Shape(&["2", "3", "4", "5"], &[3, 3, 2, 2], b" .", 60),
    Shape(&["50", "53", "54", "55"], &[3, 3, 2, 2], HYPHEN, 60),
    Shape(&["0", "8"], &[1, 3, 3, 2, 2], ANY, 70),
    Shape(&["0"], &[4, 2, 2, 2], ANY, 65),
    Shape(&["0"], &[3, 2, 2, 2], ANY, 65),
    Shape(&["0"], &[2, 3, 2, 2], ANY, 65),
    // Spain
    Shape(&["6", "7", "8", "9"], &[3, 2, 2, 2], SPACE, 60),
    Shape(&["8", "9"], &[2, 3, 2, 2], SPACE, 60),
    // Netherlands, Germany, China
    Shape(&["06"], &[2, 8], EITHER, 65),
    Shape(&["0"], &[2, 7], HYPHEN, 40),
    Shape(
        &["010", "020", "030", "040", "069", "070", "089"],
        &[3, 7],
        HYPHEN,
        60,
    ),
    Shape(
        &["010", "020", "021", "030", "040", "069", "089"],
        &[3, 8],
        HYPHEN,
        60,
    ),
    Shape(&["0"], &[4, 7], HYPHEN, 65),
    Shape(&["0"], &[4, 8], HYPHEN, 65),
    Shape(&["015", "016", "017"], &[4, 7], SPACE, 65),
    Shape(&["015", "016", "017"], &[4, 8], SPACE, 65),
    Shape(&["030", "040", "069", "089"], &[3, 8], SPACE, 60),
    Shape(&["030", "040", "069", "089"], &[3, 7], SPACE, 60),
    Shape(&["030", "040", "069", "089"], &[3, 4, 4], SPACE, 70),
    // India
    Shape(&["0"], &[6, 5], SPACE, 65),
    Shape(&["6", "7", "8", "9"], &[5, 5], EITHER, 45),
    // Brazil, Mexico
    Shape(
        &["1", "2", "3", "4", "5", "6", "7", "8", "9"],
        &[2, 5, 4],
        HYPHEN,
        60,
    ),
    Shape(&["55", "33", "81"], &[2, 4, 4], SPACE, 40),
    // A country code without its sign
    Shape(
        &["44", "52", "55", "61", "63", "86", "90", "91"],
        &[2, 3, 3, 4],
        HYPHEN,
        60,
    ),
];

/// Longest first group of all shapes.
const LONGEST_FIRST: usize = 6;
/// Confidence in a prefix in brackets before a whole number.
const BRACKETED: u8 = 70;

/// The number of groups of a number of such a shape, and the confidence.
pub(super) fn find(bytes: &[u8], dialled: &Dialled) -> Option<(usize, u8)> {
    if dialled.len(0) > LONGEST_FIRST {
        return None;
    }
    bracketed(bytes, dialled).or_else(|| {
        let shape = SHAPES.iter().find(|shape| fits(bytes, dialled, shape))?;
        let count = shape.1.len();
        (!rises(bytes, dialled, count)).then_some((count, shape.3))
    })
}

/// Whether every group is larger than the one before, as in `05 12 23 34 45`.
fn rises(bytes: &[u8], dialled: &Dialled, count: usize) -> bool {
    let pair = |group| {
        let start = dialled.start(group);
        bytes
            .get(start..start + 2)
            .filter(|_| dialled.len(group) == 2)
    };
    (0..count).all(|group| pair(group).is_some())
        && (1..count).all(|group| pair(group - 1) < pair(group))
}

fn fits(bytes: &[u8], dialled: &Dialled, Shape(first, lens, separators, _): &Shape) -> bool {
    let same = |group: usize| dialled.separator(group) == dialled.separator(1);
    let number = bytes.get(dialled.start(0)..).unwrap_or_default();
    // A further group would make it a row of numbers.
    let groups = (0..=lens.len()).all(|i| dialled.len(i) == lens.get(i).copied().unwrap_or(0));
    groups
        && !number.starts_with(b"00")
        && (1..lens.len()).all(|group| same(group) && !dialled.bracketed(group))
        && separators.contains(&dialled.separator(1))
        && first
            .iter()
            .any(|first| number.starts_with(first.as_bytes()))
}

/// `(030) 1234567`, `(11) 98456-5666`, `8 (495) 123-45-67`, `044 (33) 1234-5678`.
fn bracketed(bytes: &[u8], dialled: &Dialled) -> Option<(usize, u8)> {
    let zero = |group| byte(bytes, dialled.start(group)) == b'0';
    let lens: [usize; 5] = std::array::from_fn(|group| dialled.len(group));
    let count = match (dialled.bracketed(0), dialled.bracketed(1), lens) {
        (true, _, [2, 4 | 5, 4, ..]) => 3,
        (true, _, [3..=5, 3, 2, 2, _]) | (_, true, [2 | 3, 2, 4, 4, _] | [2, 3, 3, 4, _])
            if zero(0) =>
        {
            4
        }
        (true, _, [2..=5, 3 | 4, 3 | 4, ..]) if zero(0) => 3,
        (true, _, [2..=5, 5..=8, ..]) if zero(0) => 2,
        (_, true, [1, 3, 3, 2, 2]) => 5,
        _ => return None,
    };
    Some((count, BRACKETED))
}

//! Places on the earth as latitude and longitude: decimal degrees, or degrees, minutes and seconds
//! (ISO 6709's human-readable form).

use super::super::Match;
use super::label::{names, Labels};
use crate::text::{byte, byte_before, digits, word_at, word_before};

/// Two numbers that are named, or have a point of the compass each.
const NAMED: u8 = 80;
/// Two numbers with so many decimals that they tell a house.
const PLAIN: u8 = 30;
/// Decimals of a plain pair: some ten metres.
const MIN_DECIMALS: usize = 4;
/// Most characters between two named numbers: `, "longitude": `.
const MAX_GAP: usize = 24;

pub(super) const WORDS: &[&str] = &[
    "lat",
    "latitude",
    "lon",
    "lng",
    "long",
    "longitude",
    "gps",
    "coordinates",
    "coordinate",
    "coords",
    "coord",
    "location",
    "located",
    "position",
    "geo",
    "geolocation",
    "latlng",
    "latlon",
    "point",
    "map",
    "maps",
    "waypoint",
    "breite",
    "koordinaten",
    "coordenadas",
    "coordonnées",
    "ubicación",
];

const LATITUDE: Labels = Labels::new(&["lat", "latitude"]);
const LONGITUDE: Labels = Labels::new(&["lon", "lng", "long", "longitude"]);

/// Finds the pair whose first digit is at `at`, or the named number there.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let signed = matches!(byte_before(bytes, at), b'-' | b'+');
    let start = at - usize::from(signed);
    let before = byte_before(bytes, start);
    if word_before(text, start) || matches!(before, b'.' | b'/' | b'$') {
        return None;
    }
    let first = Angle::read(text, at, 180)?;
    if first.decimals == 0 && first.point == 0 {
        return None;
    }
    // A point of the compass takes the place of a sign.
    let start = if first.point == 0 { start } else { at };
    let (end, score) = pair(text, &first)
        .or_else(|| is_named(bytes, start, &first).then_some((first.end, NAMED)))?;
    let joined = byte(bytes, end) == b'.' && byte(bytes, end + 1).is_ascii_digit();
    (!joined && !word_at(text, end)).then_some(Match {
        span: start..end,
        score,
    })
}

/// End of the pair that `first` starts, and the confidence in it.
fn pair(text: &str, first: &Angle) -> Option<(usize, u8)> {
    let bytes = text.as_bytes();
    let second_at = first.end + gap(bytes, first.end)?;
    let signed = matches!(byte(bytes, second_at), b'-' | b'+');
    let second = Angle::read(text, second_at + usize::from(signed), 180)?;
    let between = bytes.get(first.end..second_at)?;
    let labelled = between.iter().any(u8::is_ascii_alphabetic);
    let compass = matches!(
        (first.point, second.point),
        (b'N' | b'S', b'E' | b'W' | b'O')
    );
    let fewest = first.decimals.min(second.decimals);
    let score = match (compass, labelled) {
        (true, false) => NAMED,
        (false, true) if is_longitude(between) && fewest > 1 => NAMED,
        (false, false) if fewest >= MIN_DECIMALS && !between.is_empty() => PLAIN,
        _ => return None,
    };
    (first.value <= 90).then_some((second.end, score))
}

/// A number alone is a value when its name stands before it, as in JSON.
fn is_named(bytes: &[u8], start: usize, angle: &Angle) -> bool {
    let is_latitude = angle.value <= 90 && names(bytes, start, &LATITUDE);
    angle.decimals >= 3 && (is_latitude || names(bytes, start, &LONGITUDE))
}

/// Length of what stands between two numbers.
fn gap(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?.iter().take(MAX_GAP + 1);
    let is_gap = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b' ' | b',' | b';' | b':' | b'=');
    let len = rest.take_while(|b| is_gap(b)).count();
    (len <= MAX_GAP).then_some(len)
}

fn is_longitude(between: &[u8]) -> bool {
    let starts = |i: usize| i == 0 || !between[i - 1].is_ascii_alphabetic();
    let named = |i: usize| {
        let rest = &between[i..];
        [&b"lon"[..], b"lng", b"long"].iter().any(|name| {
            let head = rest.get(..name.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(name))
        })
    };
    (0..between.len()).any(|i| starts(i) && named(i))
}

/// A number of degrees with what belongs to it.
struct Angle {
    value: u32,
    end: usize,
    decimals: usize,
    /// The point of the compass behind it, or 0.
    point: u8,
}

impl Angle {
    fn read(text: &str, at: usize, max: u32) -> Option<Self> {
        let bytes = text.as_bytes();
        let (value, mut end, mut decimals) = decimal(bytes, at)?;
        if value > max {
            return None;
        }
        // Minutes and seconds behind the degrees.
        for signs in [["°", "º", "˚"], ["'", "′", "’"], ["\"", "″", "”"]] {
            let Some(sign) = signs.iter().find(|sign| starts_with(bytes, end, sign)) else {
                break;
            };
            // A quote right behind a decimal number ends a string.
            if *sign == "\"" && decimals > 3 {
                break;
            }
            end += sign.len();
            let space = usize::from(byte(bytes, end) == b' ');
            match decimal(bytes, end + space) {
                Some((value, after, more)) if value < 60 && decimals == 0 && *sign != "\"" => {
                    (end, decimals) = (after, more);
                }
                _ => break,
            }
        }
        let space = usize::from(byte(bytes, end) == b' ');
        let point = byte(bytes, end + space);
        let found =
            matches!(point, b'N' | b'S' | b'E' | b'W' | b'O') && !word_at(text, end + space + 1);
        Some(Self {
            value,
            end: if found { end + space + 1 } else { end },
            decimals,
            point: if found { point } else { 0 },
        })
    }
}

/// The whole part of a number of at most three digits, its end, and how many decimals it has.
fn decimal(bytes: &[u8], at: usize) -> Option<(u32, usize, usize)> {
    let len = digits(bytes, at, 4);
    let whole = bytes.get(at..at + len)?.iter();
    let value = whole.fold(0, |value, b| value * 10 + u32::from(b - b'0'));
    let decimals = digits(bytes, at + len + 1, 18);
    let dotted = byte(bytes, at + len) == b'.' && decimals > 0;
    let (end, decimals) = if dotted {
        (at + len + 1 + decimals, decimals)
    } else {
        (at + len, 0)
    };
    matches!(len, 1..=3).then_some((value, end, decimals))
}

fn starts_with(bytes: &[u8], at: usize, sign: &str) -> bool {
    bytes
        .get(at..)
        .is_some_and(|rest| rest.starts_with(sign.as_bytes()))
}

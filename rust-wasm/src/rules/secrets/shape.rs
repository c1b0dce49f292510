//! Matches a key against its form: literals and runs, from its start to its end.

use super::alphabet::Alphabet;
use super::profile::{has_word, Profile, PLACEHOLDERS};
use crate::checksum::base62_crc32;
use crate::rules::{Match, SURE};
use crate::text::{byte, byte_before};

/// One form of a key, from its start to its end. The first part is a literal.
pub type Shape = &'static [Part];

/// A piece of a key, or what is known of it.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// These bytes.
    Lit(&'static str),
    /// The first of these that fits; an empty one last makes the part optional.
    One(&'static [&'static str]),
    /// From `.1` to `.2` bytes of an alphabet, as many as there are.
    Run(Alphabet, usize, usize),
    /// A UUID with hyphens (RFC 9562, section 4).
    Uuid,
    /// The confidence, where it is not that of a value recognised by itself.
    Score(u8),
    /// Lowest entropy of the runs, in tenths of a bit per byte.
    Entropy(u8),
    /// The last run ends with the CRC-32 of what stands before, in base 62.
    Checksum,
}

use Part::{Checksum, Entropy, Lit, One, Run, Score, Uuid};

/// Fewer different bytes are a placeholder such as `ghp_xxxx`.
const MIN_DISTINCT: u32 = 6;
/// Lowest entropy of a key, in tenths of a bit.
const MIN_ENTROPY: u8 = 23;
/// Longest key that is read for its entropy and for words.
const SAMPLE: usize = 256;
/// A key whose checksum is wrong: of an older kind, or made up.
const UNCHECKED: u8 = 80;

/// Finds a key of this shape that starts at `at`.
#[must_use]
pub fn find(text: &str, at: usize, shape: Shape) -> Option<Match> {
    let bytes = text.as_bytes();
    let mut end = at;
    let (mut first_run, mut score, mut entropy) = (None, SURE, MIN_ENTROPY);
    let mut last = None;
    for part in shape {
        let start = end;
        match *part {
            Lit(literal) => end += literal_at(bytes, end, literal)?,
            One(literals) => {
                let mut fits = literals.iter().filter_map(|l| literal_at(bytes, end, l));
                end += fits.next()?;
            }
            Run(alphabet, min, max) => end += run_at(bytes, end, alphabet, min, max)?,
            Uuid => end += uuid_at(bytes, end)?,
            Score(percent) => score = percent,
            Entropy(tenths) => entropy = tenths,
            Checksum => {
                let run = bytes.get(first_run.unwrap_or(at)..end)?;
                score = if base62_crc32(run) { SURE } else { UNCHECKED };
            }
        }
        match part {
            Run(alphabet, ..) => last = Some(*alphabet),
            Uuid => last = Some(Alphabet::Alnum),
            Lit(_) | One(_) if end > start => last = None,
            _ => {}
        }
        if matches!(part, Run(..) | Uuid) {
            first_run = first_run.or(Some(start));
        }
    }
    if last.is_some_and(|alphabet| goes_on(bytes, end, alphabet)) || within_base64(bytes, at) {
        return None;
    }
    let runs = bytes.get(first_run?..end)?;
    let profile = Profile::of(&runs[..runs.len().min(SAMPLE)]);
    let random = profile.distinct >= MIN_DISTINCT
        && profile.entropy >= u32::from(entropy) * 10
        && !profile.is_sequence();
    // AWS prints keys that end with EXAMPLE in its documents.
    (random && !has_word(runs, PLACEHOLDERS)).then_some(Match {
        span: at..end,
        score,
    })
}

fn literal_at(bytes: &[u8], at: usize, literal: &str) -> Option<usize> {
    let fits = bytes.get(at..)?.starts_with(literal.as_bytes());
    fits.then_some(literal.len())
}

fn run_at(bytes: &[u8], at: usize, alphabet: Alphabet, min: usize, max: usize) -> Option<usize> {
    let rest = bytes.get(at..)?.iter().take(max);
    let mut len = rest.take_while(|b| alphabet.holds(**b)).count();
    // A full stop after a key is none of its bytes.
    while len > min && byte(bytes, at + len - 1) == b'.' {
        len -= 1;
    }
    (len >= min).then_some(len)
}

pub(super) fn uuid_at(bytes: &[u8], at: usize) -> Option<usize> {
    const LEN: usize = 36;
    let uuid = bytes.get(at..at + LEN)?;
    let fits = uuid.iter().enumerate().all(|(i, b)| match i {
        8 | 13 | 18 | 23 => *b == b'-',
        _ => b.is_ascii_hexdigit(),
    });
    fits.then_some(LEN)
}

/// Whether a longer token stands here than the key has.
fn goes_on(bytes: &[u8], end: usize, alphabet: Alphabet) -> bool {
    let next = byte(bytes, end);
    alphabet.holds(next) && (next != b'.' || alphabet.holds(byte(bytes, end + 1)))
}

/// Whether a `+` joins what starts at `at` to base64 before it.
fn within_base64(bytes: &[u8], at: usize) -> bool {
    byte_before(bytes, at) == b'+' && byte_before(bytes, at - 1).is_ascii_alphanumeric()
}

//! AWS secret access keys: 40 characters of base64, without a fixed part.

use super::assignment::name_before;
use super::code;
use super::profile::{has_word, Profile, PLACEHOLDERS};
use super::value::{is_quote, skip_space};
use crate::rules::gate::{Gate, Needs};
use crate::rules::{Match, Rule, ON_COLON, ON_EQUALS, ON_LONG, ON_NUMBER};
use crate::text::{byte, byte_before, is_base64};
use std::ops::Range;

pub(super) const RULE: Rule = Rule {
    gate: Gate::OPEN.needs(Needs::Base64Key),
    context: &["aws", "amazon", "iam", "akia", "boto", "s3", "asia"],
    ..code(
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SECRET_KEY",
        ON_COLON | ON_EQUALS | ON_LONG | ON_NUMBER,
        find,
        "name or word nearby, length, entropy",
    )
};

const LEN: usize = 40;
/// Behind a name such as `aws_secret_access_key`.
const NAMED: u8 = 90;
/// By itself it could be any hash in base64.
const ALONE: u8 = 30;

fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let named = matches!(byte(bytes, at), b'=' | b':');
    let start = if named {
        let quote = skip_space(bytes, at + 1);
        quote
            + bytes
                .iter()
                .skip(quote)
                .take(2)
                .take_while(|b| opens(**b))
                .count()
    } else {
        // Within longer base64, as nearly all of it is.
        let longer = |from: usize| bytes.get(from..=from + LEN).is_some_and(all_base64);
        if longer(at) || at > LEN && longer(at - LEN - 1) {
            return None;
        }
        let head = bytes.get(..at)?.iter().rev().take(LEN + 1);
        at - head.take_while(|b| is_base64(**b)).count()
    };
    let end = start + LEN;
    // Nearly all values end here.
    if !is_base64(byte(bytes, end - 1)) || is_base64(byte(bytes, end)) {
        return None;
    }
    let key = bytes.get(start..end)?;
    let free = !matches!(byte(bytes, end), b'=' | b'_' | b'-')
        && !matches!(byte_before(bytes, start), b'_' | b'-');
    if !free || !key.iter().all(|b| is_base64(*b)) || !is_random(key) {
        return None;
    }
    let score = if named {
        let name = name_before(bytes, at)?;
        let known = name.ends_with("secretaccesskey")
            || name.ends_with("secretkey")
            || name.has("aws") && (name.has("secret") || name.ends_with("key"));
        known.then_some(NAMED)?
    } else {
        ALONE
    };
    Some(Match {
        span: start..end,
        score,
    })
}

fn opens(b: u8) -> bool {
    is_quote(b) || b == b'\\'
}

/// Whether the run of base64 in which the first of `word` letters and digits stands at `at` may be as
/// long as a key. `known` is a part of the last run that was too long, or too short.
pub(crate) fn may_be_key(bytes: &[u8], at: usize, word: usize, known: &mut Range<usize>) -> bool {
    let whole = !is_base64(byte_before(bytes, at)) && !is_base64(byte(bytes, at + word));
    if whole && word != LEN || known.contains(&at) {
        return false;
    }
    if bytes.get(at..=at + LEN).is_some_and(all_base64) {
        *known = at..at + LEN + 1;
        return false;
    }
    let tail = bytes[at..].iter().take(LEN + 1);
    let end = at + tail.take_while(|b| is_base64(**b)).count();
    let head = bytes[..at].iter().rev().take(LEN + 1);
    let start = at - head.take_while(|b| is_base64(**b)).count();
    if end - start == LEN {
        return true;
    }
    *known = at..end;
    false
}

/// Reads sixteen bytes at once.
fn all_base64(bytes: &[u8]) -> bool {
    let all = |part: &[u8; 16]| {
        let fits = part.iter().map(|b| u8::from(is_base64(*b)));
        fits.fold(1, |all, one| all & one) == 1
    };
    let whole = bytes
        .chunks(16)
        .all(|part| part.try_into().map_or(true, all));
    whole && bytes.last_chunk().is_none_or(all)
}

fn is_random(key: &[u8]) -> bool {
    let profile = Profile::of(key);
    profile.upper > 3
        && profile.lower > 3
        && profile.digits > 0
        && profile.entropy >= 420
        && profile.turns * 5 > LEN
        && !has_word(key, PLACEHOLDERS)
}

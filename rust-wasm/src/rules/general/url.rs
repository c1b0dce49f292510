//! Addresses of the web: with a scheme or `www.` (RFC 3986), and bare domains of usual endings.

use super::super::Match;
use crate::text::{byte, byte_before, escape_before, is_word, word_before};

const WITH_SCHEME: u8 = 90;
const WITH_WWW: u8 = 80;
const BARE: u8 = 60;
const SCHEMES: [&[u8]; 3] = [b"http", b"https", b"ftp"];
/// Longest host, in bytes (RFC 1035 2.3.4).
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;

/// Usual top-level domains. Left out are those that end names of files: `md`, `py`, `rs`, `sh`, `zip`.
const ENDINGS: &str = " com org net edu gov mil int info biz name pro io ai app dev co me tv cc us uk ca au nz ie de fr \
es it pt nl be lu ch at dk se no fi is pl cz sk hu ro bg gr hr si ee lv lt ru ua by tr il ae sa eg za ng ke ma in pk bd \
lk cn jp kr tw hk sg my th vn ph id mx br ar cl pe uy ve ec cr pa cu eu asia xyz online site store shop tech club top \
blog cloud agency design news live life world today space website media email group company solutions services network \
digital studio page link wiki bank travel museum mobi tel jobs cat coop aero webcam academy care health law finance \
london berlin paris nyc tokyo one fun icu vip work ";

/// Finds every address in `text`.
pub(super) fn find(text: &str, add: &mut dyn FnMut(Match)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_host(bytes[at]) {
            at += 1;
            continue;
        }
        let run = bytes[at..].iter().take_while(|b| is_host(**b)).count();
        let end = at + run;
        let found = address(text, at, end);
        at = found.as_ref().map_or(end, |found| found.span.end.max(end));
        if let Some(found) = found {
            add(found);
        }
    }
}

fn is_host(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')
}

/// The address whose scheme or host is the run from `start` to `end`.
fn address(text: &str, start: usize, end: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let run = bytes.get(start..end)?;
    if bytes.get(end..)?.starts_with(b"://") {
        let scheme = SCHEMES.iter().find(|scheme| {
            let tail = run.len().checked_sub(scheme.len()).map(|i| &run[i..]);
            tail.is_some_and(|tail| tail.eq_ignore_ascii_case(scheme))
        })?;
        let host = end + 3;
        let starts = text
            .get(host..)?
            .chars()
            .next()
            .is_some_and(|c| is_word(c) || c == '[');
        let span = end - scheme.len()..path(text, host);
        return starts.then_some(Match {
            span,
            score: WITH_SCHEME,
        });
    }
    if !run.contains(&b'.') {
        return None;
    }
    // `n` of a line's end that is written `\\n`
    let start = start + usize::from(escape_before(bytes, start + 1).is_some());
    let run = bytes.get(start..end)?;
    let first = run
        .iter()
        .take_while(|b| !b.is_ascii_alphanumeric())
        .count();
    let trimmed = run
        .iter()
        .rev()
        .take_while(|b| !b.is_ascii_alphanumeric())
        .count();
    let (start, stop) = (start + first, end - trimmed.min(run.len() - first));
    let score = host(bytes.get(start..stop)?)?;
    let before = byte_before(bytes, start);
    let other = matches!(before, b'@' | b'/' | b'\\' | b'$');
    let other = other || word_before(text, start);
    let called = trimmed == 0 && matches!(byte(bytes, end), b'@' | b'(');
    (!other && !called).then(|| {
        let more = trimmed == 0 && matches!(byte(bytes, end), b'/' | b':' | b'?' | b'#');
        let span = start..if more {
            path(text, end).max(stop)
        } else {
            stop
        };
        Match { span, score }
    })
}

/// Confidence in a host without a scheme.
fn host(host: &[u8]) -> Option<u8> {
    let mut labels = host.rsplit(|b| *b == b'.');
    let ending = labels.next()?;
    let mut count = 0;
    for label in labels {
        let ends = label.first() != Some(&b'-') && label.last() != Some(&b'-');
        if label.is_empty() || label.len() > MAX_LABEL || !ends || label.contains(&b'_') {
            return None;
        }
        count += 1;
    }
    if count == 0
        || host.len() > MAX_HOST
        || host[..host.len() - ending.len()]
            .iter()
            .all(|b| !b.is_ascii_alphabetic())
    {
        return None;
    }
    let www = count > 1 && host.len() > 4 && host[..4].eq_ignore_ascii_case(b"www.");
    let letters = ending.len() >= 2 && ending.iter().all(u8::is_ascii_alphabetic);
    match (www && letters, is_ending(ending)) {
        (true, _) => Some(WITH_WWW),
        (_, true) => Some(BARE),
        _ => None,
    }
}

fn is_ending(label: &[u8]) -> bool {
    let lower = label.iter().all(u8::is_ascii_lowercase);
    let upper = label.iter().all(u8::is_ascii_uppercase);
    let Ok(label) = std::str::from_utf8(label) else {
        return false;
    };
    (lower || upper)
        && ENDINGS
            .split(' ')
            .any(|ending| !ending.is_empty() && label.eq_ignore_ascii_case(ending))
}

/// End of the host, path and query from `at` on, without what ends a sentence or a bracket around it.
fn path(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let is_part = |c: char| match c {
        '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
        _ if c.is_ascii() => c.is_ascii_graphic(),
        _ => is_word(c),
    };
    // A comma before a letter outside ASCII belongs to the sentence.
    let mut next = rest.chars().skip(1);
    let ends = |c: char| {
        let next = next.next();
        !is_part(c) || c == ',' && next.is_some_and(|next| !next.is_ascii())
    };
    let end = rest.find(ends).unwrap_or(rest.len());
    let count = |bracket: char| rest[..end].matches(bracket).count();
    let mut round = count(')').saturating_sub(count('('));
    let mut square = count(']').saturating_sub(count('['));
    let open = |left: &mut usize| std::mem::replace(left, left.saturating_sub(1)) > 0;
    let value = rest[..end].trim_end_matches(|last| match last {
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' => true,
        ')' => open(&mut round),
        ']' => open(&mut square),
        _ => false,
    });
    at + value.len()
}

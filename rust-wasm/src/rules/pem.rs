//! Private keys in PEM's textual form (RFC 7468), also as one JSON string with `\n` for line ends.

use super::{putty, sure, Match};
use crate::text::byte;
use std::ops::Range;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
/// Longest label, in bytes: `OPENSSH PRIVATE KEY` has 19.
const MAX_LABEL: usize = 64;
/// Longest key from its first byte to its last. RSA with 16,384 bits has 12.5 KiB.
const MAX_KEY: usize = 16 * 1024;
/// Fewest base64 characters of a key. Ed25519 has 64; `anything` is a placeholder.
const MIN_BODY: usize = 40;

/// Finds the key whose first dash is at `at`.
///
/// Without an END line the key reaches to the end of what looks like base64 lines.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let putty = || putty::span(text.as_bytes(), at);
    span(text, at).or_else(putty).map(sure)
}

fn span(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    // A list mark before the line makes six hyphens of five.
    let hyphens = bytes[at..].iter().take_while(|b| **b == b'-').count();
    let at = at + hyphens.checked_sub(DASHES.len())?;
    let label = label(bytes, at)?;
    let body = label.end + DASHES.len();
    let limit = bytes.len().min(at + MAX_KEY);
    let (body_end, end) = closing(bytes, body, limit, label).unwrap_or_else(|| {
        let end = base64_lines(bytes, body, limit);
        (end, end)
    });
    let size = bytes
        .get(body..body_end)?
        .iter()
        .filter(|b| is_base64(**b))
        .count();
    (size >= MIN_BODY).then_some(at..end)
}

fn label(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    if !bytes.get(at..)?.starts_with(BEGIN) {
        return None;
    }
    let start = at + BEGIN.len();
    let rest = bytes.get(start..)?;
    let is_label = |b: &&u8| matches!(**b, b'A'..=b'Z' | b'0'..=b'9' | b' ');
    let len = rest.iter().take(MAX_LABEL).take_while(is_label).count();
    let (label, rest) = rest.split_at(len);
    let private = label.ends_with(b"PRIVATE KEY") || label.ends_with(b"PRIVATE KEY BLOCK");
    (private && rest.starts_with(DASHES)).then_some(start..start + len)
}

/// End of the body and of the END line. Another BEGIN ends the search, which keeps it linear.
fn closing(bytes: &[u8], body: usize, limit: usize, label: Range<usize>) -> Option<(usize, usize)> {
    let label = bytes.get(label)?;
    let mut at = body;
    while at < limit {
        if byte(bytes, at) == b'-' {
            let rest = bytes.get(at..limit)?;
            if rest.starts_with(BEGIN) {
                return None;
            }
            let tail = rest
                .strip_prefix(END)
                .and_then(|rest| rest.strip_prefix(label));
            if tail.is_some_and(|tail| tail.starts_with(DASHES)) {
                return Some((at, at + END.len() + label.len() + DASHES.len()));
            }
        }
        at += 1;
    }
    None
}

/// End of the lines of base64 from `body` on. A short line counts as the last one only.
pub(super) fn base64_lines(bytes: &[u8], body: usize, limit: usize) -> usize {
    let mut end = body;
    loop {
        let line = skip_line_ends(bytes, end, limit);
        let rest = bytes.get(line..limit).unwrap_or_default();
        let len = rest.iter().take_while(|b| is_base64(**b)).count();
        let long = len >= MIN_BODY;
        let last = len > 0 && (byte(bytes, line + len - 1) == b'=' || line + len == bytes.len());
        if !long && !last {
            return end;
        }
        end = line + len;
        if !long {
            return end;
        }
    }
}

/// Skips white space and the escapes `\n` and `\r` written as text.
fn skip_line_ends(bytes: &[u8], mut at: usize, limit: usize) -> usize {
    while at < limit {
        let escape = byte(bytes, at) == b'\\' && matches!(byte(bytes, at + 1), b'n' | b'r' | b'\\');
        match byte(bytes, at) {
            b' ' | b'\n' | b'\r' | b'\t' => at += 1,
            _ if escape && byte(bytes, at + 1) == b'\\' => at += 1,
            _ if escape => at += 2,
            _ => return at,
        }
    }
    at.min(bytes.len())
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

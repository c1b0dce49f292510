//! The data of a Kubernetes Secret in YAML: values in base64 below `data:`.

use super::profile::has_word;
use super::value::{read, skip_space};
use crate::rules::Match;
use crate::text::byte;

/// Fewest bytes of a value.
const MIN_LEN: usize = 10;
/// How far from a value its document says what it is.
const WINDOW: usize = 300;

/// The value behind the colon at `at`.
pub(super) fn find(bytes: &[u8], at: usize) -> Option<Match> {
    let mut start = at + 1;
    let block = skip_space(bytes, start);
    if matches!(byte(bytes, block), b'|' | b'>') {
        let line = bytes
            .get(block..)?
            .iter()
            .take(8)
            .position(|b| *b == b'\n')?;
        start = block + line + 1;
    }
    let value = read(bytes, start, |b| {
        b.is_ascii_alphanumeric() || b"+/=".contains(&b)
    })?;
    let secret = bytes.get(value.span.clone())?;
    let base64 = secret.len() >= MIN_LEN
        && secret.len() % 4 == 0
        && secret
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b))
        && matches!(
            byte(bytes, value.span.end),
            b'\n' | b'\r' | b'"' | b'\'' | 0
        );
    if !base64 {
        return None;
    }
    let before = bytes.get(at.saturating_sub(WINDOW)..at)?;
    let behind = bytes.get(value.span.end..bytes.len().min(value.span.end + WINDOW))?;
    (below_data(before) && (is_secret(before) || is_secret(behind))).then_some(Match {
        span: value.span,
        score: 55,
    })
}

/// Whether the last of the document's parts is `data:`.
fn below_data(text: &[u8]) -> bool {
    let lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    lines.fold(false, |below, line| match line {
        b"data:" => true,
        b"metadata:" | b"labels:" | b"annotations:" | b"spec:" | b"---" => false,
        _ => below,
    })
}

fn is_secret(text: &[u8]) -> bool {
    let mut lines = text.split(|b| *b == b'\n');
    lines.any(|line| {
        let kind = line.trim_ascii().strip_prefix(b"kind:");
        kind.is_some_and(|kind| kind.len() < 12 && has_word(kind, &["secret"]))
    })
}

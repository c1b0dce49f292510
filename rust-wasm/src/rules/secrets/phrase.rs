//! What stands between the word for a password and the password.

use super::value::{is_quote, read, skip_space, Value};
use crate::text::byte;

/// How a value is joined to the word before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `PASSWORD=…`, `password: …`, `--password …`
    Setting,
    /// `password = …`, `(user, password=…`: an expression may stand there.
    Code,
    /// `the password is …`
    Prose,
}

/// The value that follows the word at `start..end`.
#[must_use]
pub fn follows(bytes: &[u8], start: usize, end: usize) -> Option<(Value, Style)> {
    let mut at = end;
    // A quote, a bracket or Markdown's marks close the word.
    while at < end + 4
        && (is_quote(byte(bytes, at)) || matches!(byte(bytes, at), b'\\' | b']' | b'*'))
    {
        at += 1;
    }
    let closed = at > end;
    let gap = skip_space(bytes, at);
    match byte(bytes, gap) {
        b':' | b'=' | b'?' | b'|' => separated(bytes, start, gap, gap > at),
        b'>' if gap == end => element(bytes, gap + 1),
        b',' if closed => argument(bytes, gap + 1),
        _ if closed => attribute(bytes, gap),
        _ if gap > at => option(bytes, start, gap).or_else(|| told(bytes, gap)),
        _ => None,
    }
}

/// `: …`, `= …`, `:= …`, `=> …`, `: string = …`, `: *…`; not `==`, `::` or `:=>`.
fn separated(bytes: &[u8], start: usize, at: usize, spaced: bool) -> Option<(Value, Style)> {
    let rest = bytes.get(at..bytes.len().min(at + 40))?;
    let len = rest
        .iter()
        .take_while(|b| matches!(b, b':' | b'=' | b'>' | b'?' | b'|'))
        .count();
    let mark = &rest[..len];
    let is_code = match mark {
        b":" => {
            if let Some(equals) = annotated(&rest[1..]) {
                let value = read(bytes, at + 1 + equals, is_bare)?;
                return Some((value, Style::Code));
            }
            false
        }
        b"=" => spaced && byte(bytes, at + 1) == b' ' || within_call(bytes, start),
        b":=" | b"=>" | b"?=" | b"||=" => true,
        b"==" | b"===" => return read_quoted(bytes, at + len).map(|value| (value, Style::Code)),
        _ => return None,
    };
    // Markdown's bold marks may close behind the colon.
    let marks = bytes
        .iter()
        .skip(at + len)
        .take(2)
        .take_while(|b| **b == b'*');
    let bare = if mark == b":" { is_bare_word } else { is_bare };
    let value = read(bytes, at + len + marks.count(), bare)?;
    let style = if is_code { Style::Code } else { Style::Setting };
    Some((value, style))
}

/// Offset behind the `=` of ` string = `.
fn annotated(rest: &[u8]) -> Option<usize> {
    let is_type = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b' ' | b'&' | b'\'' | b'?');
    let len = rest.iter().take(24).take_while(|b| is_type(b)).count();
    let found = rest.get(len) == Some(&b'=') && !matches!(rest.get(len + 1), Some(b'=' | b'>'));
    (found && len > 3 && rest[len - 1] == b' ').then_some(len + 1)
}

/// Whether the word stands behind an opening bracket or a comma: an argument's name.
fn within_call(bytes: &[u8], start: usize) -> bool {
    let head = bytes.get(..start).unwrap_or_default().iter().rev().take(40);
    let name = head
        .clone()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_');
    let mut before = head.skip(name.count()).skip_while(|b| **b == b' ');
    matches!(before.next(), Some(b'(' | b','))
}

/// `<password>…</password>`
fn element(bytes: &[u8], at: usize) -> Option<(Value, Style)> {
    let value = read(bytes, at, |b| b.is_ascii_graphic() && b != b'<')?;
    let closed = byte(bytes, value.span.end) == b'<' && byte(bytes, value.span.end + 1) == b'/';
    closed.then_some((value, Style::Setting))
}

/// `("password", "…")`
fn argument(bytes: &[u8], at: usize) -> Option<(Value, Style)> {
    let value = read_quoted(bytes, at)?;
    let close = value.span.end + 1;
    let ends = matches!(byte(bytes, close), b')');
    ends.then_some((value, Style::Code))
}

/// `key="password" value="…"`
fn attribute(bytes: &[u8], at: usize) -> Option<(Value, Style)> {
    let is_value = bytes.get(at..at + 6)?.eq_ignore_ascii_case(b"value=");
    let value = is_value.then(|| read_quoted(bytes, at + 6))??;
    Some((value, Style::Setting))
}

/// `--password …`
fn option(bytes: &[u8], start: usize, at: usize) -> Option<(Value, Style)> {
    let head = bytes.get(..start)?.iter().rev().take(32);
    let name = head.take_while(|b| b.is_ascii_alphanumeric() || **b == b'-');
    let first = start - name.count();
    let dashes = bytes.get(first..)?.starts_with(b"--");
    let value = dashes.then(|| read(bytes, at, is_bare))??;
    Some((value, Style::Setting))
}

/// `password is …`
fn told(bytes: &[u8], at: usize) -> Option<(Value, Style)> {
    let words = [
        "is set to ",
        "was set to ",
        "is: ",
        "is ",
        "was ",
        "to ",
        "ist ",
        "est ",
        "es ",
    ];
    let said = words.iter().find(|word| {
        bytes
            .get(at..)
            .is_some_and(|rest| rest.starts_with(word.as_bytes()))
    })?;
    let value = read(bytes, at + said.len(), is_bare_word)?;
    Some((value, Style::Prose))
}

fn read_quoted(bytes: &[u8], at: usize) -> Option<Value> {
    read(bytes, at, |_| false)
}

/// The same where no address with parameters can stand.
fn is_bare_word(b: u8) -> bool {
    is_bare(b) || b == b'&'
}

/// What a password without quotes may hold.
fn is_bare(b: u8) -> bool {
    b.is_ascii_graphic()
        && !is_quote(b)
        && !matches!(b, b';' | b'&' | b',' | b'<' | b'>' | b'|' | b'\\')
        || b >= 0x80
}

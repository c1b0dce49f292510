//! Keys and passwords within connection strings of `Name=value;` pairs.

use super::connection::is_real;
use super::name::Name;
use super::profile::{has_word, Profile, NOT_SECRETS};
use super::value::{is_quote, read};
use crate::rules::Match;
use crate::text::byte_before;

/// How far before a password the server of the same string is named.
const SAME_STRING: usize = 200;

/// `AccountKey=…`, `SharedAccessKey=…`, `sig=…`, and the password of `Server=…;Password=…`.
pub(super) fn find(bytes: &[u8], at: usize) -> Option<Match> {
    // Each name ends with one of these letters; most others end here.
    if !matches!(byte_before(bytes, at) | 0x20, b'y' | b'g' | b'd' | b'e') {
        return None;
    }
    let name = Name::before(bytes, at)?;
    let is_key = name.ends_with("accountkey")
        || name.ends_with("sharedaccesskey")
        || name.as_slice() == b"accesskey";
    let is_signature =
        name.as_slice() == b"sig" && matches!(byte_before(bytes, at - 3), b'?' | b'&' | b';');
    if is_key || is_signature || name.ends_with("sharedaccesssignature") {
        let value = read(bytes, at + 1, |b| {
            b.is_ascii_alphanumeric() || b"+/=%_-".contains(&b)
        })?;
        let key = bytes.get(value.span.clone())?;
        let profile = Profile::of(key);
        let fits = key.len() >= 40 && profile.is_random() && !has_word(key, NOT_SECRETS);
        return fits.then_some(Match {
            span: value.span,
            score: 90,
        });
    }
    let is_password = matches!(name.as_slice(), b"password" | b"pwd");
    (is_password && byte_before(bytes, name.at) == b';')
        .then(|| keyword_value(bytes, at, name.at))?
}

/// The password of a string of `Keyword=value;` pairs (ADO.NET, ODBC).
fn keyword_value(bytes: &[u8], at: usize, name: usize) -> Option<Match> {
    let start = at + 1;
    let is_value = |b: &&u8| b.is_ascii_graphic() && !is_quote(**b) && !matches!(b, b';' | b'<');
    let len = bytes
        .get(start..)?
        .iter()
        .take(128)
        .take_while(is_value)
        .count();
    let password = bytes.get(start..start + len)?;
    if !is_real(b"", password) {
        return None;
    }
    let before = bytes.get(name.saturating_sub(SAME_STRING)..name)?;
    let named = [
        "server=",
        "data source=",
        "host=",
        "uid=",
        "user id=",
        "user=",
        "driver=",
    ];
    has_word(before, &named).then_some(Match {
        span: start..start + len,
        score: 85,
    })
}

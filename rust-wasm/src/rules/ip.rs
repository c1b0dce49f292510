//! IP addresses: dotted IPv4 and the text forms of IPv6 (RFC 4291 2.2, zones of RFC 4007 11).
//!
//! 0.0.0.0, 127.0.0.0/8, 255.255.255.255, `::1` and `::/0` name no one: they need a context word.

use super::{Match, SURE, WEAK};
use crate::text::{byte, byte_before, digits, word_at, word_before};
use std::ops::Range;

/// Longest zone, in bytes: an interface name.
const MAX_ZONE: usize = 16;
/// How many bytes a version word and its sign may stand before an address.
const VERSION_WINDOW: usize = 12;
const VERSION_WORDS: [&[u8]; 8] = [
    b"version", b"ver", b"release", b"build", b"section", b"chapter", b"clause", b"oid",
];

pub(super) const WORDS: &[&str] = &["ip", "ips", "ipv", "ipaddress", "ipaddr"];

/// Finds the address at `at`: the first digit of an IPv4 or the first colon of an IPv6.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let (span, nobody) = if byte(text.as_bytes(), at) == b':' {
        find_v6(text, at)?
    } else {
        find_v4(text, at)?
    };
    let score = if nobody { WEAK } else { SURE };
    Some(Match { span, score })
}

/// The address, and whether it names no one.
fn find_v4(text: &str, at: usize) -> Option<(Range<usize>, bool)> {
    let bytes = text.as_bytes();
    let (octets, end) = v4(bytes, at)?;
    if word_before(text, at) || !free_before(bytes, at) || versioned(bytes, at) {
        return None;
    }
    let dotted = byte(bytes, end) == b'.' && byte(bytes, end + 1).is_ascii_alphanumeric();
    let suffix = byte(bytes, end) == b'-' && byte(bytes, end + 1).is_ascii_alphabetic();
    let nobody = matches!(octets, [127, ..] | [0, 0, 0, 0] | [255, 255, 255, 255]);
    let end = end + prefix_length(bytes, end, 32);
    (!dotted && !suffix && !word_at(text, end)).then_some((at..end, nobody))
}

/// Four octets without leading zeros, and where they end.
fn v4(bytes: &[u8], at: usize) -> Option<([u8; 4], usize)> {
    let mut octets = [0; 4];
    let mut end = at;
    for (i, octet) in octets.iter_mut().enumerate() {
        if i > 0 {
            if byte(bytes, end) != b'.' {
                return None;
            }
            end += 1;
        }
        let len = digits(bytes, end, 4);
        if len == 0 || len > 3 || len > 1 && byte(bytes, end) == b'0' {
            return None;
        }
        let value = bytes
            .get(end..end + len)?
            .iter()
            .fold(0, |value, b| value * 10 + u32::from(b - b'0'));
        *octet = u8::try_from(value).ok()?;
        end += len;
    }
    Some((octets, end))
}

/// Whether what stands before is no dotted number, package name or product (`Chrome/120.0.6099.71`).
fn free_before(bytes: &[u8], at: usize) -> bool {
    let second = at.checked_sub(1).map_or(0, |i| byte_before(bytes, i));
    match byte_before(bytes, at) {
        b'.' => false,
        b'-' => !second.is_ascii_alphabetic() && second != b'-',
        b'/' => !second.is_ascii_alphanumeric(),
        _ => true,
    }
}

/// Whether a word such as `version` stands right before, with a sign or a space between.
fn versioned(bytes: &[u8], at: usize) -> bool {
    let window = bytes
        .get(at.saturating_sub(VERSION_WINDOW)..at)
        .unwrap_or_default();
    let is_sign = |b: &u8| matches!(b, b' ' | b':' | b'=' | b'"' | b'\'' | b'v' | b'V' | b'.');
    let signs = window.iter().rev().take_while(|b| is_sign(b)).count();
    let word = &window[..window.len() - signs];
    VERSION_WORDS.iter().any(|version| {
        let tail = word
            .len()
            .checked_sub(version.len())
            .and_then(|start| word.get(start..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(version))
    })
}

/// The address, and whether it names no one.
fn find_v6(text: &str, colon: usize) -> Option<(Range<usize>, bool)> {
    let bytes = text.as_bytes();
    let head = bytes.get(..colon)?;
    let start = colon
        - head
            .iter()
            .rev()
            .take(5)
            .take_while(|b| b.is_ascii_hexdigit())
            .count();
    let joined = match byte_before(bytes, start) {
        b'.' => true,
        // `ip:2001:db8::1` names the address; a group or another colon would be part of it.
        b':' => {
            matches!(byte_before(bytes, start - 1), b':' | b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F')
        }
        _ => word_before(text, start),
    };
    if colon - start > 4 || joined {
        return None;
    }
    let (groups, end) = v6(bytes, start)?;
    let end = end + zone(bytes, end);
    let prefix = prefix_length(bytes, end, 128);
    let next = byte(bytes, end + prefix + 1);
    let ends = match byte(bytes, end + prefix) {
        b':' => !next.is_ascii_alphanumeric() && next != b':',
        b'.' => !next.is_ascii_digit(),
        _ => !word_at(text, end + prefix),
    };
    // A slice may be `x[::1]`.
    let sliced = byte_before(bytes, start) == b'[' && word_before(text, start - 1);
    let nobody = match bytes.get(start..end)? {
        b"::1" => !sliced,
        b"::" => prefix > 0,
        _ => false,
    };
    (ends && (nobody || groups.is_address(prefix > 0))).then_some((start..end + prefix, nobody))
}

/// What an IPv6 text was made of.
#[derive(Default)]
struct V6 {
    groups: u32,
    compressed: bool,
    mapped: bool,
    first: u32,
    /// Every group has two digits, as in a MAC address or a fingerprint.
    pairs: bool,
}

impl V6 {
    /// A short form must start in an allocated range: `a::b` is a path and `x[1::2]` a slice.
    /// With a prefix length (`fe80::/10`) one group is enough.
    fn is_address(&self, prefix: bool) -> bool {
        let allocated = matches!(self.first, 0x2000..=0x3fff | 0xfc00..=0xffff | 0x64 | 0x100);
        match (self.compressed, self.mapped) {
            (false, false) => self.groups == 8 && !self.pairs,
            (false, true) => self.groups == 6,
            (true, true) => self.groups <= 5,
            (true, false) => match self.groups {
                1 => prefix && allocated,
                2 => allocated,
                3..=7 => allocated || !self.pairs,
                _ => false,
            },
        }
    }
}

fn v6(bytes: &[u8], start: usize) -> Option<(V6, usize)> {
    let mut found = V6 {
        pairs: true,
        ..V6::default()
    };
    let mut at = start;
    if bytes.get(at..)?.starts_with(b"::") {
        found.compressed = true;
        at += 2;
    }
    loop {
        let len = bytes
            .get(at..)?
            .iter()
            .take(5)
            .take_while(|b| b.is_ascii_hexdigit())
            .count();
        if len == 0 {
            return (found.compressed && bytes.get(..at)?.ends_with(b"::")).then_some((found, at));
        }
        if byte(bytes, at + len) == b'.' {
            if let Some((_, end)) = v4(bytes, at) {
                found.mapped = true;
                return Some((found, end));
            }
        }
        if len > 4 || found.groups == 8 {
            return None;
        }
        if found.groups == 0 && !found.compressed {
            let digits = std::str::from_utf8(bytes.get(at..at + len)?).ok()?;
            found.first = u32::from_str_radix(digits, 16).ok()?;
        }
        found.groups += 1;
        found.pairs &= len == 2;
        at += len;
        let rest = bytes.get(at..)?;
        if rest.starts_with(b"::") && !found.compressed {
            found.compressed = true;
            at += 2;
        } else if byte(bytes, at) == b':' && byte(bytes, at + 1).is_ascii_hexdigit() {
            at += 1;
        } else {
            return Some((found, at));
        }
    }
}

/// Length of the zone (`%eth0`) at `at`.
fn zone(bytes: &[u8], at: usize) -> usize {
    let is_zone = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'-');
    let len = bytes
        .iter()
        .skip(at + 1)
        .take(MAX_ZONE)
        .take_while(is_zone)
        .count();
    match byte(bytes, at) {
        b'%' if len > 0 => len + 1,
        _ => 0,
    }
}

/// Length of the CIDR prefix length (`/24`) at `at`.
fn prefix_length(bytes: &[u8], at: usize, max: u32) -> usize {
    let end = at + 1 + digits(bytes, at + 1, 4);
    let number = bytes.get(at + 1..end).unwrap_or_default();
    let value = number
        .iter()
        .fold(0, |value, b| value * 10 + u32::from(b - b'0'));
    let joined = byte(bytes, end).is_ascii_alphanumeric() || byte(bytes, end) == b'/';
    if byte(bytes, at) != b'/' || number.is_empty() || value > max || joined {
        return 0;
    }
    end - at
}

//! Digit groups as people write them in phone numbers.

use crate::text::{byte, digits};

/// Most groups: `+33 1 42 68 53 00` has six, a country code with brackets one more.
const MAX_GROUPS: usize = 9;
/// Longest group, in digits.
const MAX_GROUP: usize = 15;

#[derive(Clone, Copy, Default)]
struct Group {
    /// From the first digit of all on, and how many digits: nine groups are a few bytes to clear.
    start: u16,
    len: u16,
    /// The space, dot or hyphen before it, or 0.
    separator: u8,
    bracketed: bool,
}

/// Groups of digits with a single space, dot or hyphen, a pair of brackets, or both between.
#[derive(Default)]
pub(super) struct Dialled {
    at: usize,
    groups: [Group; MAX_GROUPS],
    count: usize,
    trunk_zero: bool,
}

impl Dialled {
    /// Reads groups from the digit at `at` on. `open`: a bracket stands before it.
    pub fn read(bytes: &[u8], at: usize, open: bool) -> Self {
        Self::read_most(bytes, at, open, usize::MAX)
    }

    /// The same, up to the group with which there are more than `most` digits.
    pub fn read_most(bytes: &[u8], at: usize, open: bool, most: usize) -> Self {
        let mut total = 0;
        let mut dialled = Self {
            at,
            ..Self::default()
        };
        let (mut start, mut before, mut bracketed) = (at, 0, open);
        for slot in &mut dialled.groups {
            let len = digits(bytes, start, MAX_GROUP + 1);
            let mut next = start + len;
            if bracketed {
                if byte(bytes, next) != b')' {
                    break;
                }
                next += 1;
            }
            if len == 0 || len > MAX_GROUP {
                break;
            }
            dialled.trunk_zero |= bracketed && len == 1 && byte(bytes, start) == b'0';
            *slot = Group {
                start: u16::try_from(start - at).unwrap_or(u16::MAX),
                len: u16::try_from(len).unwrap_or(u16::MAX),
                separator: before,
                bracketed,
            };
            dialled.count += 1;
            total += len;
            if total > most {
                break;
            }
            let separated = matches!(byte(bytes, next), b' ' | b'.' | b'-');
            let separator = if separated { byte(bytes, next) } else { 0 };
            next += usize::from(separated);
            let opens = byte(bytes, next) == b'(';
            next += usize::from(opens);
            if !separated && !opens && !bracketed {
                break;
            }
            (start, before, bracketed) = (next, separator, opens);
        }
        dialled
    }

    /// How many groups from the first on have a total of digits that fits, as many as possible.
    pub fn prefix(&self, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let total = |count| {
            self.groups
                .iter()
                .take(count)
                .map(|group| usize::from(group.len))
                .sum()
        };
        (1..=self.count).rev().find(|count| fits(total(*count)))
    }

    pub fn start(&self, group: usize) -> usize {
        self.at + usize::from(self.group(group).start)
    }

    /// Number of digits, 0 when there is no such group.
    pub fn len(&self, group: usize) -> usize {
        usize::from(self.group(group).len)
    }

    pub fn separator(&self, group: usize) -> u8 {
        self.group(group).separator
    }

    pub fn bracketed(&self, group: usize) -> bool {
        self.group(group).bracketed
    }

    /// Whether a `(0)` stands in the number, which is not dialled from abroad.
    pub fn has_trunk_zero(&self) -> bool {
        self.trunk_zero
    }

    /// End of the first `count` groups.
    pub fn end(&self, count: usize) -> usize {
        let last = self.group(count.saturating_sub(1));
        self.at + usize::from(last.start + last.len) + usize::from(last.bracketed)
    }

    fn group(&self, index: usize) -> Group {
        self.groups.get(index).copied().unwrap_or_default()
    }
}

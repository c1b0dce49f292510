//! Long runs of token characters: the code that is asked there, and keys.

use super::window::{ones, Window};
use super::Pass;
use crate::index::Anchor;
use crate::prefilter::Block;
use crate::rules::find_key;
use crate::text::{byte, byte_before, escape_before, is_alphanumeric, passed};

/// A long run of token characters, and one that may be short encoded text.
const LONG_RUN: u64 = 0xFFFF;
const CODE_RUN: u64 = 0xFFF;
/// How far before a long run a key may start: as many bytes as there are bits.
const KEY_LEAD: usize = 64;
/// At most so many places within one long run are tried as starts of keys.
const MAX_INNER_KEYS: usize = 4;
/// Longest JSON escape.
const ESCAPE: usize = 6;

impl Pass<'_> {
    /// A run of twelve or more characters of tokens: a long one, or one that may be short encoded text.
    pub(super) fn token(&mut self, window: &Window, bit: u32) {
        let at = window.base + bit as usize;
        if window.onward(Block::token, bit) & LONG_RUN == LONG_RUN {
            self.long_run(window, at);
        } else if self.digs && window.onward(|block| block.digits, bit) & CODE_RUN != 0 {
            self.short_code(at);
        }
    }

    fn long_run(&mut self, window: &Window, start: usize) {
        if self.digs {
            self.disguised_token(start);
        }
        let start = start + usize::from(escape_before(self.bytes, start + 1).is_some());
        // A list mark or a rule of hyphens before the token.
        let marks = self.bytes[start..]
            .iter()
            .take(8)
            .take_while(|b| matches!(b, b'-' | b'_'))
            .count();
        let start = start + marks;
        self.code(Anchor::Long, start);
        self.keys_before(window, start);
        self.keys(start);
        self.keys_within(start);
    }

    /// Tries the keys whose first part stands before the long run: `hooks.slack.com/services/…`.
    fn keys_before(&mut self, window: &Window, start: usize) {
        let mut signs = !window.back(Block::alphanumeric, start);
        let (mut lead, mut places) = (KEY_LEAD.min(start), 0_u64);
        while signs != 0 {
            let back = signs.leading_zeros() as usize + 1;
            if back > start {
                break;
            }
            let sign = self.bytes[start - back];
            if !matches!(sign, b'.' | b'_' | b'~' | b':' | b'/' | b'-') {
                lead = back - 1;
                break;
            }
            signs &= !(1 << (KEY_LEAD - back));
            // A word starts behind it.
            if sign != b'_' && back > 1 {
                places |= 1 << (KEY_LEAD - back + 1);
            }
        }
        // Where what may lead to the run begins, and behind an escape that stands there.
        let first = start - lead;
        let near = &self.bytes[first.saturating_sub(ESCAPE)..first];
        let last = if near.contains(&b'\\') {
            start.min(first + ESCAPE)
        } else {
            start.min(first + 1)
        };
        for at in first..last {
            if self.may_start(at) {
                places |= 1 << (KEY_LEAD + at - start);
            }
        }
        for place in ones(places) {
            self.keys(start + place as usize - KEY_LEAD);
        }
    }

    /// Tries the keys that start within the long run: `x-sk-proj-…`.
    fn keys_within(&mut self, start: usize) {
        let (mut tried, mut at) = (0, start + 1);
        while at < self.bytes.len() && tried < MAX_INNER_KEYS {
            // Only an escape that starts before the run ends within it.
            if at >= start + ESCAPE && is_alphanumeric(self.bytes[at - 1]) {
                at += passed(self.bytes, at - 1, is_alphanumeric);
            }
            let before = byte(self.bytes, at - 1);
            let joint = matches!(before, b'_' | b'-');
            if !joint && !before.is_ascii_alphanumeric() {
                return;
            }
            let starts = joint || at < start + ESCAPE && self.may_start(at);
            tried += usize::from(starts && at < self.bytes.len() && self.keys(at));
            at += 1;
        }
    }

    /// Whether a word may start at `at`; the rest of a JSON escape written as text is no word.
    fn may_start(&self, at: usize) -> bool {
        let before = byte_before(self.bytes, at);
        if !before.is_ascii_alphanumeric() && before != b'_' {
            return true;
        }
        let slash = |back: usize| at.checked_sub(back).is_some_and(|i| self.bytes[i] == b'\\');
        (slash(2) || slash(ESCAPE)) && escape_before(self.bytes, at).is_some()
    }

    /// Tries every key that may start at `at`; whether there was one to try.
    fn keys(&mut self, at: usize) -> bool {
        let mut tried = false;
        let index = self.index;
        for row in index.keys(byte(self.bytes, at), byte(self.bytes, at + 1)) {
            tried = true;
            if self.policy.is_on(row.rule) {
                if let Some(found) = find_key(self.text, at, row.shape) {
                    self.add(row.rule, &found);
                }
            }
        }
        tried
    }
}

//! Where disguises and encodings may start: noted in the reading of the text as it stands, and looked
//! into afterwards.

use super::window::{ones, Window};
use super::Pass;
use crate::encoded;
use crate::fold::is_trigger;
use crate::prefilter::Block;
use crate::text::{byte, byte_before, escape_before, is_base64, passed};

/// Longest encoded run that is decoded, in bytes.
const MAX_ENCODED: usize = 8 << 20;
/// How far back a spelled address is followed, in bytes.
const MAX_SPELLED: usize = 128;

impl Pass<'_> {
    /// Notes where a disguise may start, apart from the places that numbers and long runs show.
    pub(super) fn disguises(&mut self, window: &Window) {
        let (base, here) = (window.base, window.here);
        for bit in ones(here.trigger) {
            self.disguise(base + bit as usize);
        }
        // A single capital, and another single character behind it.
        let alone = here.capitals & !(here.capitals << 1) & !(here.capitals >> 1) & !here.digits;
        let free = |bit: u32| !window.onward(Block::token, bit);
        for bit in ones(alone & free(1) & free(3)) {
            let at = base + bit as usize;
            if byte(self.bytes, at + 1) == b' ' && byte(self.bytes, at + 3) == b' ' {
                self.disguise(at);
            }
        }
    }

    fn disguise(&mut self, at: usize) {
        if is_trigger(self.bytes, at) {
            self.hidden.note(self.bytes, at);
        }
    }

    /// A row of single digits, or a line break within a number. `alone`: no letter or digit stands behind
    /// the digit at `at`.
    pub(super) fn disguised_number(&mut self, at: usize, alone: bool) {
        if alone
            && is_separated(self.bytes, at)
            && byte(self.bytes, at + 3) == byte(self.bytes, at + 1)
        {
            self.spelled(at);
        }
        if matches!(byte_before(self.bytes, at), b'\n' | b'_') {
            self.disguise(at - 1);
        }
    }

    /// Runs of 12 to 15 characters with a digit may be encoded too: nine digits in base64.
    pub(super) fn short_code(&mut self, at: usize) {
        if at >= self.hidden.codes_to {
            self.hidden.codes_to = encoded::decode_base64(
                self.text,
                at,
                MAX_ENCODED,
                self.hidden.codes_to,
                &mut self.hidden.decoded,
            );
        }
    }

    pub(super) fn broken_token(&mut self, start: usize) {
        let tail = self.bytes[start..].iter().take(MAX_SPELLED);
        let end = start + tail.take_while(|b| b.is_ascii_alphanumeric()).count();
        if matches!(byte(self.bytes, end), b'\n' | b'\r') {
            self.disguise(end);
        }
    }

    /// A line break in a token, and text in an encoding.
    pub(super) fn disguised_token(&mut self, start: usize) {
        encoded::decode_hex(self.text, start, MAX_ENCODED, &mut self.hidden.decoded);
        if start >= self.hidden.tokens_to {
            let is_token =
                |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'/');
            let whole = start + passed(self.bytes, start, is_base64);
            let end = whole + self.bytes[whole..].iter().take_while(is_token).count();
            if matches!(byte(self.bytes, end), b'\n' | b'\r') {
                self.disguise(end);
            }
            self.hidden.tokens_to = end;
        }
        if start >= self.hidden.decoded_to {
            self.hidden.decoded_to = encoded::decode_base64(
                self.text,
                start,
                MAX_ENCODED,
                self.hidden.decoded_to,
                &mut self.hidden.decoded,
            );
        }
    }

    /// `j . d o e @ …`, `7.4.7.-.4.1`: a row of single characters is noted at its start.
    pub(super) fn spelled(&mut self, at: usize) {
        let separator = byte(self.bytes, at + 1);
        let mut start = at;
        while start >= 2 && at - start < MAX_SPELLED && self.bytes[start - 1] == separator {
            start -= 2;
        }
        self.disguise(start);
        self.disguise((start + 2).min(at));
    }

    /// An address whose domain goes on in the next line.
    #[inline]
    pub(super) fn broken_address(&mut self, at: usize) {
        let is_domain = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
        let domain = self.bytes[at + 1..]
            .iter()
            .take(MAX_SPELLED)
            .take_while(is_domain);
        let end = at + 1 + domain.count();
        if matches!(byte(self.bytes, end), b'\n' | b'\r') {
            self.disguise(end);
        }
    }
}

/// Whether the character at `at` has the same separator on both sides, or starts the text.
#[inline]
pub(super) fn is_separated(bytes: &[u8], at: usize) -> bool {
    let (before, after) = (byte_before(bytes, at), byte(bytes, at + 1));
    before != bytes[at]
        && !after.is_ascii_alphanumeric()
        && (before == after
            || !before.is_ascii_alphanumeric()
            || escape_before(bytes, at).is_some())
}

//! One reading of a text: candidates, and the rules that are asked at each.

use crate::context::Reader;
use crate::disguise::{self, Segments};
use crate::encoded;
use crate::engine::{TooManyFindings, MAX_DEPTH};
use crate::finding::Finding;
use crate::fold::is_trigger;
use crate::index::{Anchor, CodeRow, Index, PatternRow};
use crate::policy::Policy;
use crate::prefilter::{block, run_starts, Block, RunLength, BLOCK};
use crate::rules::{find_key, matches, Match, RuleSet, Run, CONTEXT_BONUS, RULES};
use crate::text::{byte, byte_before, escape_before};
use std::ops::Range;

/// Most findings in one text before overlapping ones are settled.
const MAX_VERIFIED: usize = 80_000;
/// Most decoded texts that are kept in memory until they are read.
const MAX_WAITING: usize = 4096;
/// A run of digits is a candidate when so many digits stand in the 24 bytes from its start.
const FEWEST_DIGITS: u32 = 4;
const DIGIT_WINDOW: u32 = 24;
/// Values found with such a confidence are not looked into again.
const SETTLES: u8 = 85;
/// A long run of token characters, and one that may be short encoded text.
const LONG_RUN: u64 = 0xFFFF;
const CODE_RUN: u64 = 0xFFF;
/// How far before a long run a key may start.
const KEY_LEAD: usize = 64;
/// At most so many places within one long run are tried as starts of keys.
const MAX_INNER_KEYS: usize = 4;
/// Longest encoded run that is decoded, in bytes.
const MAX_ENCODED: usize = 8 << 20;
/// How far back a spelled address is followed, in bytes.
const MAX_SPELLED: usize = 128;
/// So many digits nearby are no part of a sentence.
const MANY_DIGITS: u32 = 6;
/// Longest letters in a group of their own before a number.
const LONGEST_SIGN: usize = 5;
/// Longest letters before the first digit of a number.
const MAX_LEAD: usize = 12;

pub struct Pass<'scan> {
    text: &'scan str,
    bytes: &'scan [u8],
    policy: &'scan Policy,
    index: &'static Index,
    findings: &'scan mut Vec<Finding>,
    words: Reader,
    /// The words around the value that was last asked about.
    around: (usize, usize, RuleSet),
    /// Up to here a value has been found that needs no second opinion.
    settled: usize,
    hidden: Segments,
    /// Whether disguises and encodings are noted.
    digs: bool,
}

impl<'scan> Pass<'scan> {
    pub fn new(text: &'scan str, policy: &'scan Policy, findings: &'scan mut Vec<Finding>) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            policy,
            index: Index::get(),
            findings,
            words: Reader::default(),
            around: (usize::MAX, 0, RuleSet::default()),
            settled: 0,
            hidden: Segments::default(),
            digs: false,
        }
    }

    /// Reads the text; what may be disguised or encoded in it, unless that lies too deep.
    pub fn run(&mut self, depth: usize) -> Result<Segments, TooManyFindings> {
        self.digs = depth < MAX_DEPTH;
        let mut before = Block::default();
        let mut here = block(self.bytes, 0);
        let mut base = 0;
        while base < self.bytes.len() {
            let next = block(self.bytes, base + BLOCK);
            self.block(base, before, here, next);
            if self.hidden.decoded.len() > MAX_WAITING {
                disguise::look_decoded(self.policy, depth, &mut self.hidden, self.findings)?;
            }
            not_too_many(self.findings)?;
            (before, here, base) = (here, next, base + BLOCK);
        }
        Ok(std::mem::take(&mut self.hidden))
    }

    fn block(&mut self, base: usize, before: Block, here: Block, next: Block) {
        let set_before = |bits: u64| bits >> (BLOCK - 1) == 1;
        if self.digs {
            self.disguises(base, here, next);
        }
        let numbers = here.digits & !(here.digits << 1 | u64::from(set_before(before.digits)));
        for bit in ones(numbers) {
            self.number(base + bit as usize, onward(here.digits, next.digits, bit));
        }
        for bit in ones(here.special) {
            self.special(base + bit as usize);
        }
        for bit in ones(here.sibilant & (here.sibilant >> 1 | next.sibilant << 63)) {
            self.code(Anchor::DoubleS, base + bit as usize);
        }
        let tokens = run_starts(
            here.token,
            next.token,
            set_before(before.token),
            RunLength::Twelve,
        );
        for bit in ones(tokens) {
            self.token(base + bit as usize, here, next, bit);
        }
        let capitals = run_starts(
            here.capitals,
            next.capitals,
            set_before(before.capitals),
            RunLength::Eight,
        );
        for bit in ones(capitals) {
            self.capitals(base + bit as usize, onward(here.digits, next.digits, bit));
        }
    }

    /// A run of twelve or more characters of tokens: a long one, or one that may be short encoded text.
    fn token(&mut self, at: usize, here: Block, next: Block, bit: u32) {
        let token = onward(here.token, next.token, bit);
        if token & LONG_RUN == LONG_RUN {
            self.long_run(at);
        } else if self.digs && onward(here.digits, next.digits, bit) & CODE_RUN != 0 {
            self.short_code(at);
        }
    }

    fn capitals(&mut self, at: usize, digits: u64) {
        if digits & 0xFF == 0xFF {
            return;
        }
        if self.digs {
            self.broken_token(at);
        }
        self.code(Anchor::Capitals, at);
    }

    /// Notes where a disguise may start, apart from the places that numbers and long runs show.
    fn disguises(&mut self, base: usize, here: Block, next: Block) {
        for bit in ones(here.trigger) {
            self.disguise(base + bit as usize);
        }
        // A single capital, and another single character behind it.
        let alone = here.capitals & !(here.capitals << 1) & !(here.capitals >> 1) & !here.digits;
        let free = |back: u32| !(here.token >> back | next.token << (64 - back));
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

    /// A row of single digits, or a line break within a number.
    fn disguised_number(&mut self, at: usize) {
        if is_separated(self.bytes, at) && byte(self.bytes, at + 3) == byte(self.bytes, at + 1) {
            self.spelled(at);
        }
        if matches!(byte_before(self.bytes, at), b'\n' | b'_') {
            self.disguise(at - 1);
        }
    }

    /// Runs of 12 to 15 characters with a digit may be encoded too: nine digits in base64.
    fn short_code(&mut self, at: usize) {
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

    fn broken_token(&mut self, start: usize) {
        let tail = self.bytes[start..].iter().take(MAX_SPELLED);
        let end = start + tail.take_while(|b| b.is_ascii_alphanumeric()).count();
        if matches!(byte(self.bytes, end), b'\n' | b'\r') {
            self.disguise(end);
        }
    }

    /// A line break in a token, and text in an encoding.
    fn disguised_token(&mut self, start: usize) {
        encoded::decode_hex(self.text, start, MAX_ENCODED, &mut self.hidden.decoded);
        if start >= self.hidden.tokens_to {
            let is_token =
                |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'/');
            let end = start + self.bytes[start..].iter().take_while(is_token).count();
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

    /// `digits` has a bit for each byte from `at` on.
    fn number(&mut self, at: usize, digits: u64) {
        if in_row_of_digits(self.bytes, at) {
            return;
        }
        if self.digs {
            self.disguised_number(at);
        }
        if at < self.settled {
            return;
        }
        let near = digits & ((1 << DIGIT_WINDOW) - 1);
        // A year or a small number is none of these.
        let year =
            near == (1 << FEWEST_DIGITS) - 1 && !byte_before(self.bytes, at).is_ascii_alphabetic();
        let dense = near.count_ones() >= FEWEST_DIGITS && !year;
        let start = at - letters_before(self.bytes, at);
        let first = !byte_before(self.bytes, start).is_ascii_digit();
        let run = Run::new(self.bytes, at, (!digits).trailing_zeros(), first);
        self.gated(false, at, &run);
        if dense {
            self.gated(true, at, &run);
        }
        if first && (dense || near_capital(self.bytes, at)) {
            self.forms(start, near.count_ones() >= MANY_DIGITS);
        }
    }

    fn special(&mut self, at: usize) {
        match self.bytes[at] {
            b'@' => {
                if self.digs {
                    self.broken_address(at);
                    if is_separated(self.bytes, at) {
                        self.spelled(at);
                    }
                }
                self.code(Anchor::At, at);
            }
            b':' => self.code(Anchor::Colon, at),
            b'=' => self.code(Anchor::Equals, at),
            _ if byte_before(self.bytes, at) != b'-' => self.code(Anchor::Hyphen, at),
            _ => {}
        }
    }

    /// `j . d o e @ …`, `7.4.7.-.4.1`: a row of single characters is noted at its start.
    fn spelled(&mut self, at: usize) {
        let separator = byte(self.bytes, at + 1);
        let mut start = at;
        while start >= 2 && at - start < MAX_SPELLED && self.bytes[start - 1] == separator {
            start -= 2;
        }
        self.disguise(start);
        self.disguise((start + 2).min(at));
    }

    /// An address whose domain goes on in the next line.
    fn broken_address(&mut self, at: usize) {
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

    /// Asks the code whose gate admits the run of digits at `at`.
    fn gated(&mut self, dense: bool, at: usize, run: &Run) {
        for row in self.index.numbers(dense, run.length()) {
            if row.gate.admits(run) {
                self.ask(row, at);
            }
        }
    }

    fn code(&mut self, anchor: Anchor, at: usize) {
        for row in self.index.code(anchor) {
            self.ask(row, at);
        }
    }

    fn ask(&mut self, row: &CodeRow, at: usize) {
        if self.policy.is_on(row.rule) {
            if let Some(found) = (row.find)(self.text, at) {
                self.add(row.rule, &found);
            }
        }
    }

    /// Asks the forms that may start at the token at `start`, or at the letters before it: `DE 123 456
    /// 789`, `B-AB 1234`. Small letters are words unless there are `many` digits.
    fn forms(&mut self, mut start: usize, many: bool) {
        self.forms_from(start);
        for _ in 0..2 {
            let separated = matches!(byte_before(self.bytes, start), b' ' | b'-');
            let letters = if separated {
                letters_before(self.bytes, start - 1)
            } else {
                0
            };
            if letters == 0 || letters > LONGEST_SIGN {
                return;
            }
            start -= letters + 1;
            if many || self.bytes[start].is_ascii_uppercase() {
                self.forms_from(start);
            }
        }
    }

    fn forms_from(&mut self, start: usize) {
        let tail = self.bytes[start..]
            .iter()
            .take(crate::index::LONGEST_GROUP + 1);
        let (mut group, mut digits) = (0, 0_u64);
        for b in tail.take_while(|b| b.is_ascii_alphanumeric()) {
            digits |= u64::from(b.is_ascii_digit()) << group;
            group += 1;
        }
        let letter = byte(self.bytes, start).is_ascii_alphabetic();
        let rows = self.index.patterns(letter, group);
        if rows.is_empty() {
            return;
        }
        let (next, second) = (
            byte(self.bytes, start + group),
            byte(self.bytes, start + group + 1),
        );
        let fits = |row: &&PatternRow| {
            digits & row.digits == row.digits
                && digits & row.letters == 0
                && (row.next == 0 || row.next == next && may_be(row.second, second))
        };
        let mut rows = rows.iter().filter(fits).peekable();
        if rows.peek().is_none() {
            return;
        }
        // The words around the first group speak for what starts with it.
        let around = self.around(start..start + group);
        for row in rows {
            if row.best >= self.policy.lowest() || row.rules.meets(&around) {
                self.pattern(start, row, &around);
            }
        }
    }

    fn pattern(&mut self, start: usize, row: &PatternRow, around: &RuleSet) {
        let Some((value, end)) = matches(self.text, start, &row.pattern, 0) else {
            return;
        };
        for form in &row.forms {
            let bonus = if around.holds(form.rule) {
                CONTEXT_BONUS
            } else {
                0
            };
            let score = form.score.saturating_add(bonus).min(100);
            if score >= self.policy.threshold(form.rule) && (form.check)(value.as_slice()) {
                self.found(form.rule, start..end, score);
            }
        }
    }

    fn long_run(&mut self, start: usize) {
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
        self.keys_before(start);
        self.keys(start);
        self.keys_within(start);
    }

    /// Tries the keys whose first part stands before the long run: `hooks.slack.com/services/…`.
    fn keys_before(&mut self, start: usize) {
        let is_lead = |b: &&u8| {
            b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'~' | b':' | b'/' | b'-')
        };
        let head = self.bytes[..start].iter().rev();
        let lead = head.take(KEY_LEAD).take_while(is_lead).count();
        for at in start - lead..start {
            if self.may_start(at) {
                self.keys(at);
            }
        }
    }

    /// Tries the keys that start within the long run: `x-sk-proj-…`.
    fn keys_within(&mut self, start: usize) {
        let mut tried = 0;
        for at in start + 1..self.bytes.len() {
            let before = self.bytes[at - 1];
            if !(before.is_ascii_alphanumeric() || matches!(before, b'_' | b'-'))
                || tried == MAX_INNER_KEYS
            {
                break;
            }
            if (matches!(before, b'_' | b'-') || self.may_start(at)) && self.keys(at) {
                tried += 1;
            }
        }
    }

    /// Whether a word may start at `at`; the rest of a JSON escape written as text is no word.
    fn may_start(&self, at: usize) -> bool {
        let before = byte_before(self.bytes, at);
        if !before.is_ascii_alphanumeric() && before != b'_' {
            return true;
        }
        let slash = |back: usize| at.checked_sub(back).is_some_and(|i| self.bytes[i] == b'\\');
        (slash(2) || slash(6)) && escape_before(self.bytes, at).is_some()
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

    /// The rules that the words around a value speak for.
    fn around(&mut self, value: Range<usize>) -> RuleSet {
        if (self.around.0, self.around.1) != (value.start, value.end) {
            let behind = self.policy.words_behind;
            let rules = self
                .words
                .around(&self.index.words, self.bytes, value.clone(), behind);
            self.around = (value.start, value.end, rules);
        }
        self.around.2
    }

    /// Adds what is sure enough by itself or by the words around it.
    pub fn add(&mut self, rule: usize, found: &Match) {
        let threshold = self.policy.threshold(rule);
        let mut score = found.score;
        if score < threshold
            && score.saturating_add(CONTEXT_BONUS) >= threshold
            && !RULES[rule].context.is_empty()
            && self.around(found.span.clone()).holds(rule)
        {
            score = score.saturating_add(CONTEXT_BONUS).min(100);
        }
        if score >= threshold {
            self.found(rule, found.span.clone(), score);
        }
    }

    fn found(&mut self, rule: usize, span: Range<usize>, score: u8) {
        let Range { start, end } = span;
        if score >= SETTLES {
            self.settled = self.settled.max(end);
        }
        self.findings.push(Finding {
            start,
            end,
            rule,
            score,
        });
    }
}

/// Whether so few were found that they can be settled.
pub fn not_too_many(findings: &[Finding]) -> Result<(), TooManyFindings> {
    if findings.len() > MAX_VERIFIED {
        return Err(TooManyFindings);
    }
    Ok(())
}

/// Whether the character at `at` has the same separator on both sides, or starts the text.
fn is_separated(bytes: &[u8], at: usize) -> bool {
    let (before, after) = (byte_before(bytes, at), byte(bytes, at + 1));
    before != bytes[at]
        && !after.is_ascii_alphanumeric()
        && (before == after
            || !before.is_ascii_alphanumeric()
            || escape_before(bytes, at).is_some())
}

/// Whether the digit at `at` stands within a row of single digits: a value that is written so starts
/// with the row.
fn in_row_of_digits(bytes: &[u8], at: usize) -> bool {
    let separator = byte_before(bytes, at);
    let alone = |i: usize| byte(bytes, i).is_ascii_digit() && byte(bytes, i + 1) == separator;
    !separator.is_ascii_alphanumeric()
        && at >= 2
        && alone(at - 2)
        && !byte_before(bytes, at - 2).is_ascii_alphanumeric()
        && alone(at)
        && byte(bytes, at + 2).is_ascii_digit()
        && !byte(bytes, at + 3).is_ascii_digit()
}

/// Whether a byte may stand for a character of a pattern, as far as digits and letters tell.
fn may_be(wanted: u8, found: u8) -> bool {
    match wanted {
        b'#' => found.is_ascii_digit(),
        b'@' | b'!' => found.is_ascii_alphabetic(),
        _ => true,
    }
}

/// The bits from `bit` on, with those of the next block behind them.
fn onward(here: u64, next: u64, bit: u32) -> u64 {
    here >> bit | (next << 1) << (63 - bit)
}

/// Whether a capital stands right beside the digit at `at`, or before the separator before it.
fn near_capital(bytes: &[u8], at: usize) -> bool {
    let before = byte_before(bytes, at);
    let lead = match before {
        b' ' | b'-' => byte_before(bytes, at - 1),
        _ => before,
    };
    lead.is_ascii_uppercase() || byte(bytes, at + 1).is_ascii_uppercase()
}

/// Number of ASCII letters that end at `end`, 0 when there are more than a number may start with.
/// The letter of a JSON escape written as text (`\\n`) is none.
fn letters_before(bytes: &[u8], end: usize) -> usize {
    let head = bytes[..end].iter().rev();
    let letters = head
        .take(MAX_LEAD + 1)
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    let start = end - letters;
    match letters {
        0 => 0,
        _ if letters > MAX_LEAD => 0,
        _ if escape_before(bytes, start + 1).is_some() => letters - 1,
        _ => letters,
    }
}

/// The set bits, lowest first.
fn ones(mut bits: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = (bits != 0).then(|| bits.trailing_zeros());
        bits &= bits.wrapping_sub(1);
        bit
    })
}

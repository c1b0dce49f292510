//! One reading of a text: candidates, and the rules that are asked at each.

mod forms;
mod hidden;
mod judge;
mod number;
mod token;
mod window;

use crate::context::Reader;
use crate::disguise::{self, Segments};
use crate::engine::{TooManyFindings, MAX_DEPTH};
use crate::finding::Finding;
use crate::index::{Anchor, Index};
use crate::policy::Policy;
use crate::prefilter::{block, run_starts, Block, RunLength, BLOCK};
use crate::rules::gate::Needs;
use crate::rules::RuleSet;
use crate::text::byte_before;
use hidden::is_separated;
use std::ops::Range;
use window::{ones, Window};

/// Most findings in one text before overlapping ones are settled.
const MAX_VERIFIED: usize = 80_000;
/// Most decoded texts that are kept in memory until they are read.
const MAX_WAITING: usize = 4096;

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
    /// Whether a `~` stands in this block or beside it.
    tilde: bool,
    /// A part of the last run of base64 whose length is not that of a key.
    no_key: Range<usize>,
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
            tilde: false,
            no_key: 0..0,
        }
    }

    /// Reads the text; what may be disguised or encoded in it, unless that lies too deep.
    pub fn run(&mut self, depth: usize) -> Result<Segments, TooManyFindings> {
        self.digs = depth < MAX_DEPTH;
        let mut window = Window {
            base: 0,
            before: Block::default(),
            here: block(self.bytes, 0),
            next: block(self.bytes, BLOCK),
        };
        while window.base < self.bytes.len() {
            self.block(&window);
            if self.hidden.decoded.len() > MAX_WAITING {
                disguise::look_decoded(self.policy, depth, &mut self.hidden, self.findings)?;
            }
            not_too_many(self.findings)?;
            window = Window {
                base: window.base + BLOCK,
                before: window.here,
                here: window.next,
                next: block(self.bytes, window.base + 2 * BLOCK),
            };
        }
        Ok(std::mem::take(&mut self.hidden))
    }

    fn block(&mut self, window: &Window) {
        let Window {
            base, here, next, ..
        } = *window;
        if self.digs {
            self.disguises(window);
        }
        self.tilde = window.before.tilde || here.tilde || next.tilde;
        let goes_on = u64::from(window.ended(|block| block.digits));
        for bit in ones(here.digits & !(here.digits << 1 | goes_on)) {
            self.number(window, bit);
        }
        for bit in ones(here.special) {
            self.special(base + bit as usize);
        }
        for bit in ones(here.sibilant & (here.sibilant >> 1 | next.sibilant << 63)) {
            self.code(Anchor::DoubleS, base + bit as usize);
        }
        let (token, goes_on) = (here.token(), window.ended(Block::token));
        for bit in ones(run_starts(token, next.token(), goes_on, RunLength::Twelve)) {
            self.token(window, bit);
        }
        let goes_on = window.ended(|block| block.capitals);
        let capitals = run_starts(here.capitals, next.capitals, goes_on, RunLength::Eight);
        for bit in ones(capitals) {
            self.capitals(
                base + bit as usize,
                window.onward(|block| block.digits, bit),
            );
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

    #[inline]
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

    #[inline]
    fn code(&mut self, anchor: Anchor, at: usize) {
        for row in self.index.code(anchor) {
            let missing = !self.tilde && row.gate.has_need(Needs::Tilde);
            if missing || !self.policy.is_on(row.rule) {
                continue;
            }
            if let Some(found) = (row.find)(self.text, at) {
                self.add(row.rule, &found);
            }
        }
    }
}

/// Whether so few were found that they can be settled.
pub fn not_too_many(findings: &[Finding]) -> Result<(), TooManyFindings> {
    if findings.len() > MAX_VERIFIED {
        return Err(TooManyFindings);
    }
    Ok(())
}

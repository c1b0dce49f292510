//! The buffers behind the WebAssembly exports: one input, one list of findings, both reused.

use crate::custom::{Custom, Problem, Unusable};
use crate::document::{self, Lens, Located, Refusal};
use crate::engine;
use crate::finding::Finding;
use crate::json::{self, Exactness, Fault, Limits};
use crate::policy::Policy;
use crate::prefilter;
use crate::rules::RULES;
use crate::utf16::Cursor;
use std::hint::black_box;
use std::rc::Rc;

/// Longest input in bytes. Also keeps every offset far below 2^31.
pub const MAX_INPUT_BYTES: usize = 16 << 20;

/// A buffer above this size is given back to the allocator after use. WebAssembly memory itself
/// never shrinks; the host drops the instance when that matters.
const KEPT_BYTES: usize = 1 << 20;

/// Why a text was not scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanFault {
    TooLong,
    NotUtf8,
    TooManyFindings,
}

/// One input buffer and what was last found in it. The list of findings needs no such care: it is
/// bounded by `engine::MAX_FINDINGS`.
#[derive(Default)]
pub struct Session {
    input: Vec<u8>,
    found: Vec<Finding>,
    words: Vec<u32>,
    rules: String,
    policy: Option<Policy>,
    custom: Option<Rc<Custom>>,
    lens: Lens,
    located: Vec<Located>,
    noted: [u32; 2],
}

impl Session {
    #[must_use]
    pub const fn new() -> Self {
        Self {
            input: Vec::new(),
            found: Vec::new(),
            words: Vec::new(),
            rules: String::new(),
            policy: None,
            custom: None,
            lens: Lens::new(),
            located: Vec::new(),
            noted: [0, 0],
        }
    }

    /// The input buffer, at least `capacity` bytes long. What it held is lost when it grows.
    /// None above [`MAX_INPUT_BYTES`].
    pub fn input(&mut self, capacity: usize) -> Option<&mut [u8]> {
        if capacity > MAX_INPUT_BYTES {
            return None;
        }
        if capacity > self.input.len() {
            // Freed before the new one is made, so that both never exist at once.
            self.input = Vec::new();
            self.input = vec![0; capacity];
        }
        Some(&mut self.input)
    }

    /// Scans the first `length` bytes of the input and gives three numbers for each finding: its
    /// start and end in UTF-16 code units, and the index of its rule with its confidence, shifted by 16.
    ///
    /// # Errors
    /// [`ScanFault`] when the text cannot be scanned whole.
    pub fn scan(&mut self, length: usize) -> Result<&[u32], ScanFault> {
        self.words.clear();
        let policy = self.policy.get_or_insert_with(Policy::default);
        let result = match self.input.get(..length) {
            Some(bytes) => scan_bytes(bytes, policy, &mut self.found, &mut self.words),
            None => Err(ScanFault::TooLong),
        };
        self.found.clear();
        self.wipe(length);
        result.map(|()| self.words.as_slice())
    }

    /// Number of bytes among the first `length` of the input that the first look notes in some way.
    pub fn classify(&mut self, length: usize) -> u32 {
        let bytes = self.input.get(..length).unwrap_or_default();
        let starts = (0..bytes.len()).step_by(prefilter::BLOCK);
        let noted = starts.map(|at| prefilter::block(bytes, at).noted().count_ones());
        let count = noted.sum();
        self.wipe(length);
        count
    }

    /// Takes the first `length` bytes of the input as the policy of the scans to come: a threshold
    /// for each rule and each own rule in percent, 255 for off, and one more byte, 0 when words behind a value must
    /// not count. Whether there are that many.
    pub fn set_policy(&mut self, length: usize) -> bool {
        let policy = self.input.get(..length).and_then(<[u8]>::split_last);
        let rules = RULES.len() + self.custom.as_ref().map_or(0, |own| own.len());
        let policy = policy.filter(|(_, thresholds)| thresholds.len() == rules);
        if let Some((words_behind, thresholds)) = policy {
            let mut policy = Policy::with_custom(thresholds.to_vec(), self.custom.clone());
            policy.words_behind = *words_behind != 0;
            self.policy = Some(policy);
            return true;
        }
        false
    }

    /// Takes the first `length` bytes of the input as the operator's own rules
    /// ([`crate::custom::Entry`]), which are looked for as soon as a policy says so.
    ///
    /// # Errors
    /// [`Unusable`]; the rules are then the former ones.
    pub fn set_custom(&mut self, length: usize) -> Result<(), Unusable> {
        let bytes = self.input.get(..length).ok_or(Unusable {
            entry: 0,
            problem: Problem::Format,
        })?;
        let custom = Custom::compile(bytes)?;
        self.custom = (!custom.is_empty()).then(|| Rc::new(custom));
        self.policy = None;
        Ok(())
    }

    /// Takes the first `length` bytes of the input as the lens of the documents to come. Whether it
    /// can be read.
    pub fn set_lens(&mut self, length: usize) -> bool {
        let lines = self
            .input
            .get(..length)
            .and_then(|bytes| std::str::from_utf8(bytes).ok());
        let lens = lines.and_then(Lens::parse);
        let set = lens.is_some();
        self.lens = lens.unwrap_or_default();
        set
    }

    /// Checks the first `length` bytes of the input as a JSON document and finds the values in it:
    /// four numbers for each, its start and end in bytes, the index of its rule with its confidence
    /// shifted by 16, and what it is written in. None when the input is shorter.
    pub fn screen(&mut self, length: usize, limits: Limits) -> Option<Result<Exactness, Refusal>> {
        let policy = self.policy.get_or_insert_with(Policy::default);
        let bytes = self.input.get(..length)?;
        let result = document::screen(bytes, limits, &self.lens, policy, &mut self.located);
        self.words.clear();
        for found in self.located.drain(..) {
            let rule = found.rule | usize::from(found.score) << 16;
            let numbers = [found.start, found.end, rule, found.within as usize];
            self.words
                .extend(numbers.map(|number| u32::try_from(number).unwrap_or(u32::MAX)));
        }
        self.wipe(length);
        self.noted = [0, 0];
        Some(result.map(|screened| {
            let noted = screened.noted.unwrap_or_default();
            self.noted = [noted.start, noted.end].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
            screened.exactness
        }))
    }

    /// Start and end in bytes of the string that the lens notes in the last document, or zeros.
    #[must_use]
    pub fn noted(&self) -> &[u32; 2] {
        &self.noted
    }

    /// What the last scan found.
    #[must_use]
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    /// Checks the first `length` bytes of the input as strict JSON. None when the input is shorter.
    pub fn check_json(
        &mut self,
        length: usize,
        limits: Limits,
    ) -> Option<Result<Exactness, Fault>> {
        let result = self
            .input
            .get(..length)
            .map(|bytes| json::check(bytes, limits));
        self.wipe(length);
        result
    }

    /// The rules as a JSON array of `{"entity", "label", "on", "validation"}`, in the order of their indices.
    pub fn rules(&mut self) -> &str {
        if self.rules.is_empty() {
            let rules: Vec<String> = RULES
                .iter()
                // Plain ASCII; `Debug` quotes it as JSON does.
                .map(|rule| {
                    format!(
                        "{{\"entity\":{:?},\"label\":{:?},\"on\":{},\"validation\":{:?}}}",
                        rule.entity, rule.label, rule.on, rule.validation
                    )
                })
                .collect();
            self.rules = format!("[{}]", rules.join(","));
        }
        &self.rules
    }

    /// Leaves nothing of the input behind.
    fn wipe(&mut self, length: usize) {
        let used = length.min(self.input.len());
        self.input[..used].fill(0);
        // Without this the compiler may leave out writes to memory that is freed next.
        black_box(self.input.as_mut_slice());
        if self.input.len() > KEPT_BYTES {
            self.input = Vec::new();
        }
    }
}

fn scan_bytes(
    bytes: &[u8],
    policy: &Policy,
    found: &mut Vec<Finding>,
    words: &mut Vec<u32>,
) -> Result<(), ScanFault> {
    let text = prefilter::as_text(bytes).map_err(|_| ScanFault::NotUtf8)?;
    engine::scan(text, policy, found).map_err(|_| ScanFault::TooManyFindings)?;
    let mut cursor = Cursor::new(text);
    for finding in found.iter() {
        for number in [
            cursor.offset(finding.start),
            cursor.offset(finding.end),
            finding.rule | usize::from(finding.score) << 16,
        ] {
            words.push(u32::try_from(number).unwrap_or(u32::MAX));
        }
    }
    Ok(())
}

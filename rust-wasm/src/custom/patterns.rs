//! All patterns at once: one reading of the text backwards shows where values start, and only from
//! there the end of the longest is looked for.

use super::syntax::parse;
use super::{Entry, Kind, Problem, Unusable};
use crate::engine::TooManyFindings;
use crate::policy::Policy;
use crate::rules::RULES;
use regex_automata::hybrid::dfa::{Cache, Config, OverlappingState, DFA};
use regex_automata::nfa::thompson::{self, Compiler};
use regex_automata::util::start;
use regex_automata::{Anchored, Input, MatchKind, PatternID};
use regex_syntax::hir::Hir;
use std::cell::RefCell;
use std::ops::Range;

/// Most bytes of one compiled pattern, and of all.
const MAX_ONE: usize = 512 << 10;
const MAX_ALL: usize = 8 << 20;
/// Bytes of states that each direction may keep.
const CACHE: usize = 2 << 20;
/// Runs of places where a value starts. Each is another value, or nearly so.
const MAX_STARTS: usize = 400_000;
/// How far behind a value that is complete a longer one is looked for, in bytes.
const REACH: usize = 1024;
/// Bytes read so without finding one, for each byte of text and at least, before the text is refused:
/// the time stays linear.
const OVERREAD: usize = 64;
const LEAST_OVERREAD: usize = 1 << 20;

pub struct Patterns {
    /// The entry of each pattern.
    entries: Vec<usize>,
    forward: DFA,
    backward: DFA,
    caches: RefCell<(Cache, Cache)>,
}

/// Places in a text where a value of one pattern starts.
struct Starts {
    pattern: PatternID,
    places: Range<usize>,
}

impl Patterns {
    /// None when there is no pattern.
    pub fn compile(all: &[Entry]) -> Result<Option<Self>, Unusable> {
        let mut entries = Vec::new();
        let mut parsed = Vec::new();
        let mut size = 0;
        for (entry, row) in all.iter().enumerate() {
            if row.kind != Kind::Pattern {
                continue;
            }
            let unusable = |problem| Unusable { entry, problem };
            let hir = parse(row.pattern(), row.any_case).map_err(unusable)?;
            size += size_of(&hir).ok_or(unusable(Problem::TooLarge))?;
            if size > MAX_ALL {
                return Err(unusable(Problem::TooLarge));
            }
            entries.push(entry);
            parsed.push(hir);
        }
        let Some(last) = entries.last() else {
            return Ok(None);
        };
        let too_large = Unusable {
            entry: *last,
            problem: Problem::TooLarge,
        };
        let forward = automaton(&parsed, false).ok_or(too_large)?;
        let backward = automaton(&parsed, true).ok_or(too_large)?;
        let caches = (forward.create_cache(), backward.create_cache());
        Ok(Some(Self {
            entries,
            forward,
            backward,
            caches: RefCell::new(caches),
        }))
    }

    /// Gives the entry, start and end of each value: of each pattern the leftmost, longest ones.
    pub fn find(
        &self,
        bytes: &[u8],
        policy: &Policy,
        add: &mut dyn FnMut(usize, usize, usize) -> Result<(), TooManyFindings>,
    ) -> Result<(), TooManyFindings> {
        let (forward, backward) = &mut *self.caches.borrow_mut();
        let mut starts = self.starts(bytes, backward)?;
        if starts.is_empty() {
            return Ok(());
        }
        starts.sort_by_key(|run| (run.pattern, run.places.start));
        let mut spare = LEAST_OVERREAD.max(OVERREAD * bytes.len());
        let mut reached = (PatternID::ZERO, 0);
        for Starts { pattern, places } in starts {
            let entry = self.entries[pattern.as_usize()];
            if !policy.is_on(RULES.len() + entry) {
                continue;
            }
            let mut at = match reached {
                (same, end) if same == pattern => places.start.max(end),
                _ => places.start,
            };
            while at < places.end {
                let end = self.longest(bytes, at, pattern, &mut spare, forward);
                let end = end.ok_or(TooManyFindings)?.max(at + 1);
                add(entry, at, end)?;
                at = end;
            }
            reached = (pattern, at);
        }
        Ok(())
    }

    /// Where values start; runs of one pattern neither overlap nor touch.
    fn starts(&self, bytes: &[u8], cache: &mut Cache) -> Result<Vec<Starts>, TooManyFindings> {
        let mut runs: Vec<Starts> = Vec::new();
        let mut latest: Vec<Option<usize>> = vec![None; self.entries.len()];
        let input = Input::new(bytes);
        let mut state = OverlappingState::start();
        loop {
            self.backward
                .try_search_overlapping_rev(cache, &input, &mut state)
                .map_err(|_| TooManyFindings)?;
            let Some(found) = state.get_match() else {
                return Ok(runs);
            };
            let (pattern, at) = (found.pattern(), found.offset());
            let last = &mut latest[pattern.as_usize()];
            match last.map(|run| &mut runs[run].places) {
                Some(places) if places.start <= at + 1 => places.start = at,
                _ => {
                    *last = Some(runs.len());
                    runs.push(Starts {
                        pattern,
                        places: at..at + 1,
                    });
                }
            }
            if runs.len() > MAX_STARTS {
                return Err(TooManyFindings);
            }
        }
    }

    /// End of the longest value at `at`. None when too much was read in vain.
    fn longest(
        &self,
        bytes: &[u8],
        at: usize,
        pattern: PatternID,
        spare: &mut usize,
        cache: &mut Cache,
    ) -> Option<usize> {
        let look_behind = at.checked_sub(1).and_then(|i| bytes.get(i)).copied();
        let from = start::Config::new()
            .anchored(Anchored::Pattern(pattern))
            .look_behind(look_behind);
        let mut state = self.forward.start_state(cache, &from).ok()?;
        let mut end = None;
        let mut next = at;
        loop {
            state = match bytes.get(next) {
                Some(byte) => self.forward.next_state(cache, state, *byte).ok()?,
                None => self.forward.next_eoi_state(cache, state).ok()?,
            };
            // A match is told one byte late.
            if state.is_match() {
                end = Some(next);
            }
            if state.is_dead() || state.is_quit() || next >= bytes.len() {
                break;
            }
            next += 1;
            if end.is_some_and(|end| next - end > REACH) {
                break;
            }
        }
        *spare = spare.checked_sub(next - end?)?;
        end
    }
}

fn compiler(reverse: bool, limit: usize) -> Compiler {
    let mut compiler = Compiler::new();
    compiler.configure(
        thompson::Config::new()
            .reverse(reverse)
            .shrink(reverse)
            .which_captures(thompson::WhichCaptures::None)
            .nfa_size_limit(Some(limit)),
    );
    compiler
}

/// Bytes that a pattern takes when it is compiled; none when they are too many.
fn size_of(hir: &Hir) -> Option<usize> {
    let one = |reverse| {
        let nfa = compiler(reverse, MAX_ONE).build_from_hir(hir).ok();
        nfa.map(|nfa| nfa.memory_usage())
    };
    Some(one(false)?.max(one(true)?))
}

fn automaton(patterns: &[Hir], reverse: bool) -> Option<DFA> {
    let nfa = compiler(reverse, 2 * MAX_ALL)
        .build_many_from_hir(patterns)
        .ok()?;
    let config = Config::new()
        .match_kind(MatchKind::All)
        .starts_for_each_pattern(!reverse)
        .cache_capacity(CACHE)
        .skip_cache_capacity_check(true);
    DFA::builder().configure(config).build_from_nfa(nfa).ok()
}

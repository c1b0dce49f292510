//! What the WebAssembly module exports: a host writes bytes to [`input`], then calls [`scan`] or
//! [`check_json`]. Each call wipes the bytes that it has read.

use crate::custom::Unusable;
use crate::document::Refusal;
use crate::json::{Exactness, FaultKind, Limits};
use crate::session::{ScanFault, Session};
use crate::wiping::wipe_stack;
use std::cell::{Cell, RefCell};
use std::ptr::null_mut;

/// Raised whenever a host written for the former exports would misread the new ones.
const ABI_VERSION: u32 = 3;

// A module instance has one thread, so this is a plain static.
thread_local! {
    static SESSION: RefCell<Session> = const { RefCell::new(Session::new()) };
    static FAULT_OFFSET: Cell<u32> = const { Cell::new(0) };
    static CUSTOM_ENTRY: Cell<u32> = const { Cell::new(0) };
}

#[no_mangle]
pub extern "C" fn abi_version() -> u32 {
    ABI_VERSION
}

/// A buffer of at least `capacity` bytes to write to; null when that is above the engine's cap.
/// Valid until the next call of `input`, `scan` or `check_json`.
#[no_mangle]
pub extern "C" fn input(capacity: u32) -> *mut u8 {
    SESSION.with_borrow_mut(|session| {
        session
            .input(capacity as usize)
            .map_or(null_mut(), <[u8]>::as_mut_ptr)
    })
}

/// Scans `length` bytes of the input. The number of findings, or -1 when the input is too long,
/// -2 when it is not UTF-8, -3 when there are too many findings.
#[no_mangle]
pub extern "C" fn scan(length: u32) -> i32 {
    let result = SESSION.with_borrow_mut(|session| match session.scan(length as usize) {
        Ok(words) => i32::try_from(words.len() / 3).unwrap_or(i32::MAX),
        Err(ScanFault::TooLong) => -1,
        Err(ScanFault::NotUtf8) => -2,
        Err(ScanFault::TooManyFindings) => -3,
    });
    wipe_stack();
    result
}

/// Runs only the first look over `length` bytes of the input and counts what it notes: the floor that
/// the benchmark compares with.
#[no_mangle]
pub extern "C" fn classify(length: u32) -> u32 {
    SESSION.with_borrow_mut(|session| session.classify(length as usize))
}

/// Takes `length` bytes of the input as the policy of the scans to come: a threshold for each rule
/// in percent, 255 for off, then 0 when words behind a value must not count, else 1. 1, or 0 when
/// their number is another.
#[no_mangle]
pub extern "C" fn set_policy(length: u32) -> u32 {
    SESSION.with_borrow_mut(|session| u32::from(session.set_policy(length as usize)))
}

/// Takes `length` bytes of the input as the operator's own rules, in the format of `custom/entry.rs`.
/// 0, or the number of a `custom::Problem`; which entry has it is then [`custom_entry`]. Their indices
/// are counted on from the rules', and a policy has a threshold for each, behind those of the rules.
#[no_mangle]
pub extern "C" fn set_custom(length: u32) -> i32 {
    SESSION.with_borrow_mut(|session| match session.set_custom(length as usize) {
        Ok(()) => 0,
        Err(Unusable { entry, problem }) => {
            CUSTOM_ENTRY.set(u32::try_from(entry).unwrap_or(u32::MAX));
            problem as i32
        }
    })
}

/// The entry that the last `set_custom` could not use, counted from 0.
#[no_mangle]
pub extern "C" fn custom_entry() -> u32 {
    CUSTOM_ENTRY.get()
}

/// Four numbers for each finding of the last `screen`: start and end in bytes, the rule as below, and
/// 0 to 3 for a string, a number, a string or a number in an inner document. Three for each of the
/// last scan: start and end in UTF-16 code units, and the
/// rule's index in the lower 16 bits, the confidence in percent above them.
#[no_mangle]
pub extern "C" fn findings() -> *const u32 {
    SESSION.with_borrow(|session| session.words().as_ptr())
}

/// Checks `length` bytes of the input as strict JSON: 0 when every number survives a double, 1
/// when some may not, or a negative fault; where it was noticed is then [`fault_offset`].
#[no_mangle]
pub extern "C" fn check_json(length: u32, max_depth: u32, max_values: u32) -> i32 {
    let limits = Limits {
        depth: max_depth as usize,
        values: max_values as usize,
    };
    let result =
        SESSION.with_borrow_mut(
            |session| match session.check_json(length as usize, limits) {
                Some(Ok(Exactness::Exact)) => 0,
                Some(Ok(Exactness::Inexact)) => 1,
                Some(Err(fault)) => {
                    FAULT_OFFSET.set(u32::try_from(fault.offset).unwrap_or(u32::MAX));
                    fault_number(fault.kind)
                }
                None => -7,
            },
        );
    wipe_stack();
    result
}

fn fault_number(kind: FaultKind) -> i32 {
    match kind {
        FaultKind::NotUtf8 => -1,
        FaultKind::Syntax => -2,
        FaultKind::TooDeep => -3,
        FaultKind::TooManyValues => -4,
        FaultKind::DuplicateKey => -5,
        FaultKind::LoneSurrogate => -6,
    }
}

/// Takes `length` bytes of the input as the lens of the documents to come. 1, or 0 when they are none.
#[no_mangle]
pub extern "C" fn set_lens(length: u32) -> u32 {
    SESSION.with_borrow_mut(|session| u32::from(session.set_lens(length as usize)))
}

/// Checks `length` bytes of the input as strict JSON and finds the values in it. Twice the number of
/// findings, and one more when some number may not survive a double; or a negative fault as of
/// `check_json`, or -8 when there are too many findings.
#[no_mangle]
pub extern "C" fn screen(length: u32, max_depth: u32, max_values: u32) -> i32 {
    let limits = Limits {
        depth: max_depth as usize,
        values: max_values as usize,
    };
    let result = SESSION.with_borrow_mut(|session| {
        let result = session.screen(length as usize, limits);
        let count = i32::try_from(session.words().len() / 4).unwrap_or(i32::MAX / 2);
        match result {
            Some(Ok(exactness)) => 2 * count + i32::from(exactness == Exactness::Inexact),
            Some(Err(Refusal::Json(fault))) => {
                FAULT_OFFSET.set(u32::try_from(fault.offset).unwrap_or(u32::MAX));
                fault_number(fault.kind)
            }
            Some(Err(Refusal::TooManyFindings)) => -8,
            None => -7,
        }
    });
    wipe_stack();
    result
}

/// Two numbers: start and end in bytes of the string that the lens notes in the last document, or zeros.
#[no_mangle]
pub extern "C" fn noted() -> *const u32 {
    SESSION.with_borrow(|session| session.noted().as_ptr())
}

/// Byte offset at which the last check that failed noticed its fault.
#[no_mangle]
pub extern "C" fn fault_offset() -> u32 {
    FAULT_OFFSET.get()
}

/// UTF-8 JSON array of `{"entity", "label"}`, in the order of the rules' indices.
#[no_mangle]
pub extern "C" fn rules() -> *const u8 {
    SESSION.with_borrow_mut(|session| session.rules().as_ptr())
}

#[no_mangle]
pub extern "C" fn rules_length() -> u32 {
    SESSION.with_borrow_mut(|session| u32::try_from(session.rules().len()).unwrap_or(0))
}

//! What the WebAssembly module exports: a host writes UTF-8 to [`input`], then calls [`embed`] or
//! [`verify`]. Each call wipes the bytes that it has read.

use crate::session::{Outcome, Session};
use crate::wiping::wipe_stack;
use std::cell::RefCell;
use std::ptr::null_mut;

/// Raised whenever a host written for the former exports would misread the new ones.
const ABI_VERSION: u32 = 1;

// A module instance has one thread, so this is a plain static.
thread_local! {
    static SESSION: RefCell<Session> = RefCell::new(Session::new());
}

#[no_mangle]
pub extern "C" fn abi_version() -> u32 {
    ABI_VERSION
}

/// How many numbers a vector has.
#[no_mangle]
pub extern "C" fn dimensions() -> u32 {
    u32::try_from(crate::embedder::DIMENSIONS).unwrap_or(0)
}

/// A buffer of at least `capacity` bytes to write to; null when that is above the cap. Valid until
/// the next call of `input`, `embed` or `verify`.
#[no_mangle]
pub extern "C" fn input(capacity: u32) -> *mut u8 {
    SESSION.with_borrow_mut(|session| {
        session
            .input(capacity as usize)
            .map_or(null_mut(), <[u8]>::as_mut_ptr)
    })
}

/// Embeds `length` bytes of the input: 1 when there is a vector, which is then [`vector`]; 0 when
/// there is none; -1 when the input is too long, -2 when it is not UTF-8.
#[no_mangle]
pub extern "C" fn embed(length: u32) -> i32 {
    let outcome = SESSION.with_borrow_mut(|session| session.embed(length as usize));
    wipe_stack();
    number(outcome)
}

/// The vector of the last `embed`: 32-bit floating-point numbers.
#[no_mangle]
pub extern "C" fn vector() -> *const f32 {
    SESSION.with_borrow(|session| session.vector.as_ptr())
}

/// Compares the first `first` bytes of the input with the `second` bytes behind them: 0 when nothing
/// speaks against it, or the number of a `verifier::Veto`; negative as of `embed`.
#[no_mangle]
pub extern "C" fn verify(first: u32, second: u32) -> i32 {
    let outcome =
        SESSION.with_borrow_mut(|session| session.verify(first as usize, second as usize));
    wipe_stack();
    number(outcome)
}

/// Of the last `verify`: the probability, what it is at least, and the cosine of the vectors.
#[no_mangle]
pub extern "C" fn measures() -> *const f32 {
    SESSION.with_borrow(|session| session.measures.as_ptr())
}

fn number(outcome: Outcome) -> i32 {
    match outcome {
        Outcome::Done(number) => number,
        Outcome::TooLong => -1,
        Outcome::NotUtf8 => -2,
    }
}

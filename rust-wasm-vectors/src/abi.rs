//! What the WebAssembly module exports: a host writes a query and vectors, calls [`scan`] and reads the scores.

use crate::{MAX_DIMENSIONS, MAX_NUMBERS, MAX_VECTORS};
use std::cell::RefCell;

/// Raised whenever a host written for the former exports would misread the new ones.
const ABI_VERSION: u32 = 1;

struct Buffers {
    query: Vec<i8>,
    vectors: Vec<i8>,
    scores: Vec<i32>,
}

// A module instance has one thread, so this is a plain static.
thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::new(Buffers {
        query: vec![0; MAX_DIMENSIONS],
        vectors: vec![0; MAX_NUMBERS],
        scores: vec![0; MAX_VECTORS],
    });
}

#[no_mangle]
pub extern "C" fn abi_version() -> u32 {
    ABI_VERSION
}

/// Where the query is written, at most `MAX_DIMENSIONS` numbers.
#[no_mangle]
pub extern "C" fn query() -> *mut i8 {
    BUFFERS.with_borrow_mut(|buffers| buffers.query.as_mut_ptr())
}

/// Where vectors are written one behind the other, at most `MAX_NUMBERS` numbers.
#[no_mangle]
pub extern "C" fn vectors() -> *mut i8 {
    BUFFERS.with_borrow_mut(|buffers| buffers.vectors.as_mut_ptr())
}

/// Where the scores of the last scan are.
#[no_mangle]
pub extern "C" fn scores() -> *const i32 {
    BUFFERS.with_borrow(|buffers| buffers.scores.as_ptr())
}

/// Scores so many vectors of so many numbers: 0, or -1 when that is more than the buffers hold.
#[no_mangle]
pub extern "C" fn scan(dimensions: u32, count: u32) -> i32 {
    BUFFERS.with_borrow_mut(|buffers| {
        let Buffers {
            query,
            vectors,
            scores,
        } = buffers;
        let (dimensions, count) = (dimensions as usize, count as usize);
        let numbers = dimensions.saturating_mul(count);
        let parts = (
            query.get(..dimensions),
            vectors.get(..numbers),
            scores.get_mut(..count),
        );
        let (Some(query), Some(vectors), Some(scores)) = parts else {
            return -1;
        };
        crate::scan(query, vectors, scores);
        0
    })
}

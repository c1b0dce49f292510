//! WebAssembly's 128-bit SIMD: two table look-ups give the classes of sixteen bytes.

use super::class::{
    CAPITAL_ROW, CLASS_COLUMNS, CLASS_ROWS, JOINT, LETTER, PLAIN, SPECIAL, TRIGGER_COLUMNS,
    TRIGGER_ROWS,
};
use super::{Block, BLOCK};
use core::arch::wasm32::{
    i8x16_bitmask, i8x16_eq, i8x16_ne, i8x16_swizzle, u8x16_le, u8x16_shr, u8x16_splat, u8x16_sub,
    v128, v128_and, v128_andnot, v128_any_true, v128_load, v128_or,
};

const LANES: usize = 16;

pub(super) fn classify(bytes: &[u8; BLOCK]) -> Block {
    let mut block = Block::default();
    let mut tilde = u8x16_splat(0);
    for (i, lanes) in bytes.as_chunks::<LANES>().0.iter().enumerate() {
        let shift = i * LANES;
        let raw = load(lanes);
        let (row, column) = (u8x16_shr(raw, 4), v128_and(raw, u8x16_splat(15)));
        let class = v128_and(
            i8x16_swizzle(load(&CLASS_ROWS), row),
            i8x16_swizzle(load(&CLASS_COLUMNS), column),
        );
        let trigger = v128_and(
            i8x16_swizzle(load(&TRIGGER_ROWS), row),
            i8x16_swizzle(load(&TRIGGER_COLUMNS), column),
        );
        let mut trigger = i8x16_ne(trigger, u8x16_splat(0));
        if i8x16_bitmask(raw) != 0 {
            trigger = v128_or(trigger, outside_ascii(raw));
        }
        tilde = v128_or(tilde, i8x16_eq(raw, u8x16_splat(b'~')));
        block.digits |= bits(class) << shift;
        block.letters |= bits(any(class, LETTER)) << shift;
        block.joints |= bits(any(class, JOINT)) << shift;
        block.capitals |= bits(any(class, CAPITAL_ROW)) << shift;
        block.special |= bits(any(class, SPECIAL)) << shift;
        block.sibilant |=
            bits(i8x16_eq(v128_or(raw, u8x16_splat(0x20)), u8x16_splat(b's'))) << shift;
        if v128_any_true(trigger) {
            block.trigger |= bits(trigger) << shift;
        }
    }
    // Signs stand in the same rows.
    block.capitals &= block.letters | block.digits;
    block.tilde = v128_any_true(tilde);
    block
}

/// Bytes outside ASCII with which a disguise may start.
fn outside_ascii(raw: v128) -> v128 {
    let within = |first: u8, last: u8| {
        u8x16_le(
            u8x16_sub(raw, u8x16_splat(first)),
            u8x16_splat(last - first),
        )
    };
    let plain = PLAIN.map(|(first, last)| within(first, last));
    let plain = plain
        .into_iter()
        .fold(u8x16_splat(0), |all, one| v128_or(all, one));
    v128_andnot(raw, plain)
}

fn any(class: v128, mask: u8) -> v128 {
    i8x16_ne(v128_and(class, u8x16_splat(mask)), u8x16_splat(0))
}

fn bits(lanes: v128) -> u64 {
    u64::from(i8x16_bitmask(lanes))
}

fn load(bytes: &[u8; LANES]) -> v128 {
    // SAFETY: the reference covers the sixteen bytes that are read; v128_load asks for no alignment.
    unsafe { v128_load(bytes.as_ptr().cast()) }
}

/// Length of some prefix that is ASCII; the whole length only if everything is.
pub(super) fn ascii_prefix(bytes: &[u8]) -> usize {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let is_ascii = |block: &[u8; BLOCK]| {
        let lanes = block.as_chunks::<LANES>().0.iter();
        bits(lanes.fold(u8x16_splat(0), |all, lane| v128_or(all, load(lane)))) == 0
    };
    let ascii = blocks.iter().take_while(|block| is_ascii(block)).count();
    if ascii == blocks.len() && rest.is_ascii() {
        return bytes.len();
    }
    ascii * BLOCK
}

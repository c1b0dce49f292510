//! Inner products of one vector with many, of 8-bit numbers: what `AgentShield`'s semantic index scans.

#[cfg(target_arch = "wasm32")]
mod abi;

/// Numbers of a vector.
pub const MAX_DIMENSIONS: usize = 4_096;
/// Vectors of one scan.
pub const MAX_VECTORS: usize = 4_096;
/// Numbers of all vectors of one scan.
pub const MAX_NUMBERS: usize = 256 << 10;

/// Numbers that are multiplied at once.
const LANES: usize = 16;

/// Writes the inner product of `query` and each of `vectors`, which lie one behind the other, to
/// `scores`. At most [`MAX_DIMENSIONS`] products of 14 bits, which 32 bits hold.
pub fn scan(query: &[i8], vectors: &[i8], scores: &mut [i32]) {
    if query.is_empty() {
        return;
    }
    for (vector, score) in vectors.chunks_exact(query.len()).zip(scores) {
        *score = product(query, vector);
    }
}

fn product(one: &[i8], other: &[i8]) -> i32 {
    let (left, right) = (one.chunks_exact(LANES), other.chunks_exact(LANES));
    let rest = plain(left.remainder(), right.remainder());
    rest + blocks(left.zip(right))
}

fn plain(one: &[i8], other: &[i8]) -> i32 {
    one.iter()
        .zip(other)
        .map(|(&left, &right)| i32::from(left) * i32::from(right))
        .sum()
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn blocks<'a>(pairs: impl Iterator<Item = (&'a [i8], &'a [i8])>) -> i32 {
    pairs.map(|(left, right)| plain(left, right)).sum()
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
fn blocks<'a>(pairs: impl Iterator<Item = (&'a [i8], &'a [i8])>) -> i32 {
    use core::arch::wasm32::{
        i16x8_extend_high_i8x16, i16x8_extend_low_i8x16, i32x4_add, i32x4_dot_i16x8,
        i32x4_extract_lane, i32x4_splat,
    };
    let mut sums = i32x4_splat(0);
    for (left, right) in pairs {
        let (left, right) = (load(left), load(right));
        let low = i32x4_dot_i16x8(i16x8_extend_low_i8x16(left), i16x8_extend_low_i8x16(right));
        let high = i32x4_dot_i16x8(
            i16x8_extend_high_i8x16(left),
            i16x8_extend_high_i8x16(right),
        );
        sums = i32x4_add(sums, i32x4_add(low, high));
    }
    i32x4_extract_lane::<0>(sums)
        + i32x4_extract_lane::<1>(sums)
        + i32x4_extract_lane::<2>(sums)
        + i32x4_extract_lane::<3>(sums)
}

/// One block; the compiler makes a single load of it.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
fn load(block: &[i8]) -> core::arch::wasm32::v128 {
    let eight = |from: usize| {
        let mut bytes = [0; 8];
        for (byte, &number) in bytes.iter_mut().zip(&block[from..from + 8]) {
            *byte = number.to_le_bytes()[0];
        }
        i64::from_le_bytes(bytes)
    };
    core::arch::wasm32::i64x2(eight(0), eight(8))
}

#[cfg(test)]
mod tests {
    use super::{plain, scan};

    #[test]
    fn every_length_and_extreme_is_summed() {
        for length in 1..70 {
            let number = |at: usize| i8::try_from(at * 37 % 256).unwrap_or(-128);
            let query: Vec<i8> = (0..length).map(number).collect();
            let vectors: Vec<i8> = (0..3 * length).map(|at| number(at + 11)).collect();
            let mut scores = [7; 4];
            scan(&query, &vectors, &mut scores);
            for (vector, score) in vectors.chunks(length).zip(scores) {
                assert_eq!(score, plain(&query, vector));
            }
            assert_eq!(scores[3], 7);
        }
        let mut score = [0];
        scan(&[-128; 4_096], &[-128; 4_096], &mut score);
        assert_eq!(score, [4_096 * 128 * 128]);
        scan(&[], &[1], &mut score);
        assert_eq!(score, [4_096 * 128 * 128]);
    }
}

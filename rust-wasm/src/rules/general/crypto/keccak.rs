//! Keccak-256 as Ethereum has it: the permutation of FIPS 202 with the padding from before it.

const ROUNDS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];
/// How far each lane is turned, in the order in which lanes are moved.
const TURNS: [u32; 24] = [
    1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
];
/// Where each lane is moved to.
const MOVES: [usize; 24] = [
    10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1,
];
/// Bytes in one block.
const RATE: usize = 136;

/// The digest of `message`, of which at most 135 bytes count.
pub(super) fn keccak256(message: &[u8]) -> [u8; 32] {
    let len = message.len().min(RATE - 1);
    let mut block = [0; RATE];
    block[..len].copy_from_slice(&message[..len]);
    block[len] ^= 0x01;
    block[RATE - 1] ^= 0x80;
    let mut state = [0_u64; 25];
    for (lane, bytes) in state.iter_mut().zip(block.chunks_exact(8)) {
        *lane = bytes
            .iter()
            .rev()
            .fold(0, |lane, b| lane << 8 | u64::from(*b));
    }
    for round in ROUNDS {
        permute(&mut state, round);
    }
    let mut digest = [0; 32];
    for (bytes, lane) in digest.chunks_exact_mut(8).zip(state) {
        bytes.copy_from_slice(&lane.to_le_bytes());
    }
    digest
}

fn permute(state: &mut [u64; 25], round: u64) {
    let mut columns = [0; 5];
    for (i, lane) in state.iter().enumerate() {
        columns[i % 5] ^= lane;
    }
    for (i, lane) in state.iter_mut().enumerate() {
        *lane ^= columns[(i + 4) % 5] ^ columns[(i + 1) % 5].rotate_left(1);
    }
    let mut moved = state[1];
    for (to, turn) in MOVES.into_iter().zip(TURNS) {
        moved = std::mem::replace(&mut state[to], moved.rotate_left(turn));
    }
    for row in state.chunks_exact_mut(5) {
        let old = [row[0], row[1], row[2], row[3], row[4]];
        for (i, lane) in row.iter_mut().enumerate() {
            *lane ^= !old[(i + 1) % 5] & old[(i + 2) % 5];
        }
    }
    state[0] ^= round;
}

#[cfg(test)]
mod tests {
    use super::keccak256;

    #[test]
    fn the_digest_of_nothing_is_ethereums() {
        let empty = [0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c];
        assert!(keccak256(b"").starts_with(&empty));
    }
}

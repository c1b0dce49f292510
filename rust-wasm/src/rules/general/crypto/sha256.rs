//! SHA-256 (FIPS 180-4) of what fits into one block.

const ROUNDS: [u32; 64] = [
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
    0x72be_5d74,
    0x80de_b1fe,
    0x9bdc_06a7,
    0xc19b_f174,
    0xe49b_69c1,
    0xefbe_4786,
    0x0fc1_9dc6,
    0x240c_a1cc,
    0x2de9_2c6f,
    0x4a74_84aa,
    0x5cb0_a9dc,
    0x76f9_88da,
    0x983e_5152,
    0xa831_c66d,
    0xb003_27c8,
    0xbf59_7fc7,
    0xc6e0_0bf3,
    0xd5a7_9147,
    0x06ca_6351,
    0x1429_2967,
    0x27b7_0a85,
    0x2e1b_2138,
    0x4d2c_6dfc,
    0x5338_0d13,
    0x650a_7354,
    0x766a_0abb,
    0x81c2_c92e,
    0x9272_2c85,
    0xa2bf_e8a1,
    0xa81a_664b,
    0xc24b_8b70,
    0xc76c_51a3,
    0xd192_e819,
    0xd699_0624,
    0xf40e_3585,
    0x106a_a070,
    0x19a4_c116,
    0x1e37_6c08,
    0x2748_774c,
    0x34b0_bcb5,
    0x391c_0cb3,
    0x4ed8_aa4a,
    0x5b9c_ca4f,
    0x682e_6ff3,
    0x748f_82ee,
    0x78a5_636f,
    0x84c8_7814,
    0x8cc7_0208,
    0x90be_fffa,
    0xa450_6ceb,
    0xbef9_a3f7,
    0xc671_78f2,
];
const START: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];
const BLOCK: usize = 64;
/// Most bytes that leave room for the padding.
const LONGEST: usize = 55;

/// The digest of `message`, of which at most 55 bytes count.
pub(super) fn sha256(message: &[u8]) -> [u8; 32] {
    let len = message.len().min(LONGEST);
    let mut block = [0; BLOCK];
    block[..len].copy_from_slice(&message[..len]);
    block[len] = 0x80;
    block[BLOCK - 8..].copy_from_slice(&(len as u64 * 8).to_be_bytes());
    let state = compress(&schedule(&block));
    let mut digest = [0; 32];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

fn schedule(block: &[u8; BLOCK]) -> [u32; 64] {
    let mut words = [0_u32; 64];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes.iter().fold(0, |word, b| word << 8 | u32::from(*b));
    }
    for i in 16..64 {
        let (early, late) = (words[i - 15], words[i - 2]);
        let small = early.rotate_right(7) ^ early.rotate_right(18) ^ early >> 3;
        let large = late.rotate_right(17) ^ late.rotate_right(19) ^ late >> 10;
        words[i] = words[i - 16]
            .wrapping_add(small)
            .wrapping_add(words[i - 7])
            .wrapping_add(large);
    }
    words
}

fn compress(words: &[u32; 64]) -> [u32; 8] {
    let mut state = START;
    for (word, round) in words.iter().zip(ROUNDS) {
        let (high, low) = (state[0], state[4]);
        let mixed = low.rotate_right(6) ^ low.rotate_right(11) ^ low.rotate_right(25);
        let chosen = low & state[5] ^ !low & state[6];
        let first = state[7]
            .wrapping_add(mixed)
            .wrapping_add(chosen)
            .wrapping_add(round)
            .wrapping_add(*word);
        let turned = high.rotate_right(2) ^ high.rotate_right(13) ^ high.rotate_right(22);
        let majority = high & state[1] ^ high & state[2] ^ state[1] & state[2];
        state.rotate_right(1);
        state[0] = first.wrapping_add(turned).wrapping_add(majority);
        state[4] = state[4].wrapping_add(first);
    }
    for (slot, start) in state.iter_mut().zip(START) {
        *slot = slot.wrapping_add(start);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::sha256;

    #[test]
    fn digests_are_those_of_the_standard() {
        let empty = [0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14];
        assert!(sha256(b"").starts_with(&empty));
        let letters = [0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea];
        assert!(sha256(b"abc").starts_with(&letters));
    }
}

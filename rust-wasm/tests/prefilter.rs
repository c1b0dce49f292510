//! The first look at every byte against what each class says in words, byte by byte.

#[path = "support/random.rs"]
mod random;

use agentshield_engine::prefilter::{as_text, block, run_starts, Block, RunLength, BLOCK};
use random::Random;

fn plain(bytes: &[u8], at: usize) -> Block {
    let mut plain = Block::default();
    for i in 0..BLOCK {
        let Some(byte) = bytes.get(at + i).copied() else {
            break;
        };
        let c = char::from(byte);
        let bit = |set: bool| if set { 1_u64 << i } else { 0 };
        plain.digits |= bit("0123456789".contains(c));
        plain.letters |= bit(byte < 128 && c.is_alphabetic());
        plain.joints |= bit("_-".contains(c));
        plain.capitals |= bit(byte < 128 && (c.is_uppercase() || c.is_numeric()));
        plain.special |= bit("@:=-".contains(c));
        // What starts a Latin letter with an accent, a Han character or Hangul, or goes on with one, does not.
        let quiet = matches!(byte, 0x80..=0xBF | 0xC3..=0xCB | 0xE4..=0xE9 | 0xEB..=0xED);
        plain.trigger |= bit(byte > 127 && !quiet || "%&(*[\\`".contains(c));
        plain.sibilant |= bit("sS".contains(c));
        plain.tilde |= c == '~';
    }
    plain
}

#[test]
fn every_byte_in_every_position() {
    for fill in [0, b'0', b'Z', b'-', b'%', 0xFF] {
        for byte in 0..=u8::MAX {
            for position in 0..BLOCK {
                let mut bytes = [fill; BLOCK];
                bytes[position] = byte;
                assert_eq!(
                    block(&bytes, 0),
                    plain(&bytes, 0),
                    "{byte:#x} at {position}"
                );
            }
        }
    }
}

#[test]
fn random_blocks_and_the_ends_of_texts() {
    let mut random = Random::from_env();
    for _ in 0..20_000 {
        let length = random.below(3 * BLOCK);
        let narrow = random.below(2) == 0;
        let byte = |random: &mut Random| {
            if narrow {
                b"@0Z_-a:=%( \xC3\xA9"[random.below(13)]
            } else {
                random.bits().to_be_bytes()[0]
            }
        };
        let bytes: Vec<u8> = (0..length).map(|_| byte(&mut random)).collect();
        let at = random.below(length + BLOCK);
        assert_eq!(block(&bytes, at), plain(&bytes, at), "{bytes:?} at {at}");
    }
}

#[test]
fn every_length_of_a_last_block() {
    for length in 0..=2 * BLOCK {
        let bytes = vec![b'7'; length];
        for at in 0..=length + 1 {
            assert_eq!(block(&bytes, at), plain(&bytes, at), "{length} at {at}");
        }
    }
}

const LENGTHS: [(RunLength, usize); 2] = [(RunLength::Eight, 8), (RunLength::Twelve, 12)];

/// The bits of a block, of the one behind it, and whether the one before ended with a set bit.
fn plain_run_starts(bits: u64, next: u64, before: bool, length: usize) -> u64 {
    let all = u128::from(bits) | u128::from(next) << BLOCK;
    let is_set = |i: usize| all >> i & 1 == 1;
    let starts = |i: &usize| !(if *i == 0 { before } else { is_set(i - 1) });
    (0..BLOCK)
        .filter(starts)
        .filter(|i| (*i..i + length).all(is_set))
        .fold(0, |found, i| found | 1 << i)
}

#[test]
fn runs_of_random_bits() {
    let mut random = Random::from_env();
    for round in 0..100_000 {
        // Few, half, or most of the bits.
        let mut bits = || match round % 3 {
            0 => random.bits() & random.bits(),
            1 => random.bits(),
            _ => random.bits() | random.bits() | random.bits(),
        };
        let (here, next) = (bits(), bits());
        for (length, count) in LENGTHS {
            for before in [false, true] {
                assert_eq!(
                    run_starts(here, next, before, length),
                    plain_run_starts(here, next, before, count),
                    "{here:#x} {next:#x} {before} {count}"
                );
            }
        }
    }
}

#[test]
fn every_run_near_the_end_of_a_block() {
    for start in 0..BLOCK {
        for length in 1..=BLOCK {
            let all = (u128::MAX >> (128 - length)) << start;
            let low = |part: u128| u64::try_from(part & u128::from(u64::MAX)).expect("64 bits");
            let (here, next) = (low(all), low(all >> BLOCK));
            for (wanted, count) in LENGTHS {
                for before in [false, true] {
                    assert_eq!(
                        run_starts(here, next, before, wanted),
                        plain_run_starts(here, next, before, count),
                        "{start} {length} {before} {count}"
                    );
                }
            }
        }
    }
}

#[test]
fn text_is_what_the_standard_library_takes_for_it() {
    let mut random = Random::from_env();
    for _ in 0..20_000 {
        let mut bytes = vec![b'a'; random.below(200)];
        for _ in 0..random.below(3) {
            let at = random.below(bytes.len() + 1);
            let pieces: [&[u8]; 6] = ["é", "中", "\u{1F600}", "\0"]
                .map(str::as_bytes)
                .into_iter()
                .chain([&b"\xFF"[..], b"\xED\xA0\x80"])
                .collect::<Vec<_>>()
                .try_into()
                .expect("six");
            bytes.splice(at..at, pieces[random.below(6)].iter().copied());
        }
        let expected = std::str::from_utf8(&bytes).map_err(|error| error.valid_up_to());
        assert_eq!(as_text(&bytes), expected, "{bytes:?}");
    }
}

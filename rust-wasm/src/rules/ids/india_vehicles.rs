//! India: registration marks of vehicles (Central Motor Vehicles Rules, rule 50).

use super::super::{Form, Rule};
use super::{id, number};

pub(super) const RULES: &[Rule] = &[id(
    "IN_VEHICLE_REGISTRATION",
    "IN_VEHICLE",
    &[
        Form("!!~##~!!~####", 75),
        Form("!!~##~!~####", 70),
        Form("!!~#~!!~####", 45),
        Form("!!~##~!!!~####", 70),
        Form("!!~#!!!~####", 70),
        Form("!!~#~!~####", 40),
        Form("@@##@@####", 45),
        Form("@@##@####", 40),
        Form("##BH####@@", 60),
        Form("##BH####@", 60),
        Form("@@####", 5),
        Form("@#####", 3),
    ],
    registered,
    &[
        "vehicle",
        "vehicles",
        "registration",
        "plate",
        "plates",
        "rto",
        "car",
        "bike",
        "truck",
    ],
    "state, district, serial",
)];

/// Codes of the states and territories, present and former.
const STATES: &[u8] =
    b"ANAPARASBRCGCHDDDLDNGAGJHPHRJHJKKAKLLALDMHMLMNMPMZNLODORPBPYRJSKTNTRTSTGUKUAUPWB";

/// The state's code and no zeros alone; `I` and `H` are of before the states; `BH` is for any state.
fn registered(value: &[u8]) -> bool {
    let is_state = |code: &[u8]| STATES.chunks(2).any(|state| state == code);
    let no_zeros = value
        .rchunks(4)
        .next()
        .is_some_and(|serial| number(serial) != 0);
    match value {
        [b'I' | b'H', rest @ ..] if rest.len() == 5 && is_number(rest) => number(rest) != 0,
        [first, ..] if first.is_ascii_digit() => {
            value.get(4..8).is_some_and(|serial| number(serial) != 0)
        }
        [a, b, rest @ ..] => {
            let district = rest.iter().take(2).take_while(|c| c.is_ascii_digit());
            let old = rest.len() == 4;
            is_state(&[*a, *b]) && no_zeros && (old || district.clone().any(|c| *c != b'0'))
        }
        _ => false,
    }
}

fn is_number(characters: &[u8]) -> bool {
    characters.iter().all(u8::is_ascii_digit)
}

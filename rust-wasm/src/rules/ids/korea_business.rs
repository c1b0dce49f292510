//! South Korea: businesses (National Tax Service).

use super::super::{Form, Rule};
use super::{id, number};
use crate::checksum_weighted::{last, value, weighted};

pub(super) const RULES: &[Rule] = &[id(
    "KR_BRN",
    "KR_BRN",
    &[
        Form("###-##-#####", 75),
        Form("### ## #####", 45),
        Form("##########", 20),
    ],
    business,
    &["brn", "사업자등록번호", "사업자번호", "사업자", "등록번호"],
    "office, serial, check digit",
)];

/// Office from 101 on, serial not 0; the ninth digit's product adds its tens too.
fn business(digits: &[u8]) -> bool {
    let part = |from, to| digits.get(from..to).map_or(0, number);
    let ninth = digits.get(8).map_or(0, |digit| value(*digit));
    let sum = weighted(digits, &[1, 3, 7, 1, 3, 7, 1, 3, 5]) + ninth * 5 / 10;
    part(0, 3) > 100 && part(3, 5) > 0 && part(5, 9) > 0 && (sum + last(digits)).is_multiple_of(10)
}

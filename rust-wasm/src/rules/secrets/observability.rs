//! Keys of logs, metrics and flags.

use super::alphabet::Alphabet::{Alnum, AnyHex, Base64, Hex, Upper};
use super::shape::Part::{Entropy, Lit, One, Run, Score, Uuid};
use super::{key, weak};
use crate::rules::Rule;

pub(super) const RULES: &[Rule] = &[
    key(
        "NEW_RELIC_KEY",
        "NEW_RELIC_KEY",
        &[
            &[Lit("NR"), One(&["AK-", "RA-", "AA-"]), Run(Upper, 27, 27)],
            &[Lit("NRJS-"), Run(Hex, 19, 19)],
            &[
                Lit("NRI"),
                One(&["I-", "Q-"]),
                Run(super::alphabet::Alphabet::Base64Url, 32, 32),
            ],
        ],
    ),
    // A user's token, and an organisation's, which is JSON in base64 and a secret.
    key(
        "SENTRY_TOKEN",
        "SENTRY_TOKEN",
        &[
            &[Lit("sntryu_"), Run(Hex, 64, 64)],
            &[
                Lit("sntrys_eyJ"),
                Run(Base64, 20, 400),
                One(&["==_", "=_", "_"]),
                Run(Base64, 43, 43),
            ],
        ],
    ),
    key(
        "GRAFANA_TOKEN",
        "GRAFANA_TOKEN",
        &[
            &[
                Lit("glsa_"),
                Run(Alnum, 32, 32),
                Lit("_"),
                Run(AnyHex, 8, 8),
            ],
            &[
                Lit("glc_"),
                Run(Base64, 32, 400),
                One(&["==", "=", ""]),
                Entropy(30),
            ],
            &[Lit("eyJrIjoi"), Run(Base64, 70, 400), One(&["==", "=", ""])],
        ],
    ),
    key(
        "DYNATRACE_TOKEN",
        "DYNATRACE_TOKEN",
        &[&[
            Lit("dt0"),
            One(&["c01.", "s01.", "s02.", "s06.", "s08.", "e01."]),
            Run(Alnum, 24, 24),
            Lit("."),
            Run(Alnum, 64, 64),
        ]],
    ),
    weak(
        "LAUNCHDARKLY_KEY",
        "LAUNCHDARKLY_KEY",
        &[&[Lit("sdk-"), Uuid], &[Lit("api-"), Uuid, Score(45)]],
        &["launchdarkly", "launch", "ld"],
    ),
];

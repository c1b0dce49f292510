//! Keys of clouds and of secret stores.

use super::alphabet::Alphabet::{
    Alnum, Base32, Base64, Base64Url, Bech32, Dotted, Hex, Upper, Word,
};
use super::shape::Part::{Entropy, Lit, One, Run, Score};
use super::{key, weak, LONG};
use crate::rules::Rule;

pub(super) const RULES: &[Rule] = &[
    key(
        "AWS_ACCESS_KEY_ID",
        "AWS_KEY_ID",
        &[
            &[Lit("AKIA"), Run(Base32, 16, 16)],
            &[Lit("ASIA"), Run(Base32, 16, 16)],
            &[Lit("ABIA"), Run(Base32, 16, 16)],
            &[Lit("ACCA"), Run(Base32, 16, 16)],
            &[Lit("A3T"), Run(Alnum, 1, 1), Run(Base32, 16, 16)],
        ],
    ),
    key(
        "AWS_BEDROCK_KEY",
        "BEDROCK_KEY",
        &[
            &[
                Lit("ABSK"),
                Run(Base64, 109, 269),
                One(&["==", "=", ""]),
                Entropy(40),
            ],
            &[
                Lit("bedrock-api-key-"),
                Run(Base64, 60, 4096),
                One(&["==", "=", ""]),
            ],
        ],
    ),
    key(
        "GOOGLE_API_KEY",
        "GOOGLE_API_KEY",
        &[&[Lit("AIza"), Run(Base64Url, 35, 35), Entropy(40)]],
    ),
    // An OAuth client's secret, access and refresh tokens, and a service account's HMAC key.
    weak(
        "GOOGLE_OAUTH_TOKEN",
        "GOOGLE_TOKEN",
        &[
            &[Lit("GOCSPX-"), Run(Base64Url, 28, 28)],
            &[Lit("ya29."), Run(Dotted, 30, 512)],
            &[Lit("1//0"), Run(Base64Url, 40, 120)],
            &[Lit("GOOG1E"), Run(Upper, 55, 55)],
            &[Lit("GOOG"), Run(Upper, 20, 20), Score(30)],
        ],
        &["google", "gcp", "gcs", "hmac"],
    ),
    key(
        "CLOUDFLARE_TOKEN",
        "CLOUDFLARE_TOKEN",
        &[
            &[Lit("cf"), One(&["at_", "ut_", "k_"]), Run(Alnum, 40, 64)],
            &[Lit("v1.0-"), Run(Hex, 24, 24), Lit("-"), Run(Hex, 146, 146)],
        ],
    ),
    key(
        "DIGITALOCEAN_TOKEN",
        "DIGITALOCEAN_TOKEN",
        &[&[
            Lit("do"),
            One(&["o_v1_", "p_v1_", "r_v1_"]),
            Run(Hex, 64, 64),
        ]],
    ),
    key(
        "ALIBABA_KEY",
        "ALIBABA_KEY",
        &[&[Lit("LTAI"), Run(Alnum, 20, 20)]],
    ),
    key(
        "TENCENT_KEY",
        "TENCENT_KEY",
        &[&[Lit("AKID"), Run(Alnum, 32, 32)]],
    ),
    key(
        "YANDEX_KEY",
        "YANDEX_KEY",
        &[
            &[Lit("AQVN"), Run(Base64Url, 35, 38)],
            &[Lit("YC"), Run(Base64Url, 38, 38), Entropy(40)],
            &[
                Lit("t1."),
                Run(Dotted, 7, 7),
                Lit("."),
                Run(Base64Url, 86, 86),
            ],
            &[Lit("y0_"), Run(Base64Url, 39, 80)],
        ],
    ),
    key(
        "DATABRICKS_TOKEN",
        "DATABRICKS_TOKEN",
        &[
            &[
                Lit("dapi"),
                Run(Hex, 32, 32),
                One(&["-2", "-3", "-4", "-1", ""]),
            ],
            &[Lit("dose"), Run(Hex, 32, 32)],
        ],
    ),
    key(
        "VAULT_TOKEN",
        "VAULT_TOKEN",
        &[
            &[Lit("hvs."), Run(Base64Url, 24, LONG)],
            &[Lit("hvb."), Run(Base64Url, 100, 400)],
            &[Lit("hvr."), Run(Base64Url, 24, LONG)],
        ],
    ),
    key(
        "DOPPLER_TOKEN",
        "DOPPLER_TOKEN",
        &[
            &[
                Lit("dp."),
                One(&["pt.", "sa.", "ct.", "scim.", "audit."]),
                Run(Alnum, 40, 44),
            ],
            &[Lit("dp.st."), Run(Alnum, 40, 44)],
            &[
                Lit("dp.st."),
                Run(Word, 2, 35),
                Lit("."),
                Run(Alnum, 40, 44),
            ],
        ],
    ),
    key(
        "ONEPASSWORD_TOKEN",
        "ONEPASSWORD_TOKEN",
        &[
            &[
                Lit("ops_eyJ"),
                Run(Base64Url, 250, 4096),
                One(&["==", "=", ""]),
            ],
            &[
                Lit("A3-"),
                Run(Upper, 6, 6),
                Lit("-"),
                Run(Upper, 6, 6),
                Lit("-"),
                Run(Upper, 5, 5),
                Lit("-"),
                Run(Upper, 5, 5),
                Lit("-"),
                Run(Upper, 5, 5),
                Lit("-"),
                Run(Upper, 5, 5),
            ],
            &[
                Lit("A3-"),
                Run(Upper, 6, 6),
                Lit("-"),
                Run(Upper, 11, 11),
                Lit("-"),
                Run(Upper, 5, 5),
                Lit("-"),
                Run(Upper, 5, 5),
                Lit("-"),
                Run(Upper, 5, 5),
            ],
        ],
    ),
    key(
        "AGE_SECRET_KEY",
        "AGE_SECRET_KEY",
        &[&[Lit("AGE-SECRET-KEY-1"), Run(Bech32, 58, 58)]],
    ),
    weak(
        "OKTA_TOKEN",
        "OKTA_TOKEN",
        &[&[Lit("00"), Run(Base64Url, 40, 40), Score(30), Entropy(40)]],
        &["okta", "ssws"],
    ),
];

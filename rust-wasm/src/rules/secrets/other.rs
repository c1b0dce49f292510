//! Keys of work and design tools.

use super::alphabet::Alphabet::{Alnum, Base64Url, Digit, Dotted, Hex};
use super::shape::Part::{Entropy, Lit, One, Run, Uuid};
use super::{key, weak};
use crate::rules::Rule;

pub(super) const RULES: &[Rule] = &[
    key(
        "LINEAR_KEY",
        "LINEAR_KEY",
        &[&[
            Lit("lin_"),
            One(&["api_", "oauth_", "wh_"]),
            Run(Alnum, 40, 64),
        ]],
    ),
    weak(
        "NOTION_TOKEN",
        "NOTION_TOKEN",
        &[
            &[
                Lit("ntn_"),
                Run(Digit, 11, 11),
                Run(Alnum, 35, 35),
                Entropy(35),
            ],
            &[Lit("secret_"), Run(Alnum, 43, 43), Entropy(40)],
        ],
        &["notion"],
    ),
    key(
        "FIGMA_TOKEN",
        "FIGMA_TOKEN",
        &[&[
            Lit("fig"),
            One(&["d_", "u_", "uh_"]),
            Run(Base64Url, 38, 60),
        ]],
    ),
    key(
        "AIRTABLE_TOKEN",
        "AIRTABLE_TOKEN",
        &[&[Lit("pat"), Run(Alnum, 14, 14), Lit("."), Run(Hex, 64, 64)]],
    ),
    key(
        "HUBSPOT_TOKEN",
        "HUBSPOT_TOKEN",
        &[&[
            Lit("pat-"),
            One(&["na", "eu", "ap"]),
            Run(Digit, 1, 1),
            Lit("-"),
            Uuid,
        ]],
    ),
    key(
        "DROPBOX_TOKEN",
        "DROPBOX_TOKEN",
        &[
            &[Lit("sl."), Run(Dotted, 130, 2048), Entropy(40)],
            &[Lit("sl.u."), Run(Base64Url, 130, 2048), Entropy(40)],
        ],
    ),
];

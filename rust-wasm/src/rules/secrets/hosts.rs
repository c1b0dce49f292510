//! Keys of hosts, databases and networks.

use super::alphabet::Alphabet::{Alnum, Base64, Base64Url, Dotted, Hex};
use super::key;
use super::shape::Part::{Entropy, Lit, One, Run, Uuid};
use crate::rules::Rule;

pub(super) const RULES: &[Rule] = &[
    key(
        "TAILSCALE_KEY",
        "TAILSCALE_KEY",
        &[&[
            Lit("tskey-"),
            One(&["auth-", "api-", "client-", "scim-", "webhook-", ""]),
            Run(Alnum, 9, 24),
            Lit("-"),
            Run(Alnum, 20, 40),
        ]],
    ),
    key(
        "PULUMI_TOKEN",
        "PULUMI_TOKEN",
        &[&[Lit("pul-"), Run(Hex, 40, 40)]],
    ),
    // An OpenShift token is the text of a hash in base64url.
    key(
        "OPENSHIFT_TOKEN",
        "OPENSHIFT_TOKEN",
        &[&[Lit("sha256~"), Run(Base64Url, 43, 43), Entropy(35)]],
    ),
    key(
        "HEROKU_KEY",
        "HEROKU_KEY",
        &[
            &[Lit("HRKU-AA"), Run(Base64Url, 58, 58)],
            &[Lit("HRKU-"), Uuid],
        ],
    ),
    key(
        "FLY_TOKEN",
        "FLY_TOKEN",
        &[
            &[Lit("fo1_"), Run(Base64Url, 43, 43), Entropy(40)],
            &[
                Lit("fm"),
                One(&["1a_", "1r_", "2_"]),
                Run(Base64, 100, 4096),
                One(&["==", "=", ""]),
                Entropy(40),
            ],
        ],
    ),
    key(
        "NETLIFY_TOKEN",
        "NETLIFY_TOKEN",
        &[&[
            Lit("nf"),
            One(&["p_", "c_", "u_", "o_", "b_"]),
            Run(Alnum, 36, 40),
        ]],
    ),
    key(
        "SUPABASE_KEY",
        "SUPABASE_KEY",
        &[
            &[Lit("sbp_"), Run(Hex, 40, 40)],
            &[Lit("sb_secret_"), Run(Base64Url, 22, 60)],
        ],
    ),
    key(
        "PLANETSCALE_TOKEN",
        "PLANETSCALE_TOKEN",
        &[&[
            Lit("pscale_"),
            One(&["tkn_", "pw_", "oauth_"]),
            Run(Dotted, 32, 64),
        ]],
    ),
];

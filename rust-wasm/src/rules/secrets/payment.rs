//! Keys of payment, shops and shipping.

use super::alphabet::Alphabet::{Alnum, AnyHex, Base64Url};
use super::shape::Part::{Lit, One, Run, Uuid};
use super::{key, LONG};
use crate::rules::Rule;

pub(super) const RULES: &[Rule] = &[
    // Clerk and Paystack keys have the same form.
    key(
        "STRIPE_KEY",
        "STRIPE_KEY",
        &[
            &[
                Lit("sk_"),
                One(&["live_", "test_", "prod_"]),
                Run(Alnum, 10, LONG),
            ],
            &[
                Lit("rk_"),
                One(&["live_", "test_", "prod_"]),
                Run(Alnum, 10, LONG),
            ],
            &[Lit("whsec_"), Run(Alnum, 32, 64)],
        ],
    ),
    key(
        "SQUARE_TOKEN",
        "SQUARE_TOKEN",
        &[
            &[Lit("sq0"), One(&["atp-", "csp-"]), Run(Base64Url, 22, 60)],
            &[Lit("EAAA"), Run(Base64Url, 60, 60)],
        ],
    ),
    key(
        "SHOPIFY_TOKEN",
        "SHOPIFY_TOKEN",
        &[&[
            Lit("shp"),
            One(&["at_", "ca_", "pa_", "ss_", "rt_", "ua_"]),
            Run(AnyHex, 32, 32),
        ]],
    ),
    key(
        "PLAID_TOKEN",
        "PLAID_TOKEN",
        &[&[
            Lit("access-"),
            One(&["sandbox-", "development-", "production-"]),
            Uuid,
        ]],
    ),
];

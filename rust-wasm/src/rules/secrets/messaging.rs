//! Tokens and hooks of chat, mail and social networks.

use super::alphabet::Alphabet::{Alnum, AnyHex, Base64Url, Digit, Hex, Path, Percent};
use super::shape::Part::{Entropy, Lit, One, Run, Score, Uuid};
use super::{key, weak, LONG};
use crate::rules::Rule;

pub(super) const RULES: &[Rule] = &[
    key(
        "SLACK_TOKEN",
        "SLACK_TOKEN",
        &[
            &[
                Lit("xox"),
                One(&["b-", "p-", "s-", "o-", "c-", "e-"]),
                Run(Digit, 5, 14),
                Lit("-"),
                Run(Base64Url, 15, LONG),
            ],
            &[
                Lit("xox"),
                One(&["a-", "r-"]),
                Run(Digit, 1, 14),
                Lit("-"),
                Run(Base64Url, 15, LONG),
            ],
            &[
                Lit("xoxe-"),
                Run(Digit, 1, 1),
                Lit("-"),
                Run(Alnum, 100, LONG),
            ],
            &[
                Lit("xox"),
                One(&["a-", "r-"]),
                Run(Alnum, 20, 48),
                Entropy(30),
            ],
            &[Lit("xoxd-"), Run(Percent, 40, 300)],
            &[
                Lit("xoxe.xox"),
                One(&["b-", "p-"]),
                Run(Digit, 1, 1),
                Lit("-"),
                Run(Base64Url, 100, LONG),
            ],
            &[
                Lit("xapp-"),
                Run(Digit, 1, 1),
                Lit("-"),
                Run(Base64Url, 20, LONG),
            ],
            &[
                Lit("hooks.slack.com/"),
                One(&["services/", "workflows/", "triggers/"]),
                Run(Path, 40, 80),
            ],
        ],
    ),
    key(
        "WEBHOOK_URL",
        "WEBHOOK_URL",
        &[
            &[
                Lit("discord"),
                One(&["app.com/api/", ".com/api/"]),
                One(&["v10/", "v9/", "v8/", "v7/", "v6/", ""]),
                Lit("webhooks/"),
                Run(Digit, 17, 20),
                Lit("/"),
                Run(Base64Url, 60, 72),
            ],
            &[
                Lit("webhook.office.com/webhookb2/"),
                Uuid,
                Lit("@"),
                Uuid,
                Lit("/IncomingWebhook/"),
                Run(Alnum, 32, 32),
                Lit("/"),
                Uuid,
            ],
            &[
                Lit("hooks.zapier.com/hooks/catch/"),
                Run(Digit, 5, 10),
                Lit("/"),
                Run(Alnum, 6, 20),
            ],
        ],
    ),
    weak(
        "TWILIO_KEY",
        "TWILIO_KEY",
        &[&[Lit("SK"), Run(AnyHex, 32, 32), Entropy(28), Score(85)]],
        &["twilio"],
    ),
    key(
        "SENDGRID_KEY",
        "SENDGRID_KEY",
        &[&[
            Lit("SG."),
            Run(Base64Url, 22, 22),
            Lit("."),
            Run(Base64Url, 43, 43),
        ]],
    ),
    key(
        "BREVO_KEY",
        "BREVO_KEY",
        &[
            &[
                Lit("xkeysib-"),
                Run(Hex, 64, 64),
                Lit("-"),
                Run(Alnum, 16, 16),
            ],
            &[
                Lit("xsmtpsib-"),
                Run(Hex, 64, 64),
                Lit("-"),
                Run(Alnum, 16, 16),
            ],
        ],
    ),
    // Pages and apps; the token of an app by itself is an app id and a bar before its secret.
    key(
        "FACEBOOK_TOKEN",
        "FACEBOOK_TOKEN",
        &[
            &[Lit("EAA"), Run(Alnum, 80, 400), Entropy(40)],
            &[Lit("IGQV"), Run(Base64Url, 80, 400), Entropy(40)],
        ],
    ),
    key(
        "TWITTER_TOKEN",
        "TWITTER_TOKEN",
        &[&[Lit("AAAAAAAAAAAAAAAAAAAA"), Run(Percent, 60, 120)]],
    ),
];

//! Keys that are known by their issuer's name before them and by their length alone.

use super::name::Name;
use super::profile::Profile;
use super::shape::uuid_at;
use Form::{AnyOf, Hex, Letters, Pair, Uuid};

/// The form of a key without a fixed part.
#[derive(Clone, Copy)]
enum Form {
    /// So many of `[0-9a-f]`.
    Hex(usize),
    /// So many letters and digits.
    Letters(usize),
    /// So many of `[A-Za-z0-9_=-]`.
    AnyOf(usize),
    Uuid,
    /// Twice eight hex digits, with a colon.
    Pair,
}

/// Whether `value` has the form of a key of the issuer in `name`.
pub(super) fn is_key(name: &Name, value: &[u8]) -> bool {
    // Most values in code are words: they end here.
    if value.len() < 14 || !value.iter().any(|b| b.is_ascii_digit() || *b == b':') {
        return false;
    }
    let shown = [
        "zoneid",
        "siteid",
        "appid",
        "accountid",
        "projectid",
        "version",
        "commit",
    ];
    let mut issuers = ISSUERS.iter().filter(|(issuer, _)| name.has_word(issuer));
    issuers.any(|(_, forms)| {
        let profile = Profile::of(value);
        profile.distinct > 4
            && profile.upper + profile.lower > 0
            && !profile.is_sequence()
            && !shown.iter().any(|ending| name.ends_with(ending))
            && forms.iter().any(|form| fits(*form, value, &profile))
    })
}

fn fits(form: Form, value: &[u8], profile: &Profile) -> bool {
    let all = |holds: fn(&u8) -> bool| value.iter().all(holds);
    let random = profile.digits > 0;
    match form {
        Hex(len) => random && value.len() == len && all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')),
        Letters(len) => random && value.len() == len && all(u8::is_ascii_alphanumeric),
        AnyOf(len) => {
            let holds = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'=');
            random && value.len() == len && all(holds)
        }
        Uuid => random && value.len() == 36 && uuid_at(value, 0).is_some(),
        Pair => {
            value.len() == 17
                && value.iter().enumerate().all(|(i, b)| match i {
                    8 => *b == b':',
                    _ => b.is_ascii_hexdigit(),
                })
        }
    }
}

/// Issuers, in lower case without separators.
const ISSUERS: &[(&str, &[Form])] = &[
    ("adafruit", &[AnyOf(32)]),
    ("adobe", &[Hex(32)]),
    ("algolia", &[Letters(32)]),
    ("amplitude", &[Hex(32)]),
    ("asana", &[Letters(32)]),
    ("assemblyai", &[Hex(32)]),
    ("atlassian", &[Letters(24)]),
    ("auth0", &[AnyOf(64)]),
    ("bitbucket", &[Letters(32), AnyOf(64)]),
    ("bittrex", &[Letters(32)]),
    ("cloudant", &[Letters(24), Letters(64)]),
    ("cloudflare", &[AnyOf(40), Hex(37)]),
    ("codecov", &[Letters(32), Uuid]),
    ("cohere", &[Letters(40)]),
    ("coinbase", &[AnyOf(64)]),
    ("confluence", &[Letters(24)]),
    ("confluent", &[Letters(16), Letters(64)]),
    ("contentful", &[AnyOf(43)]),
    ("contribsyscom", &[Pair]),
    ("datadog", &[Letters(40), Hex(32)]),
    ("deepgram", &[Hex(40)]),
    ("discord", &[Hex(64), AnyOf(32)]),
    ("droneci", &[Letters(32)]),
    ("dropbox", &[Letters(15), AnyOf(64)]),
    ("elevenlabs", &[Hex(32)]),
    ("etsy", &[Letters(24)]),
    ("facebook", &[Hex(32)]),
    ("fastly", &[AnyOf(32)]),
    ("finicity", &[Hex(32), Letters(20)]),
    ("finnhub", &[Letters(20)]),
    ("flickr", &[Letters(32)]),
    ("freshbooks", &[Letters(64)]),
    ("gitter", &[AnyOf(40)]),
    ("gocardless", &[AnyOf(45)]),
    ("heroku", &[Uuid]),
    ("ibm", &[AnyOf(44)]),
    ("intercom", &[AnyOf(60)]),
    ("jfrog", &[Letters(64), Letters(73)]),
    ("artifactory", &[Letters(64), Letters(73)]),
    ("jira", &[Letters(24)]),
    ("kraken", &[AnyOf(86), AnyOf(88)]),
    ("kucoin", &[Hex(24), Uuid]),
    ("launchdarkly", &[AnyOf(40), Uuid]),
    ("linear", &[Hex(32)]),
    ("linkedin", &[Letters(14), Letters(16)]),
    ("looker", &[Letters(20), Letters(24)]),
    ("mattermost", &[Letters(26)]),
    ("meraki", &[Hex(40)]),
    ("messagebird", &[Letters(25), Uuid]),
    ("mistral", &[Letters(32)]),
    ("mixpanel", &[Hex(32)]),
    ("netlify", &[AnyOf(40), AnyOf(43), AnyOf(45), AnyOf(46)]),
    ("newrelic", &[Letters(40), Letters(64)]),
    ("nytimes", &[AnyOf(32)]),
    ("okta", &[AnyOf(42)]),
    ("plaid", &[Letters(24), Letters(30)]),
    ("privateai", &[Letters(32)]),
    ("rapidapi", &[AnyOf(50)]),
    ("sendbird", &[Hex(40), Uuid]),
    ("sentry", &[Hex(64)]),
    ("snyk", &[Uuid]),
    ("softlayer", &[Letters(64)]),
    ("sonarlogin", &[AnyOf(40)]),
    ("sourcegraph", &[Hex(40)]),
    ("squarespace", &[Uuid]),
    ("sumologic", &[Letters(14), Letters(64)]),
    ("sumoaccess", &[Letters(14), Letters(64)]),
    ("travis", &[Letters(22)]),
    ("trello", &[Letters(32), Hex(64)]),
    ("twitch", &[Letters(30)]),
    ("twitter", &[Letters(25), Letters(45), Letters(50)]),
    ("wandb", &[Hex(40)]),
    ("yandex", &[AnyOf(40)]),
    ("zendesk", &[Letters(40), Letters(64)]),
];

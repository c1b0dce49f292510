//! Names of keys and tokens.

use super::name::Name;

/// Whether the value of a name is a key or a token.
pub(super) fn is_secret(of: &Name) -> bool {
    let mut name = of.as_slice();
    for ending in ENVIRONMENTS {
        name = name.strip_suffix(ending.as_bytes()).unwrap_or(name);
    }
    let ends = |endings: &[&str]| endings.iter().any(|e| name.ends_with(e.as_bytes()));
    (ends(SECRETS) || name.ends_with(b"key") && ends(KEYS))
        && !PUBLIC.iter().any(|part| of.has(part))
}

const ENVIRONMENTS: &[&str] = &[
    "value",
    "prod",
    "production",
    "staging",
    "dev",
    "test",
    "live",
    "base",
];

const SECRETS: &[&str] = &[
    "secret",
    "token",
    "credential",
    "credentials",
    "creds",
    "userauth",
    "authcode",
    "bearer",
];

/// Keys that open something; a `key` by itself is any field's name.
const KEYS: &[&str] = &[
    "apikey",
    "secretkey",
    "accesskey",
    "privatekey",
    "authkey",
    "authorizationkey",
    "signingkey",
    "encryptionkey",
    "decryptionkey",
    "masterkey",
    "accountkey",
    "sharedkey",
    "servicekey",
    "clientkey",
    "appkey",
    "applicationkey",
    "adminkey",
    "licensekey",
    "licencekey",
    "storagekey",
    "webhookkey",
    "securitykey",
    "hmackey",
    "jwtkey",
    "aeskey",
    "deploykey",
    "subscriptionkey",
    "consumerkey",
    "sessionkey",
    "secretkeybase",
    "integrationkey",
    "userkey",
    "serverkey",
    "cloudkey",
    "iamkey",
    "ibmkey",
    "softlayerkey",
    "cloudantkey",
    "slkey",
    "cryptkey",
];

/// Names of values that are shown to anybody, or that only count or page.
const PUBLIC: &[&str] = &[
    "public",
    "next",
    "page",
    "continu",
    "cancel",
    "cursor",
    "sync",
    "eostoken",
    "bostoken",
    "padtoken",
    "unktoken",
    "masktoken",
    "csrf",
    "xsrf",
    "dedup",
    "idempot",
    "authenticity",
    "primary",
    "webtoken",
];

//! What decodes to what, and what holds for any bytes.

use agentshield_engine::encoded::{decode, Decoded};

fn decoded(text: &str, at: usize) -> Vec<Decoded> {
    let mut out = Vec::new();
    decode(text, at, 4096, &mut out);
    out
}

fn base64(bytes: &[u8], alphabet: &[u8; 64], padded: bool) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, i| {
            bits << 8 | usize::from(*group.get(i).unwrap_or(&0))
        });
        for i in 0..=group.len() {
            text.push(char::from(alphabet[bits >> (18 - 6 * i) & 63]));
        }
        if padded {
            text.extend(std::iter::repeat_n('=', 3 - group.len()));
        }
    }
    text
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Text around, the run in braces, what it decodes to.
const CASES: &[(&str, &str)] = &[
    ("{NDExMTExMTExMTExMTExMQ==}", "4111111111111111"),
    ("{NDExMTExMTExMTExMTExMQ}.", "4111111111111111"),
    ("value={NDExMTExMTExMTExMTExMQ==}&x", "4111111111111111"),
    ("base64,{am9lQGV4YW1wbGUuY29t}", "joe@example.com"),
    (r"\n{am9lQGV4YW1wbGUuY29t}", "joe@example.com"),
    ("{am9zw6lAZXhhbXBsZS5jb20g8J+YgA==}", "josé@example.com 😀"),
    ("{am9zw6lAZXhhbXBsZS5jb20g8J-YgA}", "josé@example.com 😀"),
    // The last character is cut off.
    ("{am9lQGV4YW1wbGUuY29t8J+Y}", "joe@example.com"),
    ("{6a6f65406578616d706c652e636f6d}", "joe@example.com"),
    ("h={0x6A6F65406578616D706C652E636F6D};", "joe@example.com"),
];

#[test]
fn runs_decode_from_any_byte() {
    for (case, expected) in CASES {
        let (start, end) = (case.find('{').unwrap(), case.find('}').unwrap() - 1);
        let text = case.replace(['{', '}'], "");
        for at in (start..end).filter(|at| text.as_bytes()[*at] != b'=') {
            let found = decoded(&text, at);
            let wanted = Decoded {
                span: start..end,
                text: (*expected).to_owned(),
            };
            assert_eq!(found, [wanted], "{case} at {at}");
        }
    }
}

#[test]
fn the_rfcs_vectors_decode() {
    // RFC 4648 section 10, after a prefix that makes them long enough.
    for tail in ["", "f", "fo", "foo", "foob", "fooba", "foobar"] {
        let value = format!("plain text, {tail}");
        let text = base64(value.as_bytes(), STANDARD, true);
        assert_eq!(decoded(&text, 0)[0].text, value);
        assert_eq!(decoded(&text, 0)[0].span, 0..text.len());
    }
    assert_eq!(base64(b"foobar", STANDARD, true), "Zm9vYmFy");
    assert_eq!(base64(b"fooba", STANDARD, true), "Zm9vYmE=");
}

#[test]
fn lines_are_joined() {
    let value = "The quick brown fox jumps over the lazy dog. ".repeat(6);
    let run = base64(value.as_bytes(), STANDARD, true);
    for (width, ending) in [(64, "\n"), (76, "\n"), (64, "\r\n"), (76, "\r\n")] {
        let lines: Vec<&str> = (0..run.len().div_ceil(width))
            .map(|i| &run[i * width..run.len().min((i + 1) * width)])
            .collect();
        let text = format!("key: \"{}\"", lines.join(ending));
        for at in [6, 60, 100, 210, 300] {
            let found = decoded(&text, at);
            assert_eq!(found.len(), 1, "{width} at {at}");
            assert_eq!(found[0].text, value);
            assert_eq!(found[0].span, 6..text.len() - 1);
        }
    }
}

#[test]
fn other_runs_are_refused() {
    for text in [
        "internationalization",
        "src/components/buttons/index",
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "550e8400-e29b-41d4-a716-446655440000",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "4111111111111111",
        "getElementsByClassName",
        "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        "short64=",
        "6a6f6540657861",
    ] {
        assert_eq!(decoded(text, 3), [], "{text}");
    }
}

#[test]
fn long_runs_are_cut() {
    let text = base64("0123456789".repeat(1000).as_bytes(), STANDARD, true);
    let mut out = Vec::new();
    decode(&text, 0, 400, &mut out);
    assert_eq!(out[0].span, 0..400);
    assert_eq!(out[0].text.len(), 300);
    let hex = "61".repeat(1000);
    out.clear();
    decode(&hex, 1, 401, &mut out);
    assert_eq!(out[0].text, "a".repeat(200));
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> usize {
        usize::try_from(self.next() % limit).unwrap()
    }
}

#[test]
fn random_text_comes_back() {
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let letters: Vec<char> = "abcXYZ019 .@-é日😀\n".chars().collect();
    for _ in 0..5000 {
        let len = 12 + random.below(60);
        let value: String = (0..len)
            .map(|_| letters[random.below(letters.len() as u64)])
            .collect();
        let alphabet = if random.below(2) == 0 { STANDARD } else { URL };
        let run = base64(value.as_bytes(), alphabet, random.below(2) == 0);
        let text = format!("v={run}");
        let found = decoded(&text, 2 + random.below(10));
        assert!(
            found
                .iter()
                .any(|d| d.text == value && d.span == (2..text.len())),
            "{text}"
        );
        let hex = |b: u8| [b >> 4, b & 15].map(|v| char::from_digit(v.into(), 16).unwrap());
        let run: String = value.bytes().flat_map(hex).collect();
        assert!(decoded(&run, random.below(20))
            .iter()
            .any(|d| d.text == value));
    }
}

#[test]
fn random_bytes_are_mostly_refused_and_never_panic() {
    let mut random = Random(0x1234_5678_9ABC_DEF1);
    let mut kept = 0;
    for _ in 0..5000 {
        let key: Vec<u8> = (0..24 + random.below(24))
            .map(|_| random.next().to_le_bytes()[3])
            .collect();
        kept += decoded(&base64(&key, STANDARD, true), 0).len();
        let noise = String::from_utf8_lossy(&key).into_owned();
        for at in 0..noise.len() + 2 {
            let mut out = Vec::new();
            decode(&noise, at, random.below(30), &mut out);
            assert!(out.iter().all(|d| noise.get(d.span.clone()).is_some()));
        }
    }
    assert!(kept < 10, "{kept}");
}

//! Random inputs made of what the engine looks for. `FUZZ_SECONDS` says for how long; `SEED` repeats a run.

#[path = "support/random.rs"]
mod random;
#[path = "support/vectors.rs"]
mod vectors;

use agentshield_engine::document::{self, Lens, Located, Within};
use agentshield_engine::json::{self, Limits};
use agentshield_engine::rules::RULES;
use agentshield_engine::session::{Session, MAX_INPUT_BYTES};
use agentshield_engine::{scan, Finding, Policy};
use random::Random;
use std::fmt::Write as _;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::time::{Duration, Instant};

const LIMITS: Limits = Limits {
    depth: 64,
    values: 1_000_000,
};
/// Longest input in bytes, but for what a last change adds.
const LONGEST: usize = 512 << 10;
/// Far more than any input takes, far less than one that takes quadratic time.
const PER_64_KIB: Duration = Duration::from_millis(if cfg!(debug_assertions) { 1500 } else { 60 });
const LENS: &str = "model\t\t1\tnoted\nrole\t\t\twords:user,tool\nurl\t\t\tdata-url\n\
    data\tinput_audio\t\tbase64\ntype\t\t\tany\ncontent\t\t\ttext\ntext\t\t\ttext";

/// What stands between values, or breaks them.
const PIECES: [&str; 60] = [
    "@",
    "+",
    "-----BEGIN ",
    "PRIVATE KEY-----",
    "eyJ",
    "::",
    "\u{e9}",
    "\u{4e2d}",
    "\\n",
    "\\u00",
    "0",
    "9",
    " ",
    "-",
    ".",
    "%",
    "%40",
    "&#64;",
    "&commat;",
    "\u{1F600}",
    "(",
    "[at]",
    " at ",
    " dot ",
    "\u{200b}",
    "\u{ff11}",
    "\u{430}",
    "*",
    "`",
    "_",
    "\\",
    "\"",
    "\\\"",
    "{\"",
    "\":",
    "}",
    "[",
    "]",
    ",",
    "\n",
    "\r\n",
    "\t",
    "\u{202e}",
    "\u{e0031}",
    "\u{301}",
    "\u{0}",
    "sk-",
    "0x",
    "==",
    "=",
    "/",
    ":",
    "phone ",
    "card ",
    "ssn ",
    "\u{96fb}\u{8a71}",
    "\\ud83d\\ude00",
    "\\\\",
    "A",
    "1 2 3 4 ",
];

struct Generator {
    random: Random,
    texts: Vec<String>,
}

impl Generator {
    fn piece(&mut self) -> String {
        let text = self.random.below(self.texts.len());
        match self.random.below(4) {
            0 => self.texts[text].clone(),
            1 => {
                let disguise = self.random.below(9);
                let text = self.texts[text].clone();
                self.disguised(&text, disguise)
            }
            _ => PIECES[self.random.below(PIECES.len())].to_owned(),
        }
    }

    fn disguised(&mut self, text: &str, disguise: usize) -> String {
        let mut written = String::new();
        for c in text.chars() {
            let _ = match disguise {
                0 => write!(written, "{c}\u{200b}"),
                1 => write!(written, "{c} "),
                2 => write!(written, "{c}-"),
                3 => write!(written, "\\u{:04x}", u32::from(c)),
                4 => write!(written, "&#{};", u32::from(c)),
                5 if c.is_ascii_graphic() => {
                    write!(
                        written,
                        "{}",
                        char::from_u32(0xfee0 + u32::from(c)).unwrap_or(c)
                    )
                }
                6 if c.is_ascii() => write!(written, "%{:02X}", u32::from(c)),
                7 => write!(written, "{:02x}", u32::from(c)),
                _ if self.random.below(4) == 0 => {
                    write!(written, "{c}{}", PIECES[self.random.below(PIECES.len())])
                }
                _ => write!(written, "{c}"),
            };
        }
        written
    }

    fn text(&mut self) -> String {
        let pieces = self.random.below(12);
        let mut text: String = (0..=pieces).map(|_| self.piece()).collect();
        if self.random.below(40) == 0 && !text.is_empty() {
            // A run of the same, now and then in lines as of base64.
            let width = [64, 76, 0, 0][self.random.below(4)];
            let unit = match width {
                0 => text.chars().take(1 + self.random.below(80)).collect(),
                _ => self.base64(width) + "\n",
            };
            text = unit.repeat((1 << 10 << self.random.below(9)) / unit.len()) + &text;
        }
        text
    }

    fn base64(&mut self, width: usize) -> String {
        let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let digit = |_| &digits[self.random.below(64)..][..1];
        (0..width).map(digit).collect()
    }

    fn json(&mut self, depth: usize) -> String {
        match self.random.below(if depth == 0 { 4 } else { 8 }) {
            0 => self.digits(),
            1..=3 => {
                let text = if depth > 0 && self.random.below(4) == 0 {
                    self.json(depth - 1)
                } else {
                    self.text()
                };
                self.quoted(&text)
            }
            4 | 5 => {
                let items = self.random.below(4);
                let items: Vec<String> = (0..items).map(|_| self.json(depth - 1)).collect();
                format!("[{}]", items.join(","))
            }
            _ => {
                let names = [
                    "model", "content", "text", "url", "role", "data", "phone", "card",
                ];
                let mut members = Vec::new();
                for _ in 0..self.random.below(4) {
                    let name = match self.random.below(4) {
                        0 => self.text(),
                        _ => names[self.random.below(names.len())].to_owned(),
                    };
                    members.push(format!("{}: {}", self.quoted(&name), self.json(depth - 1)));
                }
                format!("{{{}}}", members.join(", "))
            }
        }
    }

    fn digits(&mut self) -> String {
        let numbers = [
            "4111111111111111",
            "514690360",
            "-4111111111111111",
            "1e400",
            "34600123456",
            "0",
        ];
        numbers[self.random.below(numbers.len())].to_owned()
    }

    /// A JSON string, with more escapes than are needed.
    fn quoted(&mut self, text: &str) -> String {
        let every = 1 + self.random.below(8);
        let mut written = String::from("\"");
        for c in text.chars() {
            if self.random.below(every) == 0 && every < 8 || c < ' ' {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(written, "\\u{unit:04x}");
                }
            } else if matches!(c, '"' | '\\') || c == '/' && every < 4 {
                let _ = write!(written, "\\{c}");
            } else {
                written.push(c);
            }
        }
        written + "\""
    }

    fn input(&mut self) -> Vec<u8> {
        let mut bytes = match self.random.below(2) {
            0 => self.text(),
            _ => self.json(4),
        }
        .into_bytes();
        bytes.truncate(LONGEST);
        if self.random.below(3) == 0 {
            for _ in 0..=self.random.below(4) {
                let at = self.random.below(bytes.len() + 1);
                match self.random.below(4) {
                    0 => bytes.truncate(at),
                    1 => drop(bytes.splice(at..at, self.piece().into_bytes())),
                    2 => drop(bytes.drain(at..bytes.len().min(at + 3))),
                    _ => bytes
                        .iter_mut()
                        .skip(at)
                        .take(2)
                        .for_each(|b| *b = self.random.bits().to_be_bytes()[0]),
                }
            }
        }
        bytes
    }
}

/// What must hold for any bytes.
fn check(bytes: &[u8], session: &mut Session) -> Result<(), String> {
    let start = Instant::now();
    check_text(bytes)?;
    check_document(bytes)?;
    check_session(bytes, session)?;
    let bound = PER_64_KIB * u32::try_from(bytes.len() / 65_536 + 1).unwrap_or(u32::MAX);
    if start.elapsed() < bound {
        return Ok(());
    }
    let again = |_| {
        let start = Instant::now();
        let _ = document::screen(
            bytes,
            LIMITS,
            &Lens::new(),
            &Policy::default(),
            &mut Vec::new(),
        );
        let _ = check_text(bytes);
        start.elapsed()
    };
    let fastest = (0..3).map(again).min().unwrap_or_default();
    let slow = fastest > bound;
    if slow {
        Err(format!("{} bytes took {fastest:?}", bytes.len()))
    } else {
        Ok(())
    }
}

fn check_text(bytes: &[u8]) -> Result<(), String> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Ok(());
    };
    for policy in [Policy::default(), Policy::new(vec![1; RULES.len()])] {
        let mut findings: Vec<Finding> = Vec::new();
        if scan(text, &policy, &mut findings).is_err() {
            continue;
        }
        let mut free = 0;
        for f in &findings {
            let sound = free <= f.start
                && f.start < f.end
                && text.is_char_boundary(f.start)
                && text.is_char_boundary(f.end)
                && f.rule < RULES.len();
            if !sound {
                return Err(format!("{f:?} after {free} in a text"));
            }
            free = f.end;
        }
    }
    Ok(())
}

fn check_document(bytes: &[u8]) -> Result<(), String> {
    let checked = json::check(bytes, LIMITS);
    for lens in [Lens::new(), Lens::parse(LENS).expect("a lens")] {
        let mut located: Vec<Located> = Vec::new();
        match document::screen(bytes, LIMITS, &lens, &Policy::default(), &mut located) {
            Ok(screened) if Ok(screened.exactness) != checked => {
                return Err(format!("{checked:?}, but {screened:?}"));
            }
            Err(document::Refusal::Json(fault)) if Err(fault) != checked => {
                return Err(format!("{checked:?}, but {fault:?}"));
            }
            _ => {}
        }
        let replaced = replaced(bytes, &located)?;
        match (checked, json::check(&replaced, LIMITS)) {
            (Ok(_), Err(fault)) if fault.kind != json::FaultKind::DuplicateKey => {
                let text = String::from_utf8_lossy(&replaced);
                return Err(format!("{fault:?} once values are replaced: {text}"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The document with something else in place of each value, as the gateway writes it.
fn replaced(bytes: &[u8], located: &[Located]) -> Result<Vec<u8>, String> {
    let mut replaced = Vec::new();
    let mut free = 0;
    for found in located {
        let Some(between) = bytes
            .get(free..found.start)
            .filter(|_| found.start < found.end)
        else {
            return Err(format!("{found:?} after {free} in a document"));
        };
        replaced.extend_from_slice(between);
        replaced.extend_from_slice(match found.within {
            Within::String | Within::InnerString => b"[X_1]",
            Within::Number => b"\"[X_1]\"",
            Within::InnerNumber => b"\\\"[X_1]\\\"",
        });
        free = found.end;
    }
    let rest = bytes.get(free..).ok_or("beyond the document")?;
    replaced.extend_from_slice(rest);
    Ok(replaced)
}

fn check_session(bytes: &[u8], session: &mut Session) -> Result<(), String> {
    let fill = |session: &mut Session| {
        session.input(bytes.len()).expect("room")[..bytes.len()].copy_from_slice(bytes);
    };
    fill(session);
    let first = session.scan(bytes.len()).map(<[u32]>::to_vec);
    if std::str::from_utf8(bytes).is_ok()
        == (first == Err(agentshield_engine::session::ScanFault::NotUtf8))
    {
        return Err("scan and the standard library disagree on UTF-8".to_owned());
    }
    fill(session);
    let screened = session.screen(bytes.len(), LIMITS);
    let words = session.words().to_vec();
    // What was called before changes nothing.
    fill(session);
    if session.scan(bytes.len()).map(<[u32]>::to_vec) != first {
        return Err("a second scan finds something else".to_owned());
    }
    fill(session);
    if session.screen(bytes.len(), LIMITS) != screened || session.words() != words {
        return Err("a second screening finds something else".to_owned());
    }
    let input = session.input(0).expect("room");
    if input.iter().any(|b| *b != 0) {
        return Err("something is left in the input".to_owned());
    }
    Ok(())
}

fn fault(bytes: &[u8]) -> Option<String> {
    let result = catch_unwind(AssertUnwindSafe(|| check(bytes, &mut Session::new())));
    match result {
        Ok(result) => result.err(),
        Err(_) => Some("a panic".to_owned()),
    }
}

/// A shorter input that still fails, or the same.
fn shrunk(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = Instant::now() + Duration::from_mins(1);
    let mut size = bytes.len().next_power_of_two() / 2;
    while size > 0 {
        let mut at = 0;
        while at < bytes.len() && Instant::now() < end {
            let mut shorter = bytes.clone();
            shorter.drain(at..(at + size).min(bytes.len()));
            if fault(&shorter).is_some() {
                bytes = shorter;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    bytes
}

#[test]
fn random_inputs() {
    let seconds = std::env::var("FUZZ_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok());
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(10));
    let mut generator = Generator {
        random: Random::from_env(),
        texts: vectors::texts(),
    };
    let mut inputs = 0;
    let mut session = Session::new();
    while Instant::now() < end {
        let bytes = generator.input();
        inputs += 1;
        // One session for all: nothing of one input may show in the next.
        let result = catch_unwind(AssertUnwindSafe(|| check(&bytes, &mut session)));
        if !matches!(result, Ok(Ok(()))) {
            let shown = shrunk(bytes);
            panic!(
                "{result:?}\n{} bytes: {}",
                shown.len(),
                shown[..shown.len().min(2000)].escape_ascii()
            );
        }
    }
    println!("{inputs} inputs");
}

#[test]
fn lengths_beyond_the_buffer_and_policies_and_lenses_that_are_none() {
    let mut random = Random::from_env();
    let mut session = Session::new();
    assert!(session.input(MAX_INPUT_BYTES + 1).is_none());
    assert!(session.input(usize::MAX).is_none());
    for _ in 0..2000 {
        let size = random.below(300);
        let input = session.input(size).expect("room");
        for b in input.iter_mut() {
            *b = random.bits().to_be_bytes()[0];
        }
        let held = input.len();
        let length = match random.below(4) {
            0 => usize::MAX - random.below(3),
            1 => held + 1 + random.below(9),
            2 => RULES.len() + 1,
            _ => random.below(held + 1),
        };
        let fits = length <= held;
        match random.below(5) {
            0 => assert!(!session.set_policy(length) || fits && length == RULES.len() + 1),
            1 => assert!(!session.set_lens(length) || fits),
            2 => assert!(session.scan(length).is_err() || fits),
            3 => assert_eq!(session.screen(length, LIMITS).is_some(), fits),
            _ => assert_eq!(session.check_json(length, LIMITS).is_some(), fits),
        }
        let pieces = [
            "\t",
            "any",
            "text",
            "words:",
            "\n",
            "a",
            "1",
            "999999999999999999999",
            "noted",
        ];
        let lens: String = (0..random.below(9))
            .map(|_| pieces[random.below(9)])
            .collect();
        session.input(lens.len()).expect("room")[..lens.len()].copy_from_slice(lens.as_bytes());
        session.set_lens(lens.len());
    }
}

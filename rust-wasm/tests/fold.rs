//! What folds to what, and what holds for any text.

use agentshield_engine::fold::{fold, is_trigger};

fn folded(text: &str) -> String {
    fold(text, 0..text.len()).text
}

fn triggers(text: &str) -> bool {
    (0..text.len()).any(|at| is_trigger(text.as_bytes(), at))
}

/// Disguised text, what it folds to. Each has a trigger.
const CASES: &[(&str, &str)] = &[
    // Unicode
    ("ｊｏｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", "joe@example.com"),
    ("joe\u{FE6B}example.com", "joe@example.com"),
    ("٤١١١ ١١١١", "4111 1111"),
    ("۴۱۱۱", "4111"),
    ("४१११", "4111"),
    (
        "\u{1D7D2}\u{1D7CF}\u{1D7D9}\u{1D7E3}\u{1D7ED}\u{1D7F7}",
        "411111",
    ),
    ("\u{1FBF4}\u{1FBF1}\u{1E951}\u{11F54}", "4114"),
    ("⁴¹¹¹₄₂", "411142"),
    ("④①⓪❹➀➊⑴⒈⓵", "410411111"),
    ("𝐣𝒐𝓮@example.com", "joe@example.com"),
    ("ℎello ⓙⓞⓔ 🅹", "hello joe J"),
    (
        "4111‐1111‑1111–1111—1−1﹘1﹣1－1",
        "4111-1111-1111-1111-1-1-1-1-1",
    ),
    (
        "4111\u{A0}1111\u{202F}1111\u{3000}1111",
        "4111 1111 1111 1111",
    ),
    ("joe@example․com", "joe@example.com"),
    ("joe@example。com", "joe@example.com"),
    ("joe@ехаmрlе.соm", "joe@example.com"),
    ("jοe@example.cοm", "joe@example.com"),
    ("jօe@eхample.com", "joe@example.com"),
    // Invisible characters
    ("4111\u{200B}1111\u{AD}1111\u{2060}1111", "4111111111111111"),
    ("jo\u{301}e@e\u{FE0F}xample.com", "joe@example.com"),
    ("AK\u{E0041}IA", "AKIA"),
    ("\u{E006A}\u{E006F}\u{E0065}\u{E0040}\u{E0061}", "joe@a"),
    ("a\u{E0001}\u{E0100}b\u{202E}c", "abc"),
    // Escapes
    (r"joe\u0040example.com", "joe@example.com"),
    (r"joe\\u0040example.com", "joe@example.com"),
    (r"joe\uFF20example\x2ecom", "joe@example.com"),
    (r"\ud835\udfd2111", "4111"),
    (r"joe\x40example.com", "joe@example.com"),
    (r"wJalr\/K7MDENG\/b", "wJalr/K7MDENG/b"),
    (r"o\_brien\-x\.y\@example\+z", "o_brien-x.y@example+z"),
    ("joe%40example%2Ecom", "joe@example.com"),
    ("joe%2540example.com", "joe@example.com"),
    ("joe%EF%BC%A0example.com", "joe@example.com"),
    ("joe&commat;example&period;com", "joe@example.com"),
    ("joe&#64;example&#x2E;com", "joe@example.com"),
    ("joe&#0064example.com", "joe@example.com"),
    ("joe&amp;#64;example.com", "joe@example.com"),
    ("4111&nbsp;1111&#8203;1111", "4111 11111111"),
    (r"4111\t1111", "4111 1111"),
    // Words for symbols
    (
        "o [dot] brien49 [at] example [dot] com",
        "o.brien49@example.com",
    ),
    ("joe(at)example(dot)com", "joe@example.com"),
    ("joe{at}example[.]com", "joe@example.com"),
    ("joe [ AT ] example ( DOT ) com", "joe@example.com"),
    ("joe at example dot com", "joe@example.com"),
    (
        "o dot brien at mail dot example dot com",
        "o.brien@mail.example.com",
    ),
    ("joe@example dot com", "joe@example.com"),
    ("joe arroba example punto es", "joe@example.es"),
    ("jоe [аt] example [dоt] com", "joe@example.com"),
    // Separated characters
    ("4 9 3 6 8 7 7 8", "49368778"),
    ("4-9-3-6-8-7-7-8 x", "49368778 x"),
    ("4.9.3.6.8.7.7.8", "49368778"),
    ("4,9,3,6,8,7,7,8", "49368778"),
    ("4_9_3_6_8_7_7_8", "49368778"),
    ("4\n9\n3\n6\n8\n7\n7\n8", "49368778"),
    ("４ ９ ３ ６ ８ ７ ７ ８", "49368778"),
    (
        "4\u{A0}9\u{A0}3\u{A0}6\u{A0}8\u{A0}7\u{A0}7\u{A0}8",
        "49368778",
    ),
    ("A K I A I O S F O D N N 7", "AKIAIOSFODNN7"),
    (
        "mail: j . d o e @ e x a m p l e . c o m, ok",
        "mail: j.doe@example.com, ok",
    ),
    ("X-1-2-3-4-5-6-7-L", "X1234567L"),
    // Emphasis and line breaks
    ("4936**8778**00639439", "4936877800639439"),
    ("4936__8778`0063*9439", "4936877800639439"),
    ("joe**@**example**.**com", "joe@example.com"),
    ("411111\n1111111111", "4111111111111111"),
    ("411111\r\n1111111111", "4111111111111111"),
    (r"411111\n1111111111", "4111111111111111"),
    (r"411111\r\n1111111111", "4111111111111111"),
    ("AKIAIOSFO\nDNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
];

#[test]
fn disguises_fold_and_trigger() {
    for (text, expected) in CASES {
        assert_eq!(folded(text), *expected, "{text}");
        assert!(triggers(text), "no trigger in {text}");
    }
}

/// Text that stays as it is.
const SAME: &[&str] = &[
    "Meet me at noon (see below). It's 50% off & more, [1] *really* **bold**. snake_case __init__",
    "take the dot product; a - b, 1, 2, 3 and x * y",
    r"a\\nb C:\users %zz %C3%zz &bogus; &#; \ud800 100%",
    "blank lines:\n\n123\n\n456",
    "a list\nof short\nlines",
    "612345678\n698765432\n611111111",
    "4111 1111 1111 1111\n5500 0000 0000 0004",
    "1 2 3 4 5 6 7",
    "café naïve 日本語 привідля עברית",
];

#[test]
fn other_text_stays() {
    for text in &SAME[..8] {
        assert_eq!(folded(text), *text);
        let whole = fold(text, 0..text.len());
        assert_eq!(whole.original(0..text.len()), 0..text.len());
        assert!(!whole.is_disguised(0..text.len()));
    }
}

#[test]
fn prose_has_no_trigger() {
    let prose = [
        "“Quotes” and it’s — an aside – with dashes… café, Łódź, Žižek, São Paulo",
        "Привет, как дела? Всё хорошо. Как-то так: город Москва",
        "Γειά σου κόσμε. Καλημέρα",
        "你好，世界：今天（星期一）！日本語。カタカナ",
        "안녕하세요 세계",
        "Բարեւ աշխարհ",
        r#"{"text":"caf\u00e9 \u043f\u0440\u0438\u0432\u0435\u0442 \u4e2d","a":"Hello\nWorld\n"}"#,
        "100 % of https://example.com/a%20b?x=1&y=2 R&D a & b &copy;",
        "- [x] done\n- [ ] open **bold** `code` _it_ f(x) (see above)\n\nfn main() { a[i] }",
        "C:\\path\\file and \\alpha",
        "❤️ 👨‍👩‍👧 ok",
        "meet at noon; a b c d",
        "The dot in a name, a dot on a line",
    ];
    for text in prose.iter().chain(&SAME[..2]).chain(&SAME[8..]) {
        let at = (0..text.len()).find(|at| is_trigger(text.as_bytes(), *at));
        assert_eq!(at.map(|at| &text[at..]), None, "in {text}");
    }
}

#[test]
fn values_map_back() {
    let cases = [
        (
            "to joe%40example.com!",
            "joe@example.com",
            "joe%40example.com",
        ),
        (
            "x \u{200B}4111\u{200B}1111\u{200B} y",
            "41111111",
            "4111\u{200B}1111",
        ),
        ("a ４１１１－２ b", "4111-2", "４１１１－２"),
        (
            "a o [dot] b [at] c [dot] com, b",
            "o.b@c.com",
            "o [dot] b [at] c [dot] com",
        ),
        ("4 9 3 6 8 7 7 8 .", "49368778", "4 9 3 6 8 7 7 8"),
        (r"\ud835\udfd21 z", "41", r"\ud835\udfd21"),
        (r"x1\ud835\udfd2 z", "14", r"1\ud835\udfd2"),
        ("joe[d\u{200B}ot]x", ".", "[d\u{200B}ot]"),
        ("caf%C3%A9", "é", "%C3%A9"),
    ];
    for (text, value, original) in cases {
        let whole = fold(text, 0..text.len());
        let start = whole.text.find(value).expect(value);
        let range = start..start + value.len();
        assert_eq!(&text[whole.original(range.clone())], original, "{text}");
        assert!(whole.is_disguised(range));
        let part = fold(text, 1..text.len() - 1);
        assert!(part.original(0..1).start >= 1, "{text}");
    }
    let whole = fold("plain joe%40example.com", 0..23);
    assert!(!whole.is_disguised(0..5));
}

#[test]
fn ranges_are_clamped() {
    let text = "aé４b";
    for start in 0..9 {
        for end in 0..9 {
            let part = fold(text, start..end);
            let found = part.original(0..part.text.len());
            assert!(text.get(found).is_some());
            let _ = part.original(3..99);
            let _ = part.original(99..usize::MAX);
        }
    }
    assert_eq!(fold(text, 2..usize::MAX).text, "é4b");
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

#[test]
fn any_text_maps_in_order_and_on_boundaries() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let extra = [
        "a",
        "7",
        " ",
        "@",
        ".",
        "\\",
        "u0040",
        "%",
        "40",
        "&",
        "#64;",
        "[at]",
        " at ",
        " dot ",
        "(dot)",
        "\n",
        "\r\n",
        "**",
        "`",
        "\\n",
        "é",
        "日",
        "\u{200B}",
        "\u{301}",
        "\u{E0041}",
        "😀",
        "\\ud83d",
        "\\ude00",
    ];
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..random.below(24) {
            let pick = random.below(CASES.len() + 4 * extra.len());
            match CASES.get(pick) {
                Some((case, _)) => {
                    let cut = random.below(case.chars().count() + 1);
                    text.extend(case.chars().skip(cut).take(random.below(12)));
                }
                None => text.push_str(extra[pick % extra.len()]),
            }
        }
        check(&text, &mut random);
    }
}

fn check(text: &str, random: &mut Random) {
    let (a, b) = (random.below(text.len() + 1), random.below(text.len() + 1));
    let (start, end) = if random.below(2) == 0 {
        (0, text.len())
    } else {
        (a.min(b), a.max(b))
    };
    let part = fold(text, start..end);
    assert!(part.text.len() <= end - start + 3);
    let mut last = 0;
    for (at, c) in part.text.char_indices() {
        let found = part.original(at..at + c.len_utf8());
        assert!(found.start >= last && found.end > found.start, "{text:?}");
        let original = text.get(found.clone()).expect("boundaries");
        // A byte that did not change is where it was.
        if original.len() == c.len_utf8() {
            assert_eq!(original, c.encode_utf8(&mut [0; 4]), "{text:?}");
        }
        last = found.end;
    }
    assert!(last <= end.max(start));
    let whole = part.original(0..part.text.len());
    if !part.text.is_empty() {
        assert_eq!(whole.end, last);
    }
    for at in 0..=text.len() {
        let _ = is_trigger(text.as_bytes(), at);
    }
}

#[test]
fn any_byte_is_answered() {
    let plain: String = ('!'..='~').filter(char::is_ascii_alphanumeric).collect();
    assert_eq!(folded(&plain), plain);
    let bytes: Vec<u8> = (0..=255).collect();
    for at in 0..300 {
        let _ = is_trigger(&bytes, at);
    }
}

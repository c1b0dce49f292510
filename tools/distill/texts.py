"""Texts of the test vectors: everyday questions, other scripts, accents, marks, and strings made at random."""

import random

_WRITTEN = [
    "",
    " ",
    "How do I reset my password?",
    "HOW DO I RESET MY PASSWORD???",
    "What's the contribution limit for a 401(k) in 2024?",
    "I can't log in; it won't accept my e-mail address.",
    "Convert 3.5 km to miles, please.",
    "unbelievably antidisestablishmentarianism supercalifragilisticexpialidocious",
    "Send [EMAIL_1] the invoice of [PERSON_2].",
    "café naïve Ångström Dvořák Łódź Ðuro straße ﬁnance Ⅷ",
    "cafe\u0301 nai\u0308ve A\u030angstro\u0308m",
    "¿Cómo puedo cambiar mi contraseña? ¡Gracias!",
    "Wie kann ich mein Paßwort zurücksetzen?",
    "Comment réinitialiser mon mot de passe ?",
    "Как сбросить пароль? Ещё ёлка.",
    "Πώς αλλάζω τον κωδικό μου; Ὀδυσσεύς",
    "如何重置我的密码?",
    "パスワードをリセットするにはどうすればいいですか",
    "비밀번호를 어떻게 재설정하나요 각 힣",
    "كيف أعيد تعيين كلمة المرور؟",
    "איך מאפסים סיסמה? שָׁלוֹם",
    "पासवर्ड कैसे रीसेट करें",
    "รีเซ็ตรหัสผ่านอย่างไร",
    "🎉🎉 🚀",
    "I ❤️ Rust 🦀!",
    "a\u200bb c\u00add e\ufeff f\u0000g h\u0007i",
    "tabs\tand\nlines\r\nand\u00a0spaces\u2003wide\u3000",
    "C++ and C# and .NET, F#; node.js @ v18.2.0 -> x86_64",
    "for (let i = 0; i < n; i++) { total += values[i]; }",
    "https://example.org/path?query=1&other=two#part",
    "x" * 99 + " " + "x" * 100 + " " + "x" * 101,
    "É" * 100 + " " + "é" * 101,
    "don’t “quote” me — ever… ‹so›",
    "１２３ ＡＢＣ ㎏ ℃ ½ ² ©",
    "𝐁𝐨𝐥𝐝 𝓈𝒸𝓇𝒾𝓅𝓉 𠀀 丽 豈",
    "İstanbul ıslak ǅ ß ẞ ŉ",
    "the quick brown fox jumps over the lazy dog " * 20,
]

_ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ       ",
    "etaoin shrdlu etaoin shrdlu,.'-?!0123456789",
    "éèêëàâäôöùûüçñÅØÆœšžčřłśźżğışțőűđħ abcdef",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя αβγδεζηθικλμνξοπρστυφχψω ",
    "".join(map(chr, range(0x20, 0x250))),
    "".join(map(chr, range(0x300, 0x370))) + "aeiounAEIOUN ",
    "".join(map(chr, range(0x2000, 0x2c00))) + "ab ",
    "".join(map(chr, range(0x3000, 0x3200))) + "".join(map(chr, range(0x4E00, 0x4F00))) + "ab ",
    "".join(map(chr, [*range(0xF900, 0xFA00), *range(0xFB00, 0xFE00), *range(0xFE10, 0xFFF0)])),
    "".join(map(chr, [*range(0x1D400, 0x1D800), *range(0x1F300, 0x1F700), *range(0xE0000, 0xE0080)])) + " ",
]


def _made() -> list[str]:
    source = random.Random(20_260_101)
    texts = ["".join(source.choices(alphabet, k=60)) for alphabet in _ALPHABETS for _ in range(12)]
    everything = [point for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    texts += ["".join(map(chr, source.choices(everything[:0x30000], k=40))) for _ in range(20)]
    return texts


TEXTS = _WRITTEN + _made()

"""What BERT's normaliser and pre-tokeniser make of each code point, as two small tables."""

import struct

from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

HANGUL = range(0xAC00, 0xD7A4)
# Kinds of a range; as in rust-wasm-semantic/src/tokenizer/characters.rs.
UNKNOWN, UNKNOWN_ALONE, REMOVED, SPACE, SAME, SAME_ALONE = range(6)
UNKNOWN_CHARACTER = "\ufffd"


def reading(character: str) -> str:
    """What stands for the character between two letters; a space is where a word ends."""
    normalized = BertNormalizer().normalize_str(f"a{character}a")
    pieces = [piece for piece, _ in BertPreTokenizer().pre_tokenize_str(normalized)]
    return " ".join(pieces)[1:-1]


def kind_of(character: str, read: str, alphabet: set[str]) -> int | str:
    if read == "":
        return REMOVED
    if read == " ":
        return SPACE
    alone = read != read.strip()
    if any(part not in alphabet for part in read.replace(" ", "")):
        return UNKNOWN_ALONE if alone else UNKNOWN
    if read.strip() == character and len(read) in (1, 3):
        return SAME_ALONE if alone else SAME
    return read


def tables(vocabulary: list[str]) -> tuple[bytes, bytes]:
    """Ranges: start << 8 | kind, 32 bits each. Replaced characters: code point (24 bits), length, UTF-8."""
    alphabet = set("".join(vocabulary))
    ranges: list[int] = []
    replaced = bytearray()
    last = None
    for point in range(0x110000):
        if 0xD800 <= point < 0xE000 or point in HANGUL:
            continue
        kind = kind_of(chr(point), reading(chr(point)), alphabet)
        if isinstance(kind, str):
            text = kind.encode()
            replaced += point.to_bytes(3, "little") + bytes([len(text)]) + text
        elif kind != last:
            ranges.append(point << 8 | kind)
            last = kind
    return struct.pack(f"<{len(ranges)}I", *ranges), bytes(replaced)

"""The relations of WordNet between rows of the vocabulary, as the verifier reads them."""

import struct

from wordnet import WordNet, relations

KINDS = ("synonym", "derived", "antonym")


def lexicon(wordnet: WordNet, vocabulary: list[str]) -> bytes:
    """Four lists of pairs of rows (16 bits each), sorted, each behind its length: forms with their base, then KINDS."""
    rows = {token: row for row, token in enumerate(vocabulary) if token.isascii() and token.isalpha() and len(token) > 1}
    forms = []
    for word, row in rows.items():
        base = wordnet.lemma(word)
        if base != word and base in rows:
            forms.append((row, rows[base]))
    found = relations(wordnet, set(rows))
    lists = [forms, *([tuple(sorted((rows[one], rows[other]))) for one, other in found[kind]] for kind in KINDS)]
    return b"".join(
        struct.pack("<I", len(pairs)) + b"".join(struct.pack("<HH", *pair) for pair in sorted(pairs)) for pairs in lists
    )

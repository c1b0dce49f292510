"""Which words of the vocabulary are forms, synonyms, derivations or antonyms of each other (WordNet 3.1)."""

from collections import defaultdict
from itertools import combinations
from pathlib import Path

from irregular import IRREGULAR

PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
# WordNet's own rules of detachment (Morphy).
ENDINGS = {
    "n": (("s", ""), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"), ("ies", "y"), ("men", "man")),
    "v": (("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", "")),
    "a": (("er", ""), ("est", ""), ("er", "e"), ("est", "e")),
    "r": (),
}
DOUBLED = ("ed", "ing", "er", "est")
# Both words must mean the shared sense this often, by the counts of WordNet's tagged texts.
LEAST_SHARE = 0.12
LEAST_PRODUCT = 0.06
# Who does it is another meaning than what is done: an employer and an employee.
AGENTS = ("er", "or", "ee", "ist", "ian", "ant", "ent")


class WordNet:
    """`folder` holds index.* and data.* of WordNet 3.1."""

    def __init__(self, folder: Path):
        self.senses: dict[str, dict[str, list[str]]] = defaultdict(dict)
        self.counts: dict[tuple[str, str], int] = defaultdict(int)
        self.words: dict[str, list[str]] = {}
        self.pointers: dict[str, list[tuple[str, str, int, int]]] = {}
        for part, letter in PARTS.items():
            for line in content(folder / f"index.{part}"):
                fields = line.split()
                offsets = [f"{letter}{offset}" for offset in fields[-int(fields[2]) :]]
                self.senses[fields[0]][letter] = offsets
            for line in content(folder / f"data.{part}"):
                self._synset(letter, line.split(" | ")[0].split())
        for line in content(folder / "index.sense"):
            key, offset, _, count = line.split()
            lemma, rest = key.split("%")
            self.counts[lemma, f"{'_nvara'[int(rest[0])]}{offset}"] += int(count)

    def _synset(self, letter: str, fields: list[str]) -> None:
        count = int(fields[3], 16)
        name = letter + fields[0]
        self.words[name] = [fields[4 + 2 * index].split("(")[0].lower() for index in range(count)]
        at = 4 + 2 * count
        pointers = []
        for index in range(int(fields[at])):
            symbol, offset, part, ends = fields[at + 1 + 4 * index : at + 5 + 4 * index]
            pointers.append((symbol, ("a" if part == "s" else part) + offset, int(ends[:2], 16), int(ends[2:], 16)))
        self.pointers[name] = pointers

    def share(self, word: str, synset: str) -> float:
        """How often the word means this, of all its meanings."""
        senses = [sense for senses in self.senses[word].values() for sense in senses]
        total = sum(self.counts[word, sense] + 0.5 for sense in senses)
        return (self.counts[word, synset] + 0.5) / total

    def frequency(self, word: str, letter: str | None = None) -> int:
        return sum(
            self.counts[word, sense]
            for part, senses in self.senses.get(word, {}).items()
            if letter in (None, part)
            for sense in senses
        )

    def lemma(self, word: str) -> str:
        """The base form that the word most often is; itself when it is one."""
        if word in IRREGULAR:
            return IRREGULAR[word]
        found: dict[str, int] = {}
        for letter, rules in ENDINGS.items():
            for ending, instead in rules:
                if not word.endswith(ending) or len(word) - len(ending) < 2:
                    continue
                stem = word[: -len(ending)]
                bases = [stem + instead]
                if ending in DOUBLED and instead == "" and len(stem) > 2 and stem[-1] == stem[-2]:
                    bases.append(stem[:-1])
                for base in bases:
                    if letter in self.senses.get(base, {}):
                        found[base] = max(found.get(base, 0), self.frequency(base, letter))
        if word in self.senses:
            found[word] = self.frequency(word)
        return max(found, key=lambda base: (found[base], base == word, -len(base)), default=word)


def content(file: Path):
    for line in file.read_text().splitlines():
        if not line.startswith("  "):
            yield line


def relations(wordnet: WordNet, words: set[str]) -> dict[str, set[tuple[str, str]]]:
    """Pairs of base forms, both among the words."""
    synonyms: set[tuple[str, str]] = set()
    derived: set[tuple[str, str]] = set()
    antonyms: set[tuple[str, str]] = set()
    for name, members in wordnet.words.items():
        known = [word for word in dict.fromkeys(members) if word in words]
        for one, other in combinations(known, 2):
            shares = wordnet.share(one, name), wordnet.share(other, name)
            if min(shares) >= LEAST_SHARE and shares[0] * shares[1] >= LEAST_PRODUCT:
                synonyms.add(ordered(one, other))
        for symbol, target, source_word, target_word in wordnet.pointers[name]:
            if source_word == 0 or target_word == 0:
                continue
            one, other = members[source_word - 1], wordnet.words[target][target_word - 1]
            if one == other or one not in words or other not in words:
                continue
            if symbol == "!":
                antonyms.add(ordered(one, other))
            elif symbol == "+" and is_same_stem(one, other):
                derived.add(ordered(one, other))
    return {"synonym": synonyms - antonyms, "derived": derived - antonyms - synonyms, "antonym": antonyms}


def is_same_stem(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return shorter[:3] == longer[:3] and (longer.endswith("ment") or not longer.endswith(AGENTS))


def ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)

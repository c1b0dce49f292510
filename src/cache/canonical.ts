/**
 * One wording for prompts that differ only in case, end marks, contractions, articles, politeness and
 * white space. Everything else stays: every letter of every script, `+ # . @ / _ -` inside words,
 * question words, modals, tense, numbers, brackets, quotation marks.
 * @returns nothing for a prompt in which white space or case may mean more, such as code, and for an
 * empty one.
 */
export function canonicalText(prompt: string): string | undefined {
  if (prompt.length > MAX_UNITS || CODE.test(prompt)) return undefined;
  const shouts = prompt === prompt.toUpperCase();
  const words = prompt
    .normalize("NFC")
    .replaceAll(/[’‘ʼ]/g, "'")
    .split(/\s+/u)
    .map((word, index, all) => withoutMarks(word, index === all.length - 1))
    .filter((word) => word !== "")
    .flatMap((word, index) => spelledOut(word === "A" && index > 0 && !shouts ? word : lowered(word, shouts)));
  const canonical = withoutArticles(withoutPoliteness(words)).join(" ");
  return canonical === "" ? undefined : canonical;
}

/** A longer prompt, in UTF-16 code units, has no canonical wording. */
const MAX_UNITS = 16_384;
/** Backticks, braces, indented lines, statements. */
const CODE = /[`{}]|\n[ \t]+\S|;[ \t]*\n|=>|::|\\/u;

const PLACEHOLDER = /^\[[A-Z_]+_\d+\]$/;
/** Words that mean something else in capitals: the country, the agency, the field. */
const OTHER_IN_CAPITALS = new Set(["us", "it", "who", "am", "or", "in", "is", "as", "at", "no", "so", "aids"]);

/** End marks go, but not the sign of a factorial. Marks that stand alone mean something, except at the end. */
function withoutMarks(word: string, isLast: boolean): string {
  const bare = word.replace(/[,;:!?.…。？！，]+$/u, "");
  if (bare === "") return isLast ? "" : word;
  return /[\d)\]]!$/.test(word) ? word : bare;
}

/** Small letters, except where case tells words apart: `useState`, `a1B2`, `US` in a text in small letters. */
function lowered(word: string, shouts: boolean): string {
  if (shouts && !PLACEHOLDER.test(word)) return word.toLowerCase();
  if (PLACEHOLDER.test(word) || /\p{Ll}\p{Lu}/u.test(word) || /\d\p{Lu}.*\p{Ll}|\p{Ll}.*\d\p{Lu}/u.test(word))
    return word;
  const small = word.toLowerCase();
  return word.length > 1 && word === word.toUpperCase() && OTHER_IN_CAPITALS.has(small) ? word : small;
}

const WHOLE: Readonly<Record<string, string>> = {
  "can't": "can not",
  cannot: "can not",
  "won't": "will not",
  "shan't": "shall not",
  "let's": "let us",
};
const ENDINGS: readonly (readonly [string, string])[] = [
  ["n't", "not"],
  ["'re", "are"],
  ["'ve", "have"],
  ["'ll", "will"],
  ["'m", "am"],
];
/** Behind these `'s` is "is"; elsewhere it is a genitive. */
const SHORT_IS = /^(?:it|that|what|where|who|how|there|here|he|she|when|why)'s$/;

function spelledOut(word: string): string[] {
  const whole = Object.hasOwn(WHOLE, word) ? WHOLE[word] : undefined;
  if (whole !== undefined) return whole.split(" ");
  if (SHORT_IS.test(word)) return [word.slice(0, -2), "is"];
  const ending = ENDINGS.find(([ending]) => word.endsWith(ending) && word.length > ending.length);
  return ending === undefined ? [word] : [word.slice(0, -ending[0].length), ending[1]];
}

const GREETINGS = new Set(["please", "kindly", "hi", "hello", "hey"]);
const THANKS = new Set(["please", "thanks", "thx", "cheers"]);
const REQUESTS = [
  ["can", "you"],
  ["could", "you"],
  ["would", "you"],
];
/** Asking whether somebody can do this is asking for it. */
const ASKED = new Set([
  "tell",
  "explain",
  "show",
  "give",
  "list",
  "describe",
  "summarize",
  "summarise",
  "translate",
  "write",
]);

/** Greetings first, thanks last, and "could you" before a verb that asks for an answer. */
function withoutPoliteness(words: readonly string[]): readonly string[] {
  let start = 0;
  let end = words.length;
  const isAt = (word: string | undefined, set: ReadonlySet<string>): boolean => word !== undefined && set.has(word);
  while (start < end - 1 && isAt(words[start], GREETINGS)) start += 1;
  while (
    end > start + 1 &&
    (isAt(words[end - 1], THANKS) || (end > start + 2 && words[end - 2] === "thank" && words[end - 1] === "you"))
  ) {
    end -= words[end - 1] === "you" ? 2 : 1;
  }
  for (const [modal, you] of REQUESTS) {
    if (words[start] !== modal || words[start + 1] !== you) continue;
    const verb = start + (words[start + 2] === "please" ? 3 : 2);
    if (isAt(words[verb], ASKED)) start = verb;
  }
  return words.slice(start, end);
}

/** "a" before a preposition or the end is a letter: "vitamin A", "from A to B". */
const ENDS_PART = new Set(["to", "from", "in", "of", "and", "or", "for", "with", "vs", "is", "at", "on", "by", "than"]);

function withoutArticles(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => {
    const next = words[index + 1];
    if (word !== "a" && word !== "an" && word !== "the") return true;
    return next === undefined || (word === "a" && ENDS_PART.has(next));
  });
}

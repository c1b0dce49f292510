import { z } from "zod";
import { LABEL } from "../core/placeholder.ts";

/** Bounds of what an operator may add. */
export const MAX_PATTERNS = 200;
const MAX_PATTERN_BYTES = 1_000;
const MAX_WORD_LISTS = 100;
const MAX_WORDS = 50_000;
const MAX_WORD_CHARACTERS = 200;
const MAX_WORDS_BYTES = 1_048_576;
const MAX_ALLOWED = 10_000;
const MAX_CONTEXT_WORDS = 32;

const action = z.enum(["mask", "block", "allow", "hash", "surrogate"]);

/** In percent. */
const percent = z.int().min(0).max(100);

const ruleName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{1,39}$/, "must be capitals, digits and underscores, 2 to 40, with a capital first");

const label = z
  .string()
  .max(20, "must have at most 20 characters")
  .regex(LABEL, "must be words of capitals and digits, joined by single underscores");

const rule = z.strictObject({
  action: action.optional(),
  /** The lowest confidence that counts, in percent. */
  threshold: percent.optional(),
});

const entityId = z.string().max(64).optional();

/** Exactly one of the three says what is let through. */
const allowed = z
  .strictObject({
    /** Only where this entity was found; without it, whatever it was found as. */
    entity: entityId,
    value: z.string().trim().min(1).max(1_024).optional(),
    /** Of e-mail addresses and URLs; subdomains are others. */
    domain: z
      .string()
      .regex(/^@?[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,251}[\p{L}\p{N}])?$/u, "must be a domain such as example.org")
      .optional(),
    /** Of IP addresses, as CIDR; a single address is a range of one. */
    range: z.string().max(64).optional(),
  })
  .refine(({ value, domain, range }) => [value, domain, range].filter((one) => one !== undefined).length === 1, {
    message: "must have exactly one of value, domain and range",
  });

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

const pattern = z.strictObject({
  name: ruleName,
  /** For placeholders; without it, the name's beginning. */
  label: label.optional(),
  pattern: z
    .string()
    .min(1)
    .refine((text) => bytesOf(text) <= MAX_PATTERN_BYTES, `must have at most ${MAX_PATTERN_BYTES} bytes`),
  action: action.optional(),
  /** In percent, before the words around a value are read. */
  confidence: percent.default(100),
  /** Words of which one nearby adds 50 to the confidence. */
  context: z
    .array(z.string().regex(/^\p{L}{1,40}$/u, "must be a single word of letters"))
    .max(MAX_CONTEXT_WORDS)
    .default([]),
  ignoreCase: z.boolean().default(false),
});

const wordList = z.strictObject({
  name: ruleName,
  label: label.optional(),
  /** Words or phrases. */
  words: z
    .array(z.string().trim().min(1).max(MAX_WORD_CHARACTERS))
    .min(1)
    .refine((words) => words.length <= MAX_WORDS, `must have at most ${MAX_WORDS} words`),
  action: action.optional(),
  ignoreCase: z.boolean().default(true),
  /** Whether a word must not be a part of a longer one. */
  wholeWords: z.boolean().default(true),
});

const wordLists = z
  .array(wordList)
  .max(MAX_WORD_LISTS)
  .superRefine((lists, context) => {
    let words = 0;
    let bytes = 0;
    for (const [index, list] of lists.entries()) {
      words += list.words.length;
      bytes += list.words.reduce((sum, word) => sum + bytesOf(word), 0);
      if (words <= MAX_WORDS && bytes <= MAX_WORDS_BYTES) continue;
      const message = `all lists together may have ${MAX_WORDS} words and ${MAX_WORDS_BYTES} bytes`;
      context.addIssue({ code: "custom", path: [index, "words"], message });
      return;
    }
  });

/** What is looked for in texts, and what happens to it. */
export const pii = z.strictObject({
  /** For entities that are not named below. */
  default: z.strictObject({ action: action.default("mask"), threshold: percent.optional() }).prefault({}),
  /** By entity id; an entity that is off unless it is asked for is asked for by its name here. */
  entities: z.record(z.string().max(64), rule).default({}),
  /** What is let through although it is found. */
  allow: z.array(allowed).max(MAX_ALLOWED).default([]),
  patterns: z.array(pattern).max(MAX_PATTERNS).default([]),
  words: wordLists.default([]),
  /**
   * Thinking that a provider has signed, on its way back to it. `mask` looks at it like at any text, and the
   * provider refuses it where a value was masked; `trust` leaves it as it is, signed or pretending to be.
   */
  signedThinking: z.enum(["mask", "trust"]).default("mask"),
  answers: z
    .strictObject({
      /** Replaces what is found in an answer and was not in the request; otherwise it is passed on. */
      redact: z.boolean().default(true),
    })
    .prefault({}),
});

export type PiiSettings = z.output<typeof pii>;

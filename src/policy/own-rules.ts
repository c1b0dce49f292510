import { configMistake } from "../config/parse-config.ts";
import type { PiiSettings } from "../config/pii.ts";
import { LABEL } from "../core/placeholder.ts";
import { type CustomProblem, type CustomRule, CustomRuleError, type Scanner } from "../scan/port.ts";

const MAX_LABEL = 20;

/** Words and phrases are what the operator wrote, so there is no doubt. */
const CERTAIN = 100;

interface OwnRule {
  readonly rule: CustomRule;
  /** Where it stands in the configuration. */
  readonly path: readonly ["pii", "patterns" | "words", number];
}

/**
 * Makes a scanner that looks for an operator's own patterns and words too.
 * @throws ConfigError naming the entry that cannot be used
 */
export function createOwnScanner(settings: PiiSettings, create: (custom: readonly CustomRule[]) => Scanner): Scanner {
  const own = ownRules(settings);
  const scanner = started(own, create);
  const taken = new Set(scanner.rules.slice(0, scanner.rules.length - own.length).map(({ entity }) => entity));
  for (const { rule, path } of own) {
    if (taken.has(rule.entity)) throw configMistake([...path, "name"], "is the name of another rule");
    taken.add(rule.entity);
  }
  return scanner;
}

function started(own: readonly OwnRule[], create: (custom: readonly CustomRule[]) => Scanner): Scanner {
  try {
    return create(own.map(({ rule }) => rule));
  } catch (thrown) {
    const path = thrown instanceof CustomRuleError ? own[thrown.index]?.path : undefined;
    if (!(thrown instanceof CustomRuleError) || path === undefined) throw thrown;
    throw configMistake([...path, path[1] === "patterns" ? "pattern" : "words"], PROBLEMS[thrown.problem]);
  }
}

const PROBLEMS: Readonly<Record<CustomProblem, string>> = {
  format: "cannot be read by the engine",
  syntax: "is no regular expression that is supported",
  look_around: "must not look around or refer back: that cannot be decided in linear time",
  anchor: "must not hold ^, $, \\A or \\z: a value is looked for anywhere in a text; \\b is the edge of a word",
  empty: "must not match an empty text",
  too_large: "is too large when it is compiled: write smaller repetitions or fewer alternatives",
  unicode_class: "must not hold a class of Unicode such as \\p{L}: write the characters, as in [a-zà-ü]",
};

function ownRules({ patterns, words }: PiiSettings): readonly OwnRule[] {
  return [
    ...patterns.map(({ name, label, pattern, confidence, context, ignoreCase }, index): OwnRule => {
      const path = ["pii", "patterns", index] as const;
      const looksFor = { kind: "pattern", pattern, context: context.map((word) => word.toLowerCase()) } as const;
      return { path, rule: { entity: name, label: label ?? labelOf(name, path), confidence, ignoreCase, looksFor } };
    }),
    ...words.map(({ name, label, words, ignoreCase, wholeWords }, index): OwnRule => {
      const path = ["pii", "words", index] as const;
      const looksFor = { kind: "words", words, wholeWords } as const;
      const named = { entity: name, label: label ?? labelOf(name, path), confidence: CERTAIN };
      return { path, rule: { ...named, ignoreCase, looksFor } };
    }),
  ];
}

/** The beginning of a name, as far as it can stand in a placeholder. @throws ConfigError */
function labelOf(name: string, path: OwnRule["path"]): string {
  const label = name.replace(/_+/g, "_").slice(0, MAX_LABEL).replace(/_$/, "");
  if (!LABEL.test(label))
    throw configMistake([...path, "label"], "is needed, since the name cannot stand in a placeholder");
  return label;
}

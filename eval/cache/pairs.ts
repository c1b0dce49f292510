import { DOMAINS, type Domain } from "./domains.ts";
import { Random } from "./random.ts";
import { KINDS, type Question, WORDINGS, question, worded } from "./wording.ts";

/** Two prompts, and whether they may share an answer. */
export interface Pair {
  readonly a: string;
  readonly b: string;
  readonly label: 0 | 1;
  /** The rule that made it. */
  readonly category: string;
}

const SEED = 20_260_101;
/** Pairs of each rule in each domain. */
const PER_RULE = 60;

type Change = (asked: Question, random: Random) => Question | undefined;

/** Another question that looks like it. */
const CHANGES: Readonly<Record<string, Change>> = {
  action: (asked, random) => ({ ...asked, action: random.other(asked.domain.actions, asked.action) }),
  thing: (asked, random) => ({ ...asked, thing: random.other(asked.domain.things, asked.thing) }),
  topic: (asked, random) => ({ ...asked, topic: random.other(asked.domain.topics, asked.topic) }),
  name: (asked, random) => ({ ...asked, name: random.other(asked.domain.names, asked.name) }),
  number: (asked, random) => ({
    ...asked,
    number: random.pick([asked.number + 1, asked.number * 10, asked.number + 7]),
  }),
  circumstance: (asked, random) =>
    asked.circumstance === ""
      ? undefined
      : { ...asked, circumstance: random.other(asked.domain.circumstances, asked.circumstance) },
  "circumstance left out": (asked) => (asked.circumstance === "" ? undefined : { ...asked, circumstance: "" }),
  kind: (asked, random) => ({ ...asked, kind: random.other(kindsLike(asked), asked.kind) }),
};

/** Changes of the text itself. */
const REWRITES: Readonly<Record<string, (text: string, random: Random) => string>> = {
  negation: (text) =>
    text.replace(/\b(should I|can I|do I|does it|I want to|is it|are the|able to|to)\b/i, (found) =>
      found.endsWith("to") ? found.replace(/to$/, "not to") : `${found} not`,
    ),
  tense: (text) =>
    text.replace(
      /\b(do|does|is|are)\b/i,
      (found) => ({ do: "did", does: "did", is: "was", are: "were" })[found.toLowerCase()] ?? found,
    ),
  freshness: (text, random) =>
    text.replace(/[?.]?$/, ` ${random.pick(["today", "this week", "tomorrow", "in 2023", "right now"])}$&`),
  person: (text) => text.replace(/\b(my|I)\b/g, (found) => (found === "I" ? "he" : "his")),
  audience: (text, random) =>
    text.replace(
      /[?.]?$/,
      ` ${random.pick(["for beginners", "for free", "safely", "legally", "in Spanish", "in one sentence", "in detail", "illegally"])}$&`,
    ),
  quantity: (text, random) =>
    text.replace(/\b(a|an|the|my)\b/, () => random.pick(["only one", "every", "all my", "the other", "the second"])),
};

/** Pairs made by rule, the same in every run. `half` 0 is what the model is fitted on, 1 what it is measured on. */
export function ownPairs(half: 0 | 1): Pair[] {
  return DOMAINS.flatMap((domain, index) => (index % 2 === half ? pairsOf(domain, new Random(SEED + index)) : []));
}

function pairsOf(domain: Domain, random: Random): Pair[] {
  return [
    ...repeat(4 * PER_RULE, () => paraphrase(domain, random)),
    ...Object.entries(CHANGES).flatMap(([name, change]) =>
      repeat(PER_RULE, () => changed(domain, name, change, random)),
    ),
    ...Object.entries(REWRITES).flatMap(([name, rewrite]) =>
      repeat(PER_RULE / 2, () => rewritten(domain, name, rewrite, random)),
    ),
    ...repeat(PER_RULE / 2, () => swapped(domain, random)),
    ...repeat(2 * PER_RULE, () => unrelated(domain, domain, random)),
    ...repeat(2 * PER_RULE, () => unrelated(domain, random.pick(DOMAINS), random)),
  ];
}

function paraphrase(domain: Domain, random: Random): Pair | undefined {
  const asked = question(domain, random);
  return pair(worded(asked, random), worded(asked, random), 1, "paraphrase");
}

function changed(domain: Domain, name: string, change: Change, random: Random): Pair | undefined {
  const asked = question(domain, random);
  const other = change(asked, random);
  if (other === undefined) return undefined;
  const [a, b] = [worded(asked, random), worded(other, random)];
  // A change of a part that the wording does not show is none.
  return shows(asked, other) ? pair(a, b, 0, name) : undefined;
}

function shows(one: Question, other: Question): boolean {
  if (one.kind !== other.kind) return true;
  const slots = WORDINGS[one.kind][0];
  const differs: Readonly<Record<string, boolean>> = {
    A: one.action !== other.action,
    T: one.thing !== other.thing,
    C: one.circumstance !== other.circumstance,
    P: one.topic !== other.topic,
    N: one.name !== other.name,
    "#": one.number !== other.number,
  };
  return Object.entries(differs).some(([slot, is]) => is && new RegExp(`${slot}(?![a-zA-Z'])`).test(slots));
}

/** Kinds that speak of the same parts. */
function kindsLike({ kind }: Question): readonly Question["kind"][] {
  const isTopic = (kind: Question["kind"]) => WORDINGS[kind][0].includes("P");
  return KINDS.filter((other) => isTopic(other) === isTopic(kind) && other !== "named" && other !== "limit");
}

function rewritten(
  domain: Domain,
  name: string,
  rewrite: (text: string, random: Random) => string,
  random: Random,
): Pair | undefined {
  const asked = question(domain, random);
  const text = worded(asked, random);
  const other = rewrite(text, random);
  return text === other ? undefined : pair(worded(asked, random), other, 0, name);
}

/** Two questions that have nothing or little to do with each other. */
function unrelated(domain: Domain, other: Domain, random: Random): Pair | undefined {
  const [one, two] = [question(domain, random), question(other, random)];
  const isSame =
    one.kind === two.kind && (one.topic === two.topic || (one.action === two.action && one.thing === two.thing));
  return isSame ? undefined : pair(worded(one, random), worded(two, random), 0, "unrelated");
}

/** Two operands that change places. */
function swapped(domain: Domain, random: Random): Pair | undefined {
  const [thing = ""] = random.pick(domain.things).split("|");
  const [other = ""] = random.other(domain.things, thing).split("|");
  if (thing === other) return undefined;
  const frames = [
    (x: string, y: string) => `How do I switch from ${x} to ${y}?`,
    (x: string, y: string) => `Is ${x} better than ${y}?`,
    (x: string, y: string) => `Can I turn ${x} into ${y}?`,
    (x: string, y: string) => `Should I replace ${x} with ${y}?`,
    (x: string, y: string) => `Does ${x} come before ${y}?`,
  ];
  const frame = random.pick(frames);
  return pair(frame(thing, other), frame(other, thing), 0, "operands");
}

function pair(a: string, b: string, label: 0 | 1, category: string): Pair | undefined {
  return a === b ? undefined : { a, b, label, category };
}

function repeat(count: number, make: () => Pair | undefined): Pair[] {
  return Array.from({ length: count }, make).filter((pair) => pair !== undefined);
}

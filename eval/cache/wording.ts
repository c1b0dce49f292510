import type { Domain } from "./domains.ts";
import type { Random } from "./random.ts";

/** What is asked, apart from how. */
export interface Question {
  readonly domain: Domain;
  readonly kind: Kind;
  readonly action: string;
  readonly thing: string;
  readonly circumstance: string;
  readonly topic: string;
  readonly name: string;
  readonly number: number;
}

export type Kind = keyof typeof WORDINGS;

/** Ways to ask the same. `A` action, `T` thing, `C` circumstance, `P` topic, `N` name, `#` number. */
export const WORDINGS = {
  how: [
    "How do I A T C?",
    "How can I A T C?",
    "How to A T C",
    "C, how do I A T?",
    "What is the way to A T C?",
    "What are the steps to A T C?",
    "Could you tell me how to A T C?",
    "I would like to know how to A T C.",
    "Please explain how to A T C",
    "Is there a way to A T C?",
    "how would I go about A-ing T C",
    "I want to A T C. How do I do that?",
    "Show me how to A T C.",
    "What do I need to do to A T C?",
  ],
  can: [
    "Can I A T C?",
    "Is it possible to A T C?",
    "Am I able to A T C?",
    "C, can I A T?",
    "Could I A T C?",
    "Would it be possible to A T C?",
  ],
  should: [
    "Should I A T C?",
    "Is it a good idea to A T C?",
    "Is it wise to A T C?",
    "Would you recommend that I A T C?",
  ],
  long: [
    "How long does it take to A T C?",
    "How much time does it take to A T C?",
    "How much time do I need to A T C?",
    "C, how long does it take to A T?",
  ],
  cost: [
    "How much does it cost to A T C?",
    "What does it cost to A T C?",
    "What is the cost to A T C?",
    "What is the price if I A T C?",
  ],
  when: ["When should I A T C?", "What is the right time to A T C?", "At what time should I A T C?"],
  why: ["Why should I A T C?", "What is the reason to A T C?", "For what reason should I A T C?", "Why would I A T C?"],
  cannot: [
    "Why can't I A T C?",
    "What is the reason I cannot A T C?",
    "Why am I not able to A T C?",
    "How come I can't A T C?",
  ],
  what: [
    "What is P?",
    "Explain P.",
    "Can you explain what P is?",
    "What's P?",
    "Tell me what P is.",
    "What is meant by P?",
    "Give me an explanation of P.",
    "Define P",
  ],
  works: [
    "How does P work?",
    "Explain how P works.",
    "Can you explain how P works?",
    "In what way does P work?",
    "Tell me how P works",
  ],
  pros: [
    "What are the advantages of P?",
    "What are the benefits of P?",
    "List the benefits of P.",
    "Which advantages does P have?",
  ],
  cons: [
    "What are the disadvantages of P?",
    "What are the drawbacks of P?",
    "What are the downsides of P?",
    "List the disadvantages of P.",
  ],
  named: [
    "How do I A T with N?",
    "How can I A T with N?",
    "What are the steps to A T with N?",
    "With N, how do I A T?",
    "Tell me how to A T with N.",
  ],
  count: [
    "Give me # tips for P.",
    "List # tips for P",
    "What are # tips for P?",
    "Can you give me # tips for P?",
    "I need # tips for P.",
  ],
  limit: [
    "Can I A T C more than # times a year?",
    "Is it possible to A T C more than # times a year?",
    "Am I able to A T C more than # times per year?",
  ],
} as const;

export const KINDS = Object.keys(WORDINGS) as Kind[];

export function question(domain: Domain, random: Random): Question {
  return {
    domain,
    kind: random.pick(KINDS),
    action: random.pick(domain.actions),
    thing: random.pick(domain.things),
    circumstance: random.next() < 0.4 ? "" : random.pick(domain.circumstances),
    topic: random.pick(domain.topics),
    name: random.pick(domain.names),
    number: 2 + random.below(40),
  };
}

/** One of the ways to ask it, in one of the words for each part. */
export function worded(question: Question, random: Random): string {
  const alternative = (line: string) => random.pick(line.split("|"));
  const parts: Readonly<Record<string, string>> = {
    A: alternative(question.action),
    T: alternative(question.thing),
    C: alternative(question.circumstance),
    P: alternative(question.topic),
    N: question.name,
    "#": String(question.number),
  };
  const wording: string = random.pick(
    WORDINGS[question.kind].filter((text) => question.circumstance !== "" || !text.startsWith("C,")),
  );
  const text = wording.replaceAll(/[ATCPN#](?:-ing)?(?![a-zA-Z'])/g, (slot) =>
    slot.endsWith("-ing") ? progressive(parts["A"] ?? "") : (parts[slot] ?? slot),
  );
  return capital(
    text
      .replaceAll(/\s+/g, " ")
      .replaceAll(/ ([?.,])/g, "$1")
      .trim(),
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function progressive(action: string): string {
  const [verb = "", ...rest] = action.split(" ");
  const stem = /[^aeiou]e$/.test(verb)
    ? verb.slice(0, -1)
    : /^[^aeiou]*[aeiou][bdgmnpt]$/.test(verb)
      ? verb + verb.slice(-1)
      : verb;
  return [`${stem}ing`, ...rest].join(" ");
}

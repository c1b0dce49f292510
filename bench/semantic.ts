import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { canonicalText } from "../src/cache/canonical.ts";
import { createSemantic } from "../src/semantic/wasm.ts";
import { compile } from "./engine/module.ts";
import { median, quantile } from "./engine/measure.ts";
import { goal, micros, table } from "./engine/table.ts";

const FILE = join(import.meta.dirname, "../src/semantic/semantic.wasm");
/** Calls of a round; p99 is that of the median round, since others use the machine too. */
const CALLS = 300;
const ROUNDS = 11;
const WARM_UP = 500;
/** The design's goal for 200-token prompts, p99, in microseconds. */
const GOAL = 300;

const SENTENCES = [
  "How can I transfer money from my savings account to another bank without a fee?",
  "I opened the account in 2019 and my last statement shows a balance of $4,210.55.",
  "The support page says that a wire takes three business days, but mine has been pending since Monday.",
  "Could you explain which documents the branch in Denver needs before it releases the payment?",
];

/** A prompt of about so many tokens. */
function prompt(tokens: number, question: string): string {
  const sentences: string[] = [];
  for (let at = 0; sentences.join(" ").length < tokens * 4.2; at += 1)
    sentences.push(SENTENCES[at % SENTENCES.length] ?? "");
  return [...sentences.slice(0, -1), question].join(" ");
}

/** As many words as are verified, that no other text of the kind has. */
function strange(kind: number): string {
  const letters = (number: number): string =>
    Array.from(number.toString(26))
      .map((digit) => String.fromCodePoint(97 + Number.parseInt(digit, 26)))
      .join("");
  return Array.from({ length: 599 }, (_, at) => `w${letters(17_576 + 2 * at + kind)}`).join(" ");
}

/** What the embedder, the verifier and the canonical text take for one call. */
export function benchSemantic(): void {
  const bytes = readFileSync(FILE);
  const module = compile(bytes);
  const semantic = createSemantic(module);
  const [short, other] = [
    "How do I increase the daily limit of my debit card when I travel abroad?",
    "What are the steps to raise the daily limit of my debit card when I travel abroad?",
  ];
  const long = prompt(200, "How do I raise the limit?");
  const like = long
    .replaceAll("transfer", "send")
    .replaceAll("explain", "describe")
    .replaceAll("payment", "transaction");
  const far = long.split(" ").toReversed().join(" ");
  const rows: [string, () => unknown, number?][] = [
    ["embed, 20 tokens", () => semantic.embed(short)],
    ["embed, 200 tokens", () => semantic.embed(long)],
    ["verify, 20 tokens, paraphrase", () => semantic.verify(short, other)],
    ["verify, 200 tokens, paraphrase", () => semantic.verify(long, like), GOAL],
    ["verify, 200 tokens, the same words", () => semantic.verify(long, long.toLowerCase()), GOAL],
    ["verify, 200 tokens, words in another order", () => semantic.verify(long, far), GOAL],
    ["verify, worst case: 600 words, no two the same", () => semantic.verify(strange(0), strange(1))],
    ["canonical text, 20 tokens", () => canonicalText(short)],
    ["canonical text, 200 tokens", () => canonicalText(long)],
    ["a new instance, first call", () => createSemantic(module).embed(short)],
  ];
  const head = ["one call, µs", "p50", "p99", "goal, p99"];
  const cells = rows.map(([name, run, most]) => {
    const isSlow = name.startsWith("a new") || name.includes("worst case");
    const rounds = timed(run, isSlow ? CALLS / 30 : CALLS);
    const [p50, p99] = [0.5, 0.99].map((part) => median(rounds.map((times) => quantile(times, part))));
    return [name, micros(p50 ?? Number.NaN), micros(p99 ?? Number.NaN), goal(p99 ?? Number.NaN, most)];
  });
  console.log(
    `Semantic cache: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} with gzip\n${table(head, cells)}\n`,
  );
}

/** Microseconds of each call, by round. */
function timed(run: () => unknown, calls: number): number[][] {
  for (let left = Math.min(WARM_UP, calls); left > 0; left -= 1) run();
  return Array.from({ length: ROUNDS }, () =>
    Array.from({ length: calls }, () => {
      const start = performance.now();
      run();
      return (performance.now() - start) * 1000;
    }),
  );
}

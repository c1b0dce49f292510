import { chatBody } from "./chat.ts";
import { code } from "./code.ts";
import { ACCENTED, cjk, RUSSIAN } from "./languages.ts";
import { ENGLISH, prose, proseWith } from "./prose.ts";
import { ALNUM, fill, MEBIBYTE, Random } from "./random.ts";
import { VALUES } from "./values.ts";

/** A text of 1 MiB. */
export interface Sample {
  readonly name: string;
  /** Most microseconds that the project means to take for it. */
  readonly goal?: number;
  readonly make: () => string;
}

/** 0.5 ms; and 200 MB/s. */
const PROSE_GOAL = 500;
const DENSE_GOAL = 5243;

const BASE64 = `${ALNUM}+/`;

const value = (random: Random) => () => random.pick(VALUES)(random);

/** What callers send. */
export const ORDINARY: readonly Sample[] = [
  { name: "prose", goal: PROSE_GOAL, make: () => fill(prose(new Random(1), ENGLISH)) },
  { name: "prose, curly quotes and dashes", make: () => fill(prose(new Random(1), ENGLISH, true)) },
  {
    name: "prose, a value every 10 KB",
    make: () => {
      const random = new Random(2);
      return fill(proseWith(random, value(random), 10_000));
    },
  },
  { name: "code", goal: DENSE_GOAL, make: () => fill(code(new Random(3))) },
  { name: "chat body (JSON)", make: () => chatBody(MEBIBYTE, 3) },
  {
    name: "dense: a value every 100 bytes",
    goal: DENSE_GOAL,
    make: () => {
      const random = new Random(4);
      const text = prose(random, ENGLISH);
      return fill(() => {
        const found = random.pick(VALUES)(random);
        return `${fill(text, Math.max(8, 96 - found.length)).replaceAll("\n", " ")} ${found}, `;
      });
    },
  },
  { name: "base64, one run", goal: DENSE_GOAL, make: () => base64("") },
  { name: "base64, lines of 76", goal: DENSE_GOAL, make: () => base64("\n") },
  { name: "Chinese, Japanese, Korean", goal: DENSE_GOAL, make: () => fill(cjk(new Random(6))) },
  { name: "French, Spanish, German", make: () => fill(prose(new Random(7), ACCENTED, true)) },
  { name: "Russian", make: () => fill(prose(new Random(8), RUSSIAN, true)) },
];

function base64(end: string): string {
  const random = new Random(5);
  return fill(() => random.chars(BASE64, 76) + end);
}

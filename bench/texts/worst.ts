import type { Sample } from "./all.ts";
import { ENGLISH, prose } from "./prose.ts";
import { ALNUM, DIGITS, fill, LOWER, Random, UPPER } from "./random.ts";

/** No text of 1 MiB may take longer. */
const WORST_GOAL = 10_000;

const repeated = (name: string, piece: string): Sample => ({ name, goal: WORST_GOAL, make: () => fill(() => piece) });

const varied = (name: string, piece: (random: Random) => string): Sample => ({
  name,
  goal: WORST_GOAL,
  make: () => {
    const random = new Random(9);
    return fill(() => piece(random));
  },
});

const encoded = (text: string) => Buffer.from(text).toString("base64");

/** What somebody sends who means harm, and what is rare. */
export const WORST: readonly Sample[] = [
  varied("digits in one run", (random) => random.chars(DIGITS, 64)),
  repeated("`1 ` repeated", "1 "),
  repeated("`1.` repeated", "1."),
  varied("numbers of 9 digits", (random) => `${random.int(1, 9)}${random.chars(DIGITS, 8)} `),
  varied("numbers of 11 digits", (random) => `${random.int(1, 9)}${random.chars(DIGITS, 10)} `),
  varied("groups of 3 and 4 digits", (random) => `${random.chars(DIGITS, random.int(3, 4))}-`),
  varied("letters and digits, 9 at once", (random) => `${random.chars(UPPER + DIGITS, 9)} `),
  varied("letters and digits, 14 at once", (random) => `${random.chars(ALNUM, 14)} `),
  repeated("`@` in one run", "@"),
  varied("`@` among letters", (random) => `${random.chars(LOWER, 2)}@${random.chars(LOWER, 2)}.`),
  repeated("`eyJ` repeated", "eyJ"),
  varied("tokens that start `eyJ`", (random) => `eyJ${random.chars(ALNUM, 20)}.eyJ${random.chars(ALNUM, 20)} `),
  {
    name: "PEM without an end",
    goal: WORST_GOAL,
    make: () => {
      const random = new Random(10);
      const begin = "-----BEGIN RSA PRIVATE KEY-----\n";
      return begin + fill(() => `${random.chars(`${ALNUM}+/`, 64)}\n`).slice(begin.length);
    },
  },
  repeated("PEM's first line repeated", "-----BEGIN RSA PRIVATE KEY-----\n"),
  repeated("`sk-` repeated", "sk-"),
  varied("`sk-proj-` and letters", (random) => `sk-proj-${random.chars(ALNUM, 24)} `),
  varied("capitals in one run", (random) => random.chars(UPPER, 64)),
  varied("capitals, 10 at once", (random) => `${random.chars(UPPER, 10)} `),
  repeated("`-` in one run", "-"),
  repeated("`:` in one run", ":"),
  repeated("`=` in one run", "="),
  varied("`a1=` repeated", (random) => `${random.chars(LOWER, 3)}${random.int(0, 9)}=`),
  varied("hexadecimal groups with colons", (random) => `${random.int(4096, 65_535).toString(16)}:`),
  varied("hexadecimal in one run", (random) => random.chars("0123456789abcdef", 64)),
  repeated(String.raw`"\u0041" repeated`, String.raw`"\u0041"`),
  varied("zero-width spaces between letters", (random) => `${random.pick(LOWER)}\u200B`),
  varied("zero-width spaces between digits", (random) => `${random.pick(DIGITS)}\u200B`),
  varied("`%41` repeated", (random) => `%${random.int(0x41, 0x5a).toString(16)}`),
  repeated("`&#65;` repeated", "&#65;"),
  varied("single letters with spaces", (random) => `${random.pick(LOWER)} `),
  varied("full-width digits", (random) => String.fromCodePoint(0xff10 + random.int(0, 9))),
  varied("lines of 8 letters and digits", (random) => `${random.chars(LOWER + DIGITS, 8)}\n`),
  {
    name: "base64 of prose",
    goal: WORST_GOAL,
    make: () => encoded(fill(prose(new Random(11), ENGLISH), 786_000)),
  },
  {
    name: "base64 of base64 of digits",
    goal: WORST_GOAL,
    make: () => encoded(encoded(new Random(12).chars(`${DIGITS} `, 589_000))),
  },
];

import * as fc from "fast-check";
import { vectorTexts } from "../scan/vector-texts.ts";

/** Each is found by itself. */
export const VALUES = [
  "alice@example.com",
  "josé@example.es",
  "4111111111111111",
  "4111 1111 1111 1111",
  "DE89370400440532013000",
  "AKIAVANEMXQ4TB3TFHQK",
  "12345678Z",
  "+34 600 123 456",
  "2001:db8::1",
];

const filler = fc.constantFrom(
  " ",
  ", ",
  "\n",
  "\t",
  "é ",
  " 中",
  '"',
  "\\",
  "/",
  "😀",
  "{",
  "}",
  "[",
  "]",
  ":",
  "\u007f",
);
/** Text that may hold values, whole or broken. */
export const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...VALUES),
      fc.constantFrom(...vectorTexts.filter(({ length }) => length < 100)),
      filler,
      fc.string({ unit: "grapheme", maxLength: 6 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

/** A document as some client may write it: escapes where none are needed, spaces, documents within strings. */
export const { json } = fc.letrec<{ json: string; string: string }>((tie) => ({
  string: fc
    .tuple(
      fc.oneof({ depthIdentifier: "json", maxDepth: 5 }, text, tie("json")),
      fc.nat(3),
      fc.infiniteStream(fc.nat(3)),
    )
    .map(([plain, rate, chances]) => quoted(plain, () => (chances.next().value ?? 0) < rate)),
  json: fc.oneof(
    { depthIdentifier: "json", maxDepth: 5 },
    tie("string"),
    fc.constantFrom("4111111111111111", "-4111111111111111", "34600123456", "true", "null", "1e3", "514690360"),
    fc.array(tie("json"), { maxLength: 3 }).map((items) => `[${items.join(" , ")}]`),
    fc
      .uniqueArray(fc.tuple(tie("string"), tie("json")), {
        maxLength: 3,
        selector: ([name]) => String(JSON.parse(name)),
      })
      .map((members) => `{ ${members.map(([name, value]) => `${name}: ${value}`).join(",")}}`),
  ),
}));

function quoted(plain: string, escapes: () => boolean): string {
  const unit = (code: number) => String.raw`\u${code.toString(16).padStart(4, "0")}`;
  const body = Array.from(plain, (character) => {
    if (!escapes()) return JSON.stringify(character).slice(1, -1);
    return Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join("");
  });
  return `"${body.join("")}"`;
}

import { Redactor } from "../../src/core/redactor.ts";
import { CHAT_LENS } from "../../src/dialects/openai-chat/text.ts";
import { scanAnswer, scanner, utf8, WIDE } from "../../test/scan/engine.ts";
import type { Found } from "../spans.ts";

/** Finds values in the pieces of one text; offsets are those of the pieces joined. */
export type FindInPieces = (pieces: readonly string[]) => readonly Found[];

/** The pieces as content parts of a message, screened as a request is. */
export const contentParts: FindInPieces = (pieces) => {
  const content = pieces.map((text) => ({ type: "text", text }));
  const body = JSON.stringify({ messages: [{ role: "user", content }] });
  const screened = scanner.screenJson(utf8(body), WIDE, CHAT_LENS);
  if (!screened.ok) throw new Error(`a body of parts is refused: ${screened.fault}`);
  // Where each piece starts in the body and in the pieces joined; the pieces are plain ASCII.
  let from = 0;
  let joined = 0;
  const places = pieces.map((text) => {
    const start = body.indexOf(JSON.stringify(text), from) + 1;
    from = start + text.length;
    joined += text.length;
    return { start, end: from, by: joined - from };
  });
  return screened.findings.flatMap(({ start, end, rule }) =>
    places
      .filter((place) => place.start <= start && end <= place.end)
      .map(({ by }) => ({ start: start + by, end: end + by, entity: rule.entity })),
  );
};

/** The pieces as events of a streamed answer, redacted as an answer is. */
export const streamChunks: FindInPieces = (pieces) => {
  const found: string[] = [];
  const redactor = new Redactor(
    scanAnswer,
    () => false,
    ({ entity }) => {
      found.push(entity);
      return MARK;
    },
  );
  const redacted = pieces.map((piece) => redactor.push(piece)).join("") + redactor.end();
  const joined = pieces.join("");
  // What is left of the text says where the marks stand.
  const [before = "", ...rest] = redacted.split(MARK);
  let start = before.length;
  return rest.map((after, index) => {
    const next = index === rest.length - 1 ? joined.length - after.length : joined.indexOf(after, start);
    const span = { start, end: next, entity: found[index] ?? "" };
    start = next + after.length;
    return span;
  });
};

const MARK = "\u{10FFFD}";

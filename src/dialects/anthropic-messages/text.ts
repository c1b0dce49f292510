import { Buffer } from "node:buffer";

const ROWS = [
  ["model", "", "1", "noted"],
  ["role", "", "", "words:user,assistant,system"],
  // What only the provider can read; opaque.ts sees to it that nothing else is written there.
  ["signature", "content", "", "base64"],
  ["data", "content", "", "base64"],
  ["encrypted_content", "", "", "base64"],
  ["encrypted_index", "", "", "base64"],
  ["encrypted_stdout", "", "", "base64"],
  ["system", "", "1", "text"],
  ["content", "", "", "text"],
  ["text", "", "", "text"],
];
const BINARY_SOURCE = ["data", "source", "", "base64"];
const SIGNED_THINKING = ["thinking", "content", "", "any"];

/** How a source says that it is text, and what may be such a text in disguise. */
const MAY_SAY_TEXT = ["text/plain", String.raw`text\/plain`, String.raw`\u00`];

/**
 * Which strings of a Messages body are no text. The data of a source is binary or text, which the
 * source itself says; so it is left alone only where no source of the body can be text, and where
 * something says that it is binary as often as there is data. Else images are looked at too, which finds nothing
 * in them but by a rare chance.
 */
export function messagesLens(bytes: Uint8Array, trustsThinking: boolean): string {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const skipsData =
    !MAY_SAY_TEXT.some((mark) => body.includes(mark)) &&
    isAllBinary({
      data: count(body, '"data"'),
      base64: count(body, '"base64"'),
      redacted_thinking: count(body, '"redacted_thinking"'),
    });
  return lensOf(!skipsData, trustsThinking);
}

/** Where there is binary data, and what says that it is. */
export type BinaryWord = "data" | "base64" | "redacted_thinking";

/** Whether all data may be binary, by how often each word stands alone in a body, as a name or as a string. */
export function isAllBinary({ data, base64, redacted_thinking }: Readonly<Record<BinaryWord, number>>): boolean {
  return data > 0 && data <= base64 + redacted_thinking;
}

function count(body: Buffer, word: string): number {
  let times = 0;
  for (let at = body.indexOf(word); at !== -1; at = body.indexOf(word, at + word.length)) times += 1;
  return times;
}

// The engine keeps what it has read of a lens, by its text.
const LENSES = new Map<string, string>();

function lensOf(mayHoldText: boolean, trustsThinking: boolean): string {
  const key = `${mayHoldText} ${trustsThinking}`;
  let lens = LENSES.get(key);
  if (lens === undefined) {
    const rows = [...ROWS, ...(mayHoldText ? [] : [BINARY_SOURCE]), ...(trustsThinking ? [SIGNED_THINKING] : [])];
    LENSES.set(key, (lens = rows.map((row) => row.join("\t")).join("\n")));
  }
  return lens;
}

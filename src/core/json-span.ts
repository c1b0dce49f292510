import type { Span } from "./span.ts";
import type { WrittenText } from "./written-text.ts";

const NUMBER = /^[0-9.eE+-]+$/;
const NUMBER_CHARACTERS = new Set("0123456789.eE+-");

/** The part of a finding that may be replaced without harm to the JSON around: within one string, or a whole number. */
export function withinJson(json: WrittenText, { start, end }: Span): Span {
  const { text } = json;
  const from = Math.max(start, 0);
  if (json.isInString(from) || !NUMBER_CHARACTERS.has(text.charAt(from)))
    return { start: from, end: Math.min(end, json.quoteFrom(from)) };
  let [first, last] = [from, from];
  while (first > 0 && NUMBER_CHARACTERS.has(text.charAt(first - 1))) first -= 1;
  while (last < text.length && NUMBER_CHARACTERS.has(text.charAt(last))) last += 1;
  return { start: first, end: last };
}

/** Whether a part is a number and no string, so that what replaces it must become one. */
export function isJsonNumber(json: WrittenText, { start, end }: Span): boolean {
  return !json.isInString(start) && NUMBER.test(json.text.slice(start, end));
}

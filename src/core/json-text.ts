/** Characters before a value that tell what it is, such as the name of its property. */
const CONTEXT_LENGTH = 48;

/**
 * Visits the strings and numbers inside a text that holds JSON, and leaves every other byte of it
 * as it was. A text that does not hold JSON is visited as a whole. A number that the visit changes
 * becomes a string, so that the text stays JSON.
 * @param visit gets a value, unescaped, and the text just before it.
 */
export function mapJsonText(text: string, visit: (value: string, before: string) => string): string {
  if (!holdsJson(text)) return visit(text, "");
  let mapped = "";
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const end = tokenEnd(text, at);
    if (end === at) {
      at += 1;
      continue;
    }
    const token = text.slice(at, end);
    const value = token.startsWith('"') ? (JSON.parse(token) as string) : token;
    const visited = visit(value, text.slice(Math.max(0, at - CONTEXT_LENGTH), at));
    if (visited !== value) {
      mapped += text.slice(copied, at) + JSON.stringify(visited);
      copied = end;
    }
    at = end;
  }
  return mapped + text.slice(copied);
}

function holdsJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** End of the string or number that starts at `at`, or `at` when none does. The text is valid JSON. */
function tokenEnd(text: string, at: number): number {
  const first = text.charCodeAt(at);
  let end = at + 1;
  if (first === QUOTE) {
    while (text.charCodeAt(end) !== QUOTE) end += text.charCodeAt(end) === BACKSLASH ? 2 : 1;
    return end + 1;
  }
  if (first !== MINUS && !isDigit(first)) return at;
  while (end < text.length && NUMBER_CHARACTERS.has(text.charAt(end))) end += 1;
  return end;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const NUMBER_CHARACTERS = new Set("0123456789.eE+-");

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

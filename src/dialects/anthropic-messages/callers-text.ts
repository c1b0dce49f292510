const THINKING = '"thinking"';
const [QUOTE, BACKSLASH, COLON] = ['"', "\\", ":"] as const;

/**
 * A Messages body's text without what is written in properties `thinking`: that is the provider's own
 * text, and a placeholder in it the gateway's, not a text of the caller's that looks like one.
 */
export function callersText(json: string): string {
  let left = "";
  let copied = 0;
  for (let at = json.indexOf(THINKING); at !== -1; at = json.indexOf(THINKING, at + 1)) {
    // An escaped quotation mark neither begins nor ends a name.
    const colon = json[at - 1] === BACKSLASH ? -1 : pastSpace(json, at + THINKING.length);
    if (json[colon] !== COLON) continue;
    const open = pastSpace(json, colon + 1);
    if (json[open] !== QUOTE) continue;
    left += json.slice(copied, open + 1);
    copied = stringEnd(json, open + 1);
  }
  return copied === 0 ? json : left + json.slice(copied);
}

function pastSpace(json: string, from: number): number {
  let at = from;
  while (json[at] === " " || json[at] === "\n" || json[at] === "\r" || json[at] === "\t") at += 1;
  return at;
}

/** Where the string that begins at `from` ends: at its quotation mark. */
function stringEnd(json: string, from: number): number {
  for (let at = json.indexOf(QUOTE, from); at !== -1; at = json.indexOf(QUOTE, at + 1)) {
    let backslashes = 0;
    while (at - backslashes > from && json[at - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return json.length;
}

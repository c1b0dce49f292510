const HEAD_START = "-----BEGIN ";
const HEAD = /-----BEGIN [A-Z0-9 ]{0,64}PRIVATE KEY(?: BLOCK)?-----/;
const UNFINISHED_HEAD = /^[A-Z0-9 ]{0,64}-{0,4}$/;
const TAIL = /-----END [A-Z0-9 ]{0,64}PRIVATE KEY(?: BLOCK)?-----/;
/** A longer text cannot be the start of the last line. */
export const LONGEST_TAIL = 96;

/** Base64 characters after the first line that make it a key; prose has a space before. */
const BODY = 24;
const BASE64 = /^[A-Za-z0-9+/=]*/;
const LINE_ENDS = /[\r\n]|\\+[nr]/g;
const FIELDS = ["Proc-Type:", "DEK-Info:", "Version:", "Comment:", "Hash:", "Charset:", "MessageID:"];
/** How much of the text after the first line is looked at. */
const LOOK = 256;

export interface KeyHead {
  readonly start: number;
  readonly end: number;
  /** Whether a key follows, as far as the text tells. */
  readonly kind: "key" | "mention" | "undecided";
}

/** The first line of a private key in PEM's form (RFC 7468). A text that only names that line holds no key. */
export function findPrivateKeyHead(text: string, isWhole: boolean): KeyHead | undefined {
  if (!text.includes(HEAD_START)) return undefined;
  const head = HEAD.exec(text);
  if (head === null) return undefined;
  const end = head.index + head[0].length;
  return { start: head.index, end, kind: kindOf(text.slice(end, end + LOOK), isWhole) };
}

/** Where a first line begins that the end of a text may be the start of, or its length. */
export function privateKeyHeadStart(text: string, from: number): number {
  const start = text.lastIndexOf(HEAD_START);
  if (start < from) return text.length;
  return UNFINISHED_HEAD.test(text.slice(start + HEAD_START.length)) ? start : text.length;
}

/** End of the last line of a key, if the text holds it. */
export function privateKeyEnd(text: string): number | undefined {
  const tail = TAIL.exec(text);
  return tail === null ? undefined : tail.index + tail[0].length;
}

function kindOf(after: string, isWhole: boolean): KeyHead["kind"] {
  const body = after.replace(LINE_ENDS, "").trimStart();
  const length = BASE64.exec(body)?.[0].length ?? 0;
  if (length >= BODY || FIELDS.some((field) => body.startsWith(field))) return "key";
  if (isWhole) return "mention";
  const rest = body.slice(length);
  const isOpen = rest === "" || /^\\+$/.test(rest) || FIELDS.some((field) => field.startsWith(body));
  if (!isOpen) return "mention";
  // So much white space leaves the question open; it is answered in the caller's favour.
  return after.length < LOOK ? "undecided" : "key";
}

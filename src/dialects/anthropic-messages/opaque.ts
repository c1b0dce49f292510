import type { GatewayError } from "../../core/failure.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { invalidRequest } from "../invalid-field.ts";
import { type BinaryWord, isAllBinary } from "./text.ts";

/** What only one type of block may have: what the provider alone can read, or has signed. */
const OPAQUE: ReadonlyMap<string, string> = new Map([
  ["data", "redacted_thinking"],
  ["signature", "thinking"],
  ["thinking", "thinking"],
]);
const ENCRYPTED = ["encrypted_content", "encrypted_index", "encrypted_stdout"];

/** What was seen of a body. */
interface Seen {
  /** How often each of these words stands alone, as a name or as a string. */
  readonly words: Record<BinaryWord, number>;
  /** Data of a source that does not say that it is base64. */
  oddSource: GatewayError | undefined;
}

/**
 * Refuses text in the places that the lens leaves alone as binary or opaque: what is not looked at
 * must be what it claims to be.
 * @throws GatewayError `invalid_request`
 */
export function refuseHiddenText(body: JsonObject): void {
  const seen: Seen = { words: { data: 0, base64: 0, redacted_thinking: 0 }, oddSource: undefined };
  lookInto(body, "", "", seen);
  // Where the lens leaves data alone, all of it must be base64 (text.ts).
  if (seen.oddSource !== undefined && isAllBinary(seen.words)) throw seen.oddSource;
}

function lookInto(node: Json, key: string, at: string, seen: Seen): void {
  if (typeof node === "string") note(node, seen);
  else if (Array.isArray(node)) {
    for (const [index, item] of node.entries()) lookInto(item, key, hasInside(item) ? `${at}[${index}]` : at, seen);
  } else if (isObject(node)) {
    refuseIn(node, key, at, seen);
    for (const [name, value] of Object.entries(node)) {
      note(name, seen);
      lookInto(value, name, hasInside(value) && at !== "" ? `${at}.${name}` : name, seen);
    }
  }
}

function note(word: string, seen: Seen): void {
  if (word === "data" || word === "base64" || word === "redacted_thinking") seen.words[word] += 1;
}

function hasInside(node: Json): boolean {
  return typeof node === "object" && node !== null;
}

function refuseIn(node: JsonObject, parent: string, at: string, seen: Seen): void {
  const { type } = node;
  if (parent === "source" && typeof node.data === "string" && type !== "base64" && node.media_type !== "text/plain")
    seen.oddSource ??= refused(`${at}.type`, "must be 'base64', or 'text' with the media type 'text/plain'");
  if (parent === "content") {
    for (const [name, owner] of OPAQUE)
      if (typeof node[name] === "string" && type !== owner)
        throw refused(`${at}.${name}`, `belongs into a block of the type '${owner}'`);
  }
  for (const name of ENCRYPTED)
    if (typeof node[name] === "string" && (typeof type !== "string" || type === "text"))
      throw refused(`${at}.${name}`, "belongs into a result of the provider's own tools");
}

function refused(param: string, problem: string): GatewayError {
  return invalidRequest(param, `Invalid value for '${param}': ${problem}.`);
}

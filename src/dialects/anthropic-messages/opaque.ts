import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { invalidRequest } from "../invalid-field.ts";

/** What only one type of block may have: what the provider alone can read, or has signed. */
const OPAQUE: ReadonlyMap<string, string> = new Map([
  ["data", "redacted_thinking"],
  ["signature", "thinking"],
  ["thinking", "thinking"],
]);
const ENCRYPTED = ["encrypted_content", "encrypted_index", "encrypted_stdout"];

/**
 * Refuses text in the places that the lens leaves alone as binary or opaque: what is not looked at
 * must be what it claims to be.
 * @throws GatewayError `invalid_request`
 */
export function refuseHiddenText(body: JsonObject): void {
  lookInto(body, "", "");
}

function lookInto(node: Json, key: string, at: string): void {
  if (Array.isArray(node)) {
    for (const [index, item] of node.entries()) if (hasInside(item)) lookInto(item, key, `${at}[${index}]`);
  } else if (isObject(node)) {
    refuseIn(node, key, at);
    for (const [name, value] of Object.entries(node))
      if (hasInside(value)) lookInto(value, name, at === "" ? name : `${at}.${name}`);
  }
}

function hasInside(node: Json): boolean {
  return typeof node === "object" && node !== null;
}

function refuseIn(node: JsonObject, parent: string, at: string): void {
  const { type } = node;
  if (parent === "source" && typeof node.data === "string") {
    const isText = type === "text" && node.media_type === "text/plain";
    if (type !== "base64" && !isText)
      throw refused(`${at}.type`, "must be 'base64', or 'text' with the media type 'text/plain'");
  }
  if (parent === "content") {
    for (const [name, owner] of OPAQUE)
      if (typeof node[name] === "string" && type !== owner)
        throw refused(`${at}.${name}`, `belongs into a block of the type '${owner}'`);
  }
  for (const name of ENCRYPTED)
    if (typeof node[name] === "string" && (typeof type !== "string" || type === "text"))
      throw refused(`${at}.${name}`, "belongs into a result of the provider's own tools");
}

function refused(param: string, problem: string) {
  return invalidRequest(param, `Invalid value for '${param}': ${problem}.`);
}

import type { Settings } from "../config/schema.ts";
import type { Json } from "../core/json.ts";
import { maskText } from "../core/masking.ts";
import { UpstreamFault } from "../core/upstream-fault.ts";
import { Vault } from "../core/vault.ts";
import type { ReadJson } from "../providers/upstream-answer.ts";
import type { Scanner } from "../scan/port.ts";

/** Replaces what the engine finds in a text that is not part of a body, such as a header. */
export function screenTextWith(scanner: Scanner): (text: string) => string {
  return (text) => maskText(text, scanner.scan(text), new Vault());
}

/** Reads a provider's JSON as strictly as a caller's. */
export function readJsonWith(scanner: Scanner, limits: Settings["limits"]): ReadJson {
  return (bytes): Json => {
    const check = scanner.checkJson(bytes, { depth: limits.jsonDepth, values: limits.jsonValues });
    if (!check.ok) throw new UpstreamFault(`answer is not acceptable JSON: ${check.fault}`);
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  };
}

import type { Settings } from "../config/schema.ts";
import type { Json } from "../core/json.ts";
import { maskText } from "../core/masking.ts";
import { UpstreamFault } from "../core/upstream-fault.ts";
import { Vault } from "../core/vault.ts";
import type { ReadJson } from "../providers/upstream-answer.ts";
import type { ScreeningPolicy } from "../policy/screening-policy.ts";
import type { Scanner } from "../scan/port.ts";

/** Replaces what is looked for in a text that is not part of a body, such as a header, whatever its action. */
export function screenTextWith({ scan }: ScreeningPolicy): (text: string) => string {
  return (text) => maskText(text, scan(text), new Vault());
}

/** Reads a provider's JSON as strictly as a caller's. */
export function readJsonWith(scanner: Scanner, limits: Settings["limits"]): ReadJson {
  return (bytes): Json => {
    const check = scanner.checkJson(bytes, { depth: limits.jsonDepth, values: limits.jsonValues });
    if (!check.ok) throw new UpstreamFault(`answer is not acceptable JSON: ${check.fault}`);
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  };
}

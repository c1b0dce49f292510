import type { GatewayConfig } from "../../src/config/schema.ts";
import { parseSettings } from "../../src/config/schema.ts";
import { createOwnScanner } from "../../src/policy/own-rules.ts";
import { compilePolicy } from "../../src/policy/screening-policy.ts";
import { createScanner } from "../../src/scan/wasm.ts";
import { engineModule } from "../scan/engine.ts";

export type PiiConfig = NonNullable<GatewayConfig["pii"]>;

/** What the gateway makes of `pii` in its configuration when it starts. */
export function policyOf(pii: PiiConfig) {
  const settings = parseSettings({ pii }).pii;
  const scanner = createOwnScanner(settings, (own) => createScanner(engineModule, own));
  return { scanner, policy: compilePolicy(settings, scanner) };
}

/** What a policy does with a text of a request: each value with its entity and its action. */
export function actions(pii: PiiConfig, text: string): (readonly [entity: string, value: string, action: string])[] {
  const { policy } = policyOf(pii);
  return policy.scan(text).map(({ start, end, rule }) => {
    const value = text.slice(start, end);
    return [rule.entity, value, policy.actionFor?.(rule, value) ?? "mask"];
  });
}

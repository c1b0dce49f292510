import { configMistake } from "../config/parse-config.ts";
import type { KeyPolicy } from "../config/tenant-policy.ts";

/**
 * Tries whether a policy names providers that there are. Looked at when a policy is written, not
 * when it is used: a provider may go while policies stay.
 * @throws ConfigMistake naming the field
 */
export function checkNames(
  { models, providers }: Pick<KeyPolicy, "models" | "providers">,
  known: readonly string[],
): void {
  for (const [index, id] of (providers ?? []).entries())
    if (!known.includes(id)) throw configMistake(["providers", index], `is no provider; there are ${known.join(", ")}`);
  for (const [index, model] of (models ?? []).entries()) {
    const [provider = ""] = model.split("/");
    if (model !== "*" && !(model.includes("/") && known.includes(provider)))
      throw configMistake(["models", index], `must be *, or begin with a provider and a slash: ${known.join(", ")}`);
  }
}

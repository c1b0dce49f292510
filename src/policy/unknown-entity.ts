import { type ConfigError, configMistake } from "../config/parse-config.ts";
import { closeNames } from "../core/close-names.ts";
import type { EngineRule } from "../scan/port.ts";

/** The error for an entity that no rule finds, with those that may be meant. */
export function unknownEntity(
  path: readonly (string | number)[],
  entity: string,
  rules: readonly EngineRule[],
): ConfigError {
  const close = closeNames(
    entity,
    rules.map((rule) => rule.entity),
  );
  const hint = close.length > 0 ? `; did you mean ${close.join(" or ")}?` : "; docs/masking.md lists them";
  return configMistake(path, `is no known entity${hint}`);
}

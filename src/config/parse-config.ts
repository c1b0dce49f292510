import type { z } from "zod";

/** A configuration that cannot be used. The message names the field and holds no value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** A mistake in `gateway.config.ts`, found behind its schema. */
export function configMistake(path: readonly (string | number)[], problem: string): ConfigError {
  return new ConfigError(`gateway.config.ts: ${path.join(".")}: ${problem}`);
}

/** Parses with a schema. @throws ConfigError naming the first field that is wrong. */
export function parseConfig<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  // The name of an unknown property may be a value that slipped; what is known of it is where it stands.
  const problem =
    issue?.code === "unrecognized_keys" && where !== "gateway.config.ts" ? "has an unknown property" : issue?.message;
  throw new ConfigError(`${where}: ${issue?.path.join(".") ?? ""}: ${problem ?? "is not valid"}`);
}

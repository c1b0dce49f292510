import type { z } from "zod";

/** A configuration that cannot be used. The message names the field and holds no value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** A mistake in settings, found behind their schema: in `gateway.config.ts`, or in a tenant's policy. */
export class ConfigMistake extends ConfigError {
  readonly path: readonly (string | number)[];
  readonly problem: string;
  constructor(path: readonly (string | number)[], problem: string) {
    super(`gateway.config.ts: ${path.join(".")}: ${problem}`);
    this.path = path;
    this.problem = problem;
  }
}

export function configMistake(path: readonly (string | number)[], problem: string): ConfigMistake {
  return new ConfigMistake(path, problem);
}

/** Runs what reads a part of the settings; its mistakes are named from their beginning. @throws ConfigError */
export function within<T>(path: readonly (string | number)[], read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw thrown instanceof ConfigMistake ? configMistake([...path, ...thrown.path], thrown.problem) : thrown;
  }
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

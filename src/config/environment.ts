import { z } from "zod";
import { parseConfig } from "./parse-config.ts";
import { name, requestsPerMinute } from "./schema.ts";
import { ANY_TEXT, secret, type Variables } from "./vault.ts";

const storedKey = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9]{12}$/),
  /** HMAC-SHA-256 of the key's secret under KEY_PEPPER, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  tenant: name,
  requestsPerMinute: requestsPerMinute.optional(),
});

const environment = z.object({
  ENVIRONMENT: z.enum(["development", "production"]).default("production"),
  /** Makes stored hashes of keys useless without it. */
  KEY_PEPPER: z.string().min(16).max(1024),
  DEVELOPMENT_KEY: z.string().optional(),
  GATEWAY_KEYS: z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "must be JSON" });
        return z.NEVER;
      }
    })
    .pipe(z.array(storedKey).max(10_000))
    .default([]),
});

export type Environment = z.output<typeof environment>;

/** @throws ConfigError naming the variable, never its value. */
export function parseEnvironment(variables: Variables): Environment {
  const read = {
    // Not trimmed: what decides whether this is production must be meant.
    ENVIRONMENT: variables.ENVIRONMENT,
    KEY_PEPPER: secret(variables, "KEY_PEPPER")?.reveal(),
    DEVELOPMENT_KEY: secret(variables, "DEVELOPMENT_KEY")?.reveal(),
    GATEWAY_KEYS: secret(variables, "GATEWAY_KEYS", ANY_TEXT)?.reveal(),
  };
  return parseConfig(environment, read, "environment");
}

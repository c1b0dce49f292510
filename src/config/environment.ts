import { z } from "zod";
import { ConfigError, parseConfig } from "./parse-config.ts";
import { name, requestsPerMinute } from "./schema.ts";
import { ANY_TEXT, secret, variable, type Variables } from "./vault.ts";

const storedKey = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9]{12}$/),
  /** HMAC-SHA-256 of the key's secret under KEY_PEPPER, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  tenant: name,
  requestsPerMinute: requestsPerMinute.optional(),
});

/** What .dev.vars.example's token begins with: everybody knows it. */
const DEVELOPMENT_TOKEN = "development-";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

const fields = z.object({
  ENVIRONMENT: z.enum(["development", "production"]).default("production"),
  /** Makes stored hashes of keys useless without it. */
  KEY_PEPPER: z.string().min(16).max(1024),
  DEVELOPMENT_KEY: z.string().optional(),
  /** Opens /admin; without it there is no /admin. */
  ADMIN_TOKEN: z
    .string()
    .min(32, "must have at least 32 characters")
    .max(1024)
    .refine((token) => !token.startsWith("sk-as-"), "must not be a gateway key")
    .optional(),
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
  /** Where state and directory live instead of Durable Objects. */
  UPSTASH_REDIS_REST_URL: z
    .url({ protocol: /^https?$/, error: "must be the https URL of a REST API" })
    .max(2048)
    .transform((url, context) => {
      const { username, password, search, hash } = new URL(url);
      // A token belongs into its own variable: this one is no secret.
      if (`${username}${password}${search}${hash}` !== "") {
        context.addIssue({ code: "custom", message: "must be a URL without credentials, query and fragment" });
        return z.NEVER;
      }
      return url.replace(/\/+$/, "");
    })
    .optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
});

const environment = fields.superRefine((read, context) => {
  const { ENVIRONMENT, UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = read;
  const mistake = (name: keyof typeof read, message: string) =>
    context.addIssue({ code: "custom", path: [name], message });
  if (url === undefined && token !== undefined) mistake("UPSTASH_REDIS_REST_URL", "is missing beside its token");
  if (url === undefined) return;
  if (token === undefined) mistake("UPSTASH_REDIS_REST_TOKEN", "is missing beside its URL");
  // What is no URL has been said to be none.
  if (!URL.canParse(url)) return;
  const { protocol, hostname } = new URL(url);
  if (protocol === "http:" && ENVIRONMENT === "production" && !LOOPBACK.has(hostname)) {
    mistake("UPSTASH_REDIS_REST_URL", "must be https: the token would travel in the clear");
  }
});

export type Environment = z.output<typeof environment>;

/** @throws ConfigError naming the variable, never its value. */
export function parseEnvironment(variables: Variables): Environment {
  const read = {
    // Not trimmed: what decides whether this is production must be meant.
    ENVIRONMENT: variables.ENVIRONMENT,
    KEY_PEPPER: secret(variables, "KEY_PEPPER")?.reveal(),
    DEVELOPMENT_KEY: secret(variables, "DEVELOPMENT_KEY")?.reveal(),
    ADMIN_TOKEN: secret(variables, "ADMIN_TOKEN")?.reveal(),
    GATEWAY_KEYS: secret(variables, "GATEWAY_KEYS", ANY_TEXT)?.reveal(),
    UPSTASH_REDIS_REST_URL: variable(variables, "UPSTASH_REDIS_REST_URL"),
    UPSTASH_REDIS_REST_TOKEN: secret(variables, "UPSTASH_REDIS_REST_TOKEN")?.reveal(),
  };
  const parsed = parseConfig(environment, read, "environment");
  if (parsed.ENVIRONMENT !== "development" && parsed.ADMIN_TOKEN?.startsWith(DEVELOPMENT_TOKEN))
    throw new ConfigError("environment: ADMIN_TOKEN: is one for development; make a secret one");
  return parsed;
}

import { ConfigError } from "../config/parse-config.ts";
import type { Environment } from "../config/environment.ts";
import { type KeyPolicy, keyPolicy } from "../config/tenant-policy.ts";
import { parseApiKey } from "../core/api-key.ts";
import { bytesOf, type KeyHash } from "./key-hash.ts";
import type { ConfiguredKey, ConfiguredKeys } from "./port.ts";

/**
 * Keys from the environment: GATEWAY_KEYS, and in development the ready-made DEVELOPMENT_KEY,
 * which is ignored everywhere else.
 * @throws ConfigError
 */
export function configuredKeys(environment: Environment, hash: KeyHash): ConfiguredKeys {
  const { ENVIRONMENT, DEVELOPMENT_KEY, GATEWAY_KEYS } = environment;
  const keys = new Map<string, ConfiguredKey>();
  for (const { id, hash: hex, tenant, requestsPerMinute } of GATEWAY_KEYS) {
    if (keys.has(id)) throw new ConfigError(`environment: GATEWAY_KEYS: key id ${id} is there twice`);
    keys.set(id, { publicId: id, hash: bytesOf(hex), tenant, policy: policyOf(requestsPerMinute) });
  }
  if (ENVIRONMENT === "development" && DEVELOPMENT_KEY !== undefined) {
    const key = parseApiKey(DEVELOPMENT_KEY);
    if (key === undefined)
      throw new ConfigError("environment: DEVELOPMENT_KEY: must have the form sk-as-<12 characters>-<secret>");
    const { publicId, secret } = key;
    keys.set(publicId, { publicId, hash: hash(secret), tenant: "development", policy: policyOf(undefined) });
  }
  return { find: (publicId) => keys.get(publicId) };
}

function policyOf(requestsPerMinute: number | undefined): KeyPolicy {
  if (requestsPerMinute === undefined) return keyPolicy.parse({});
  return keyPolicy.parse({ limits: [{ of: "requests", per: "key", amount: requestsPerMinute, every: "minute" }] });
}

import { ConfigError } from "../config/parse-config.ts";
import type { Environment } from "../config/environment.ts";
import { parseApiKey } from "../core/api-key.ts";
import type { KeyHash } from "./key-hash.ts";
import type { KeyRecord, KeyStore } from "./port.ts";

/**
 * Keys from the environment: GATEWAY_KEYS, and in development the ready-made DEVELOPMENT_KEY,
 * which is ignored everywhere else.
 * @throws ConfigError
 */
export function configuredKeys(environment: Environment, requestsPerMinute: number, hash: KeyHash): KeyStore {
  const { ENVIRONMENT, DEVELOPMENT_KEY, GATEWAY_KEYS } = environment;
  const records = new Map<string, KeyRecord>();
  for (const { id, hash: hex, tenant, requestsPerMinute: own } of GATEWAY_KEYS) {
    if (records.has(id)) throw new ConfigError(`environment: GATEWAY_KEYS: key id ${id} is there twice`);
    records.set(id, { publicId: id, hash: bytesOf(hex), tenant, requestsPerMinute: own ?? requestsPerMinute });
  }
  if (ENVIRONMENT === "development" && DEVELOPMENT_KEY !== undefined) {
    const key = parseApiKey(DEVELOPMENT_KEY);
    if (key === undefined)
      throw new ConfigError("environment: DEVELOPMENT_KEY: must have the form sk-as-<12 characters>-<secret>");
    const { publicId, secret } = key;
    records.set(publicId, { publicId, hash: hash(secret), tenant: "development", requestsPerMinute });
  }
  return { find: async (publicId) => records.get(publicId) };
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

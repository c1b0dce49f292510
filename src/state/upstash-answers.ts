import { UpstashFault } from "../upstash/fault.ts";
import type { UpstashRedis } from "../upstash/redis.ts";
import { STORE } from "./lua/scripts.ts";
import type { CacheEntry } from "./port.ts";
import { tenantKey } from "./upstash-keys.ts";

/** Characters of answers in one request. */
const MAX_CHARACTERS = 1_048_576;

/** Keeps answers until their time is over. @throws UpstashFault */
export async function storeAnswers(
  upstash: UpstashRedis,
  tenant: string,
  entries: readonly CacheEntry[],
  deadlineMs: number,
  now: number | undefined,
): Promise<void> {
  for (const some of batches(entries)) {
    const keys = some.map(({ key }) => tenantKey(tenant, "answer", key));
    const args = some.flatMap(({ ttlMs, text }) => [String(Math.max(1, Math.ceil(ttlMs))), text]);
    const stored = await upstash.call(deadlineMs, ({ evaluate }) =>
      evaluate(STORE, keys, [String(now ?? ""), ...args]),
    );
    if (stored !== keys.length) throw new UpstashFault("garbled");
  }
}

/** As many entries at a time as fit into a request. */
function* batches(entries: readonly CacheEntry[]): Generator<readonly CacheEntry[]> {
  let batch: CacheEntry[] = [];
  let characters = 0;
  for (const entry of entries) {
    if (batch.length > 0 && characters + entry.text.length > MAX_CHARACTERS) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(entry);
    characters += entry.text.length;
  }
  if (batch.length > 0) yield batch;
}

import { z } from "zod";
import type { LedgerEntry } from "../core/ledger-entry.ts";
import { asList, asText } from "../upstash/answers.ts";
import { script, type UpstashRedis } from "../upstash/redis.ts";
import { withinDeadline } from "./deadline.ts";
import { FORGET_ENTRIES } from "./lua/outbox.ts";
import { OUTBOXES, outboxKey } from "./upstash-keys.ts";

/** Entries that the ledger is given at a time. */
const MAX_ENTRIES = 100;
/** Pages of an outbox that one call reads, so that it ends. */
const MAX_PAGES = 50;
/** A ledger that takes longer for its entries is down. */
const LEDGER_DEADLINE_MS = 10_000;
const FORGET = script(FORGET_ENTRIES);

const count = z.int().min(0);
const ledgerEntry = z.strictObject({
  id: z.string(),
  requestId: z.string(),
  at: count,
  tenant: z.string(),
  keyId: z.string(),
  provider: z.string(),
  model: z.string(),
  outcome: z.enum(["ok", "failed", "cut", "client_gone"]),
  cache: z.enum(["hit", "miss", "bypass"]),
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  estimated: z.boolean(),
  unpriced: z.boolean(),
  costMicrodollars: count,
  durationMs: z.number().min(0),
});

/** What the outbox needs of the ledger. */
export interface EntrySink {
  append(entries: readonly LedgerEntry[]): Promise<void>;
}

/** Entries in a tenant's outbox that are none; they stay there. Holds nothing of them. */
export class CorruptedEntry extends Error {
  override readonly name = "CorruptedEntry";
}

/**
 * Gives the ledger what it does not have of a tenant, and forgets it then. Some may stay for the
 * next time; an entry that is given twice is there once.
 * @throws CorruptedEntry when the others were delivered
 */
export async function deliverEntries(upstash: UpstashRedis, ledger: EntrySink, tenant: string, deadlineMs: number) {
  let cursor = "0";
  let corrupted = false;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const [next, fields] = asList(
      await upstash.call(deadlineMs, ({ redis }) =>
        redis.exec(["HSCAN", outboxKey(tenant), cursor, "COUNT", MAX_ENTRIES]),
      ),
    );
    const { entries, unreadable } = readEntries(asList(fields), tenant);
    corrupted ||= unreadable;
    for (let from = 0; from < entries.length; from += MAX_ENTRIES) {
      const some = entries.slice(from, from + MAX_ENTRIES);
      await withinDeadline(ledger.append(some), LEDGER_DEADLINE_MS);
      const args = [tenant, ...some.map(({ id }) => id)];
      await upstash.call(deadlineMs, ({ evaluate }) => evaluate(FORGET, [outboxKey(tenant), OUTBOXES], args));
    }
    cursor = asText(next);
    if (cursor === "0") break;
  }
  if (corrupted) throw new CorruptedEntry();
}

/** Tenants whose outbox holds entries. */
export async function tenantsWithEntries(upstash: UpstashRedis, deadlineMs: number): Promise<string[]> {
  const tenants = new Set<string>();
  let cursor = "0";
  do {
    const page = await upstash.call(deadlineMs, ({ redis }) => redis.exec(["SSCAN", OUTBOXES, cursor, "COUNT", 1_000]));
    const [next, members] = asList(page);
    for (const member of asList(members)) tenants.add(asText(member));
    cursor = asText(next);
  } while (cursor !== "0");
  return [...tenants];
}

/** From ids and entries in turn. */
function readEntries(fields: readonly unknown[], tenant: string) {
  const entries: LedgerEntry[] = [];
  let unreadable = fields.length % 2 !== 0;
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const { data } = ledgerEntry.safeParse(parse(asText(fields[index + 1])));
    if (data !== undefined && data.id === fields[index] && data.tenant === tenant) entries.push(data);
    else unreadable = true;
  }
  return { entries, unreadable };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

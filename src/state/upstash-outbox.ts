import type { LedgerEntry } from "../core/ledger-entry.ts";
import { asList, asText } from "../upstash/answers.ts";
import { UpstashFault } from "../upstash/fault.ts";
import type { UpstashRedis } from "../upstash/redis.ts";
import { withinDeadline } from "./deadline.ts";
import { END, FORGET, READ } from "./lua/scripts.ts";
import { CorruptedEntry, readEntry } from "./outbox-entry.ts";
import { deliveringKey, OUTBOXES, outboxKey } from "./upstash-keys.ts";

/** Entries that the ledger is given at a time. */
const MAX_ENTRIES = 100;
/** Batches in one call, so that it ends. */
const MAX_BATCHES = 20;
/** Pages of tenants in one sweep: more than there can be tenants for. */
const MAX_PAGES = 1_000;
/** Whoever delivers and does not come back has lost its turn then. */
const TURN_MS = 30_000;
/** A ledger that takes longer for its entries is down. */
const LEDGER_DEADLINE_MS = 10_000;

/** What the outbox needs of the ledger. */
export interface EntrySink {
  append(entries: readonly LedgerEntry[]): Promise<void>;
}

/** Delivery of a tenant's entries to the ledger, and of all tenants' that have some; without a ledger, of none. */
export function delivery(upstash: UpstashRedis, ledger: EntrySink | undefined, deadlineMs: number) {
  const deliver = async (tenant: string): Promise<void> => {
    if (ledger === undefined) return;
    const turn = crypto.randomUUID();
    try {
      await deliverEntries(upstash, ledger, tenant, turn, deadlineMs);
    } finally {
      // The next one need not wait; where this fails, the turn ends by itself.
      await upstash.call(deadlineMs, ({ evaluate }) => evaluate(END, [deliveringKey(tenant)], [turn])).catch(() => 0);
    }
  };
  const deliverAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const tenant of await tenantsWithEntries(upstash, deadlineMs))
      await deliver(tenant).catch((thrown: unknown) => failures.push(thrown));
    if (failures.length > 0) throw failures[0];
  };
  return { deliver, deliverAll };
}

/**
 * Gives the ledger what it does not have of a tenant, oldest first, and forgets it then. Does
 * nothing while another replica does. Some may stay for the next time.
 * @throws CorruptedEntry when the others were delivered
 */
async function deliverEntries(
  upstash: UpstashRedis,
  ledger: EntrySink,
  tenant: string,
  turn: string,
  deadlineMs: number,
): Promise<void> {
  const outbox = outboxKey(tenant);
  let corrupted = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const args = [turn, TURN_MS, corrupted, corrupted + MAX_ENTRIES - 1].map(String);
    const [state, texts] = asList(
      await upstash.call(deadlineMs, ({ evaluate }) => evaluate(READ, [outbox, deliveringKey(tenant)], args)),
    );
    if (state === "busy") return;
    if (state !== "read") throw new UpstashFault("garbled");
    const read = asList(texts).map((text) => ({ text: asText(text), entry: entryOf(asText(text), tenant) }));
    if (read.length === 0) break;
    const entries = read.flatMap(({ entry }) => entry ?? []);
    corrupted += read.length - entries.length;
    if (entries.length === 0) continue;
    await withinDeadline(ledger.append(entries), LEDGER_DEADLINE_MS);
    const delivered = read.flatMap(({ text, entry }) => (entry === undefined ? [] : [text]));
    const forgotten = await upstash.call(deadlineMs, ({ evaluate }) =>
      evaluate(FORGET, [outbox, OUTBOXES], [tenant, ...delivered]),
    );
    if (forgotten !== 1) throw new UpstashFault("garbled");
  }
  if (corrupted > 0) throw new CorruptedEntry();
}

/** Tenants whose outbox holds entries. */
async function tenantsWithEntries(upstash: UpstashRedis, deadlineMs: number): Promise<string[]> {
  const tenants = new Set<string>();
  let cursor = "0";
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const scanned = ["SSCAN", OUTBOXES, cursor, "COUNT", 1_000] as const;
    const [next, members] = asList(await upstash.call(deadlineMs, ({ redis }) => redis.exec([...scanned])));
    for (const member of asList(members)) tenants.add(asText(member));
    cursor = asText(next);
    if (cursor === "0") return [...tenants];
  }
  throw new UpstashFault("garbled");
}

function entryOf(text: string, tenant: string): LedgerEntry | undefined {
  const entry = readEntry(text);
  return entry?.tenant === tenant ? entry : undefined;
}

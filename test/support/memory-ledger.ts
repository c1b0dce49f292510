import type { LedgerEntry } from "../../src/core/ledger-entry.ts";
import type { UsageGrouping, UsageLedger, UsageRow } from "../../src/ledger/port.ts";

/** A ledger in memory. `failing` lets every call reject. */
export function memoryLedger() {
  const entries = new Map<string, LedgerEntry>();
  const state = { failing: false };
  const work = async <T>(answer: () => T): Promise<T> => {
    if (state.failing) throw new Error("unreachable, with details");
    return answer();
  };
  const ledger: UsageLedger = {
    append: (added) =>
      work(() => added.forEach((entry) => void (entries.has(entry.id) || entries.set(entry.id, entry)))),
    usage: ({ tenant, from, to, keyId, model, groupBy, limit }) =>
      work(() => {
        const own = [...entries.values()].filter(
          (entry) =>
            entry.tenant === tenant &&
            entry.at >= from &&
            entry.at < to &&
            (keyId === undefined || entry.keyId === keyId) &&
            (model === undefined || entry.model === model),
        );
        const groups = Map.groupBy(own, (entry) => JSON.stringify(groupBy.map((name) => valueOf(entry, name))));
        return [...groups]
          .map(([group, rows]) => sumOf(JSON.parse(group) as string[], rows))
          .sort((one, other) => other.costMicrodollars - one.costMicrodollars)
          .slice(0, limit);
      }),
    lastUses: (tenant) =>
      work(() => {
        const uses = new Map<string, number>();
        for (const entry of entries.values())
          if (entry.tenant === tenant) uses.set(entry.keyId, Math.max(uses.get(entry.keyId) ?? 0, entry.at));
        return uses;
      }),
    ping: () => work(() => undefined),
  };
  return { ledger, state };
}

let made = 0;
/** What was used by one request. */
export function ledgerEntry(tenant: string, keyId: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  made += 1;
  const counts = {
    inputTokens: 10,
    cachedInputTokens: 0,
    outputTokens: 5,
    reasoningTokens: 0,
    costMicrodollars: 1_500,
  };
  const about = {
    provider: "openai",
    model: "m",
    outcome: "ok",
    cache: "miss",
    estimated: false,
    unpriced: false,
  } as const;
  return {
    id: `entry-${made}`,
    requestId: `request-${made}`,
    at: 1,
    tenant,
    keyId,
    ...about,
    ...counts,
    durationMs: 1,
    ...more,
  };
}

function valueOf(entry: LedgerEntry, name: UsageGrouping): string {
  return name === "key" ? entry.keyId : name === "day" ? new Date(entry.at).toISOString().slice(0, 10) : entry[name];
}

function sumOf(group: readonly string[], rows: readonly LedgerEntry[]): UsageRow {
  const sum = (count: (entry: LedgerEntry) => number) => rows.reduce((total, row) => total + count(row), 0);
  return {
    group,
    requests: rows.length,
    failed: sum(({ outcome }) => Number(outcome === "failed" || outcome === "cut")),
    cacheHits: sum(({ cache }) => Number(cache === "hit")),
    inputTokens: sum((row) => row.inputTokens),
    cachedInputTokens: sum((row) => row.cachedInputTokens),
    outputTokens: sum((row) => row.outputTokens),
    reasoningTokens: sum((row) => row.reasoningTokens),
    unpriced: sum(({ unpriced }) => Number(unpriced)),
    costMicrodollars: sum((row) => row.costMicrodollars),
  };
}

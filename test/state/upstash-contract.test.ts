import type { LedgerEntry } from "../../src/core/ledger-entry.ts";
import { upstashState } from "../../src/state/upstash.ts";
import { UpstashRedis } from "../../src/upstash/redis.ts";
import { describeWithRedis } from "../support/redis.ts";
import { startUpstash } from "../support/upstash-rest.ts";
import { tenantStateContract } from "./tenant-state.contract.ts";

/** Longer than a loaded machine takes; what production waits is tested beside. */
const DEADLINE_MS = 20_000;

function ledgerInMemory() {
  const given: LedgerEntry[] = [];
  const failing = new Set<string>();
  return {
    append: async (entries: readonly LedgerEntry[]) => {
      if (entries.some(({ tenant }) => failing.has(tenant))) throw new Error("the ledger is down");
      given.push(...entries);
    },
    entries: async (tenant: string) => given.filter((entry) => entry.tenant === tenant),
    fail: async (tenant: string, fails: boolean) => void (fails ? failing.add(tenant) : failing.delete(tenant)),
  };
}

describeWithRedis("the contract", () => {
  tenantStateContract("Upstash", async () => {
    const double = await startUpstash();
    const upstash = new UpstashRedis({ url: double.url, token: double.token, fetch });
    const ledger = ledgerInMemory();
    const deadlines = { deadlineMs: DEADLINE_MS, backgroundDeadlineMs: DEADLINE_MS };
    return { state: upstashState({ upstash, ledger, ...deadlines }), ledger, close: double.close };
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BudgetLimit } from "../../src/core/limits/limit.ts";
import type { TenantState } from "../../src/state/port.ts";
import { asTenant, atATime, charges, freshTenant, money, requests, tokens } from "./contract/asking.ts";
import { entryOf } from "./contract/test-ledger.ts";
import { bundleState, startLedger, startState } from "./remote-state.ts";

let bundle: ReturnType<typeof bundleState>;
let ledger: Awaited<ReturnType<typeof startLedger>>;
let running: Awaited<ReturnType<typeof startState>>;

beforeAll(async () => {
  bundle = bundleState();
  ledger = await startLedger();
  running = await startState(bundle.folder, ledger.url);
});
afterAll(async () => {
  await running.killed();
  await ledger.close();
  bundle.remove();
});

/** Kills the process and starts another one on the same disk. */
async function crash(): Promise<void> {
  await running.killed();
  running = await startState(bundle.folder, ledger.url);
}

/** Calls whatever process runs now. */
const state: TenantState = {
  admit: (...args) => running.state.admit(...args),
  settle: (...args) => running.state.settle(...args),
  spending: (...args) => running.state.spending(...args),
  store: (...args) => running.state.store(...args),
  deliver: (...args) => running.state.deliver(...args),
  ping: () => running.state.ping(),
};

let tenant: string;
let calls: ReturnType<typeof asTenant>;
beforeEach(() => {
  tenant = freshTenant();
  calls = asTenant(state, tenant);
});

const LIMITS = [requests(100, { amount: 6 }), tokens(100, 6), atATime(1), money(100, 6)];
const settlement = (id: string, used: number) => ({
  id,
  charges: charges(LIMITS, used),
  entry: entryOf(tenant, id, used),
});
const budget = async () => (await state.spending(tenant, ["budget"]))[0];
/** What the ledger has been told to add up: an entry that comes twice is there once. */
async function ledgerSum(): Promise<number> {
  const entries = new Map((await ledger.entries(tenant)).map((entry) => [entry.id, entry.costMicrodollars]));
  return entries.values().reduce((sum, cost) => sum + cost, 0);
}
/** Long enough that what waits for the disk is on it. */
const flushed = async (): Promise<void> => {
  const from = Date.now();
  await expect.poll(() => Date.now() - from, { interval: 100, timeout: 5_000 }).toBeGreaterThan(1_800);
};

describe("killed", () => {
  test("right behind an admission, nothing stays reserved, and what was used is charged", async () => {
    await calls.admit(LIMITS, { id: "a" });
    await crash();
    expect(await calls.left(LIMITS)).toEqual([100, 100, 1, 100]);
    await state.settle(tenant, [settlement("a", 4)]);
    expect(await calls.left(LIMITS)).toEqual([96, 96, 1, 96]);
  });

  test("while it runs, its reservation stands as long as its lease", async () => {
    await calls.admit(LIMITS, { id: "a", leaseMs: 60_000 });
    await calls.admit([money(100, 7)], { id: "brief", leaseMs: 2_500 });
    await flushed();
    await crash();
    expect(await calls.left(LIMITS.slice(0, 3))).toEqual([94, 94, 0]);
    expect(await budget()).toEqual({ spent: 0, reserved: expect.any(Number) });
    await expect.poll(budget, { interval: 50, timeout: 5_000 }).toEqual({ spent: 0, reserved: 6 });
    await state.settle(tenant, [settlement("a", 4)]);
    expect(await calls.left(LIMITS)).toEqual([96, 96, 1, 96]);
    expect(await budget()).toEqual({ spent: 4, reserved: 0 });
  });

  test("right behind a settlement, all of it is there, and it counts once", async () => {
    await calls.admit(LIMITS, { id: "a" });
    await state.settle(tenant, [settlement("a", 4)]);
    await crash();
    expect(await calls.left(LIMITS)).toEqual([96, 96, 1, 96]);
    await state.settle(tenant, [settlement("a", 9)]);
    expect((await calls.admit(LIMITS, { id: "a" })).kind).toBe("refused");
    expect([await calls.left(LIMITS), await budget()]).toEqual([[96, 96, 1, 96], { spent: 4, reserved: 0 }]);
    await state.deliver(tenant);
    expect(await ledgerSum()).toBe(4);
  });

  test("behind a settlement of what the disk had reserved, nothing stays reserved", async () => {
    await calls.admit(LIMITS, { id: "a" });
    await flushed();
    await state.settle(tenant, [settlement("a", 4)]);
    await crash();
    expect(await calls.left(LIMITS)).toEqual([96, 96, 1, 96]);
  });

  test.each([0, 9, 11, 13, 16, 20])("%d ms after a settlement was sent, all or nothing of it is there", async (ms) => {
    await ledger.fail(tenant, true);
    await calls.admit(LIMITS, { id: "first" });
    const ids = Array.from({ length: 20 }, (_, index) => `r${index}`);
    const batches = [0, 5, 10, 15].map((start) => ids.slice(start, start + 5).map((id) => settlement(id, 3)));
    const sent = batches.map((batch) =>
      state.settle(tenant, batch).then(
        () => 15,
        () => 0,
      ),
    );
    const from = performance.now();
    await expect.poll(() => performance.now() - from, { interval: 1 }).toBeGreaterThanOrEqual(ms);
    await crash();
    const answered = (await Promise.all(sent)).reduce((sum, used) => sum + used, 0);
    const spent = (await budget())?.spent ?? Number.NaN;
    expect([spent % 15, spent >= answered]).toEqual([0, true]);
    await ledger.fail(tenant, false);
    await state.deliver(tenant);
    expect(await ledgerSum()).toBe(spent);
    await state.settle(
      tenant,
      ids.map((id) => settlement(id, 3)),
    );
    await state.deliver(tenant);
    expect([await budget(), await ledgerSum()]).toEqual([{ spent: 60, reserved: 0 }, 60]);
  });

  test("again and again while many run, every use is charged once, and the ledger says the same", async () => {
    const wide: BudgetLimit = money(1_000_000, 50);
    let used = 0;
    const run = async (id: string, cost: number): Promise<void> => {
      used += cost;
      const settled = { id, charges: charges([wide], cost), entry: entryOf(tenant, id, cost) };
      const attempts = [
        () => state.admit(tenant, { id, leaseMs: 60_000, limits: [wide] }),
        () => state.settle(tenant, [settled]),
      ];
      for (const attempt of attempts) {
        let done = false;
        while (!done)
          done = await attempt().then(
            () => true,
            () => false,
          );
      }
    };
    for (let round = 0; round < 4; round += 1) {
      const runs = Array.from({ length: 40 }, (_, index) => run(`${round}-${index}`, index));
      await Promise.race(runs);
      await crash();
      await Promise.all(runs);
    }
    expect(await budget()).toEqual({ spent: used, reserved: 0 });
    await state.deliver(tenant);
    expect(await ledgerSum()).toBe(used);
  });
});

test("a proof that was spent is known after a crash", async () => {
  const nonce = { value: "n", expiresAt: Date.now() + 60_000 };
  await calls.admit([], { nonce });
  await flushed();
  await crash();
  expect((await calls.admit([], { nonce })).kind).toBe("replayed");
});

describe("entries are handed over without being asked for", () => {
  test("after a crash", async () => {
    await state.settle(tenant, [settlement("a", 4)]);
    await crash();
    await state.ping();
    await expect.poll(ledgerSum, { interval: 50, timeout: 20_000 }).toBe(4);
  });

  test("after a ledger that was down", async () => {
    await ledger.fail(tenant, true);
    await state.settle(tenant, [settlement("a", 4)]);
    await expect.poll(() => ledger.refusals(tenant), { interval: 50, timeout: 20_000 }).toBeGreaterThan(0);
    await ledger.fail(tenant, false);
    await expect.poll(ledgerSum, { interval: 50, timeout: 20_000 }).toBe(4);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TenantState } from "../../src/state/port.ts";
import { cachingTests } from "./contract/caching.ts";
import { countingTests, exactnessTests, isolationTests } from "./contract/counting.ts";
import { deliveryTests } from "./contract/delivering.ts";
import { inputTests } from "./contract/input.ts";
import { nonceTests } from "./contract/nonces.ts";
import { leaseTests, moneyTests, settlingTests } from "./contract/settling.ts";
import type { TestLedger } from "./contract/test-ledger.ts";

export interface StateUnderTest {
  readonly state: TenantState;
  /** The ledger that the state hands its entries to. */
  readonly ledger: TestLedger;
  readonly close: () => Promise<void>;
}

/** What every store of tenant state must do. Called with a factory, once for each adapter. */
export function tenantStateContract(adapter: string, start: () => Promise<StateUnderTest>): void {
  describe(`tenant state in ${adapter}`, () => {
    let under: StateUnderTest;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under.close());
    const state = () => under.state;

    describe("exactness", () => exactnessTests(state));
    describe("counting", () => countingTests(state));
    describe("isolation", () => isolationTests(state));
    describe("settling", () => settlingTests(state));
    describe("leases", () => leaseTests(state));
    describe("money", () => moneyTests(state));
    describe("nonces", () => nonceTests(state));
    describe("caching", () => cachingTests(state));
    describe("delivering", () => deliveryTests(state, () => under.ledger));
    describe("bad input", () => inputTests(state));

    test("answers when it is asked whether it is there", async () => {
      await expect(state().ping()).resolves.toBeUndefined();
    });
  });
}

import { afterAll, beforeAll, describe } from "vitest";
import type { SemanticIndex } from "../../src/semantic-index/port.ts";
import { aliasTests, negativeTests } from "./contract/aliases.ts";
import { capacityTests } from "./contract/capacity.ts";
import { countingTests } from "./contract/counting.ts";
import { findingTests, isolationTests } from "./contract/finding.ts";
import { inputTests } from "./contract/input.ts";
import { removalTests } from "./contract/removing.ts";

export interface IndexUnderTest {
  readonly index: SemanticIndex;
  /** Damages what the store has of an entry. */
  readonly corrupt: (tenant: string, id: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What every semantic index must do. Called with a factory, once for each adapter; it keeps `SMALL`. */
export function semanticIndexContract(adapter: string, start: () => Promise<IndexUnderTest>): void {
  describe(`the semantic index in ${adapter}`, () => {
    let under: IndexUnderTest;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under.close());
    const index = () => under.index;

    describe("finding", () => findingTests(index));
    describe("isolation", () => isolationTests(index));
    describe("aliases", () => aliasTests(index));
    describe("negatives", () => negativeTests(index));
    describe("removal", () => removalTests(index));
    describe("capacity", () => capacityTests(index));
    describe("counting", () => countingTests(index, (tenant, id) => under.corrupt(tenant, id)));
    describe("input", () => inputTests(index));
  });
}

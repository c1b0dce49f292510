import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DecayedSums, type RowDelta } from "../../src/router/decayed-sums.ts";
import { clockOffset, mergeFlush } from "../../src/router/flush.ts";
import { SUMS_SHAPE } from "../../src/router/isolate-view.ts";
import { baseScale, Ladder, LADDER, SCALES } from "../../src/router/ladder.ts";
import { FIELDS, writeObservation } from "../../src/router/observation.ts";
import { posteriorOf } from "../../src/router/posterior.ts";
import { PRIOR } from "./support.ts";

const NOW = 1_000_000;

interface Seen {
  readonly ago: number;
  readonly isOk: boolean;
  readonly seconds: number;
  readonly writer: number;
}

const observations = fc.array(
  fc.record({
    ago: fc.double({ min: 0, max: 300, noNaN: true }),
    isOk: fc.boolean(),
    seconds: fc.double({ min: 0.01, max: 30, noNaN: true }),
    writer: fc.nat(4),
  }),
  { minLength: 1, maxLength: 60 },
);

function deltasOf(seen: readonly Seen[], writerOf: (one: Seen) => number): RowDelta[] {
  const writers = new Map<number, DecayedSums>();
  const values = new Float64Array(FIELDS);
  for (const one of seen) {
    const writer = writers.get(writerOf(one)) ?? new DecayedSums(SUMS_SHAPE);
    writers.set(writerOf(one), writer);
    const { isOk, seconds, ago } = one;
    writeObservation(
      { kind: isOk ? "ok" : "server_error", seconds, firstTokenSeconds: seconds / 5, outputTokens: 100 },
      values,
    );
    writer.add("arm", NOW - ago, values);
  }
  return [...writers.values()].flatMap((sums) => sums.take());
}

function posteriorNumbers(deltas: readonly RowDelta[]): number[] {
  const store = new DecayedSums(SUMS_SHAPE);
  for (const delta of deltas) store.merge(delta);
  const sums = new Float64Array(SCALES.length * FIELDS);
  store.read("arm", NOW, sums);
  const { ok, failed, failureSeconds, firstToken, pace } = posteriorOf(
    PRIOR,
    new Ladder(LADDER).climb(sums, baseScale(20)),
  );
  return [ok, failed, failureSeconds, ...Object.values(firstToken), ...Object.values(pace)];
}

describe("merging", () => {
  test("any split and any order of the deltas gives the same posterior, to 1e-9", () => {
    fc.assert(
      fc.property(observations, fc.nat(), (seen, turn) => {
        const whole = posteriorNumbers(deltasOf(seen, () => 0));
        const split = deltasOf(seen, ({ writer }) => writer);
        const at = turn % split.length;
        for (const order of [split, split.toReversed(), [...split.slice(at), ...split.slice(0, at)]]) {
          for (const [index, value] of posteriorNumbers(order).entries()) {
            const expected = whole[index] ?? Number.NaN;
            expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
          }
        }
      }),
    );
  });

  test("a reader forgets as e^(−t/τ), across epochs too", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 120, noNaN: true }),
        (at, later) => {
          const sums = new DecayedSums({ scales: [10], fields: 1 });
          sums.add("arm", at, Float64Array.of(3));
          const out = new Float64Array(1);
          sums.read("arm", at + later, out);
          expect(out[0]).toBeCloseTo(3 * Math.exp(-later / 10), 6);
        },
      ),
    );
  });

  test("what belongs to the epoch before counts, though a new one has begun", () => {
    const sums = new DecayedSums({ scales: [10], fields: 1 });
    sums.add("arm", 201, Float64Array.of(1));
    sums.add("arm", 199, Float64Array.of(1));
    const out = new Float64Array(1);
    sums.read("arm", 201, out);
    expect(out[0]).toBeCloseTo(1 + Math.exp(-0.2), 12);
  });

  test("an isolate whose observations come an epoch late changes nothing that is newer", () => {
    const sums = new DecayedSums({ scales: [1], fields: 1 });
    sums.add("arm", 100, Float64Array.of(1));
    sums.add("arm", 30, Float64Array.of(1e6));
    const out = new Float64Array(1);
    sums.read("arm", 100, out);
    expect(out[0]).toBeCloseTo(1, 12);
  });
});

describe("mergeFlush", () => {
  const delta = (changes: Partial<RowDelta> = {}): RowDelta => ({
    row: "arm",
    scale: 0,
    epoch: Math.floor(NOW / 20),
    sums: new Float64Array(FIELDS).fill(1),
    ...changes,
  });
  const flush = (id: string, deltas: readonly RowDelta[]) => ({ id, deltas, reports: [] });

  test("a repeated flush counts once", () => {
    const [sums, ids] = [new DecayedSums(SUMS_SHAPE), new Set<string>()];
    expect(mergeFlush(sums, ids, flush("a", [delta()]), NOW)).toBe("merged");
    const before = sums.deltas();
    expect(mergeFlush(sums, ids, flush("a", [delta()]), NOW)).toBe("duplicate");
    expect(sums.deltas()).toEqual(before);
  });

  test.each([
    ["NaN", { sums: new Float64Array(FIELDS).fill(Number.NaN) }, "malformed"],
    ["infinity", { sums: new Float64Array(FIELDS).fill(Infinity) }, "malformed"],
    ["more than can be", { sums: new Float64Array(FIELDS).fill(1e300) }, "malformed"],
    ["too few fields", { sums: [1] }, "malformed"],
    ["a scale that is not there", { scale: 99 }, "malformed"],
    ["half an epoch", { epoch: 0.5 }, "malformed"],
    ["a clock that is ahead", { epoch: Math.floor(NOW / 20) + 1 }, "from_the_future"],
  ])("%s is refused, and nothing of its flush is added", (_, changes, why) => {
    const sums = new DecayedSums(SUMS_SHAPE);
    expect(mergeFlush(sums, new Set(), flush("a", [delta(), delta(changes)]), NOW)).toBe(why);
    expect(sums.isEmpty).toBe(true);
  });

  test.each([
    ["closes an arm for ever", { longOpenMs: Infinity }],
    ["counts what cannot be", { connectErrors: -1 }],
    ["names too many tenants", { failingTenants: Array.from({ length: 9 }, String) }],
  ])("a report that %s is refused", (_, changes) => {
    const report = { arm: "a", failingTenants: [], connectErrors: 0, isRunBroken: false, longOpenMs: 0, ...changes };
    const sums = new DecayedSums(SUMS_SHAPE);
    expect(mergeFlush(sums, new Set(), { id: "a", deltas: [delta()], reports: [report] }, NOW)).toBe("malformed");
    expect(sums.isEmpty).toBe(true);
  });

  test("rows are bounded", () => {
    const sums = new DecayedSums(SUMS_SHAPE);
    const many = Array.from({ length: 1_001 }, (_, row) => delta({ row: String(row) }));
    expect(mergeFlush(sums, new Set(), flush("a", many), NOW)).toBe("too_many_rows");
    expect(sums.isEmpty).toBe(true);
  });

  test("isolates whose clocks differ agree once they use the store's", () => {
    for (const skew of [-3600, -7, 0, 0.2, 90]) {
      const local = NOW + skew;
      expect(local + clockOffset(local - 0.05, local + 0.05, NOW)).toBeCloseTo(NOW, 9);
    }
  });
});

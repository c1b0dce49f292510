import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditsNeeded, breaker, servingOf, wilsonBounds } from "../../src/cache/audit.ts";
import type { AuditHour } from "../../src/semantic-index/port.ts";

const DELTA = 0.01;
const hours = (...counts: readonly (readonly [audited: number, wrong: number])[]): AuditHour[] =>
  counts.map(([audited, wrong], at) => ({ hour: 500_000 + at, audited, wrong }));
const isOpen = (...counts: readonly (readonly [number, number])[]): boolean =>
  breaker(hours(...counts), { delta: DELTA }).open;

describe("Wilson's bounds", () => {
  test.each([
    // Newcombe, Two-sided confidence intervals for the single proportion, 1998, with z = 1.645.
    [0, 0, 0, 1],
    [0, 10, 0, 0.213],
    [10, 10, 0.787, 1],
    [1, 10, 0.0231, 0.3453],
    [50, 100, 0.419, 0.581],
    [0, 268, 0, 0.01],
  ])("%d wrong of %d: from %d to %d", (wrong, audited, lower, upper) => {
    const bounds = wilsonBounds(wrong, audited);
    expect(bounds.lower).toBeCloseTo(lower, 2);
    expect(bounds.upper).toBeCloseTo(upper, 2);
  });

  const counts = fc
    .integer({ min: 1, max: 100_000 })
    .chain((audited) => fc.tuple(fc.integer({ min: 0, max: audited }), fc.constant(audited)));
  test("hold the share, rise with what is wrong and narrow with evidence", () => {
    fc.assert(
      fc.property(counts, ([wrong, audited]) => {
        const { lower, upper } = wilsonBounds(wrong, audited);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(lower).toBeLessThanOrEqual(wrong / audited + 1e-12);
        expect(upper).toBeGreaterThanOrEqual(wrong / audited - 1e-12);
        if (wrong < audited) expect(wilsonBounds(wrong + 1, audited).upper).toBeGreaterThanOrEqual(upper);
        const more = wilsonBounds(4 * wrong, 4 * audited);
        expect(more.upper - more.lower).toBeLessThan(upper - lower);
      }),
    );
  });

  test("so many audits without a wrong one are needed, and no fewer", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.5, noNaN: true }), (delta) => {
        const needed = auditsNeeded(delta);
        expect(wilsonBounds(0, needed).upper).toBeLessThanOrEqual(delta + 1e-12);
        if (needed > 1) expect(wilsonBounds(0, needed - 1).upper).toBeGreaterThan(delta);
      }),
    );
  });
});

describe("the breaker", () => {
  const cases: [string, readonly (readonly [number, number])[], boolean][] = [
    ["nothing is known", [], false],
    ["nothing was wrong", [[5_000, 0]], false],
    ["the first audit is wrong", [[1, 1]], true],
    ["one of ten is wrong: certainly more than 1 %", [[10, 1]], true],
    ["one of a hundred is wrong: perhaps chance", [[100, 1]], false],
    ["one of 300 is wrong: no longer sure to be under 1 %", [[300, 1]], true],
    ["one of 600 is wrong", [[600, 1]], false],
    [
      "wrong ones come hour by hour",
      [
        [200, 0],
        [100, 0],
        [100, 1],
        [100, 2],
      ],
      true,
    ],
    [
      "it opened, and little was compared since",
      [
        [10, 5],
        [100, 0],
      ],
      true,
    ],
    [
      "it opened, and enough was right since",
      [
        [10, 5],
        [150, 0],
        [150, 0],
      ],
      false,
    ],
    [
      "it opened, and what was compared since is wrong too",
      [
        [10, 5],
        [150, 2],
        [150, 1],
      ],
      true,
    ],
    [
      "it opened, and much more was right since than wrong",
      [
        [10, 5],
        [150, 1],
        [2_000, 0],
      ],
      false,
    ],
    [
      "it closed, and opens again",
      [
        [10, 5],
        [300, 0],
        [50, 6],
      ],
      true,
    ],
  ];
  test.each(cases)("when %s", (_, counts, open) => {
    expect(isOpen(...counts)).toBe(open);
  });

  test("does not count the hour in which it opened as evidence since", () => {
    expect(isOpen([1_000, 50])).toBe(true);
    expect(breaker(hours([1_000, 50]), { delta: DELTA })).toMatchObject({ audited: 0, wrong: 0 });
  });

  test("once open it closes by nothing but audits that are right", () => {
    const wrong = fc
      .integer({ min: 1, max: 50 })
      .chain((audited) => fc.tuple(fc.constant(audited), fc.constant(audited)));
    fc.assert(
      fc.property(fc.array(wrong, { minLength: 1, maxLength: 20 }), (counts) => {
        expect(isOpen(...counts)).toBe(true);
      }),
    );
  });

  test("a cache that is wrong five times as often as it may is stopped, a tenth as often it is not for long", () => {
    const simulate = (share: number, random: () => number): number => {
      const audits: AuditHour[] = [];
      let served = 0;
      for (let hour = 0; hour < 200; hour += 1) {
        const open = breaker(audits, { delta: DELTA }).open;
        if (!open) served += 1;
        const wrong = Array.from({ length: 20 }, random).filter((one) => one < share).length;
        audits.push({ hour, audited: 20, wrong });
      }
      return served / 200;
    };
    const seeds = Array.from({ length: 20 }, (_, seed) => generator(seed + 1));
    const mean = (share: number) => seeds.reduce((sum, random) => sum + simulate(share, random), 0) / seeds.length;
    expect(mean(5 * DELTA)).toBeLessThan(0.05);
    expect(mean(DELTA / 10)).toBeGreaterThan(0.8);
    expect(mean(0)).toBe(1);
  });
});

test("while it is open nothing is served; else a share of hits is asked again", () => {
  expect([0, 0.5, 0.999].map((random) => servingOf({ open: true }, { rate: 0.02 }, random))).toEqual([
    "compare",
    "compare",
    "compare",
  ]);
  expect(servingOf({ open: false }, { rate: 0.02 }, 0.019)).toBe("serve_and_audit");
  expect(servingOf({ open: false }, { rate: 0.02 }, 0.02)).toBe("serve");
  expect(servingOf({ open: false }, { rate: 0 }, 0)).toBe("serve");
  expect(servingOf({ open: false }, { rate: 1 }, 0.999)).toBe("serve_and_audit");
});

/** Numbers from 0 to less than 1, the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

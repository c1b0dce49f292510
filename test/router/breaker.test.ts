import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BREAKER,
  breakerFor,
  type BreakerEvidence,
  type BreakerState,
  CLOSED_BREAKER,
  endProbe,
  lowerBound,
  stepBreaker,
  takeProbe,
} from "../../src/router/breaker.ts";

const NOW = 1_000_000;
const half = () => 0.5;
const evidence = (ok: number, failed: number, changes: Partial<BreakerEvidence> = {}): BreakerEvidence => ({
  windows: [{ ok, failed }],
  connectErrors: 0,
  failingTenants: 2,
  ...changes,
});
const step = (state: BreakerState, seen: BreakerEvidence, now = NOW) => stepBreaker(state, seen, BREAKER, now, half);
const opened = step(CLOSED_BREAKER, evidence(0, 8));
const halfOpen = step(opened, evidence(0, 0), opened.until);

describe("a closed breaker", () => {
  test.each<readonly [string, BreakerEvidence, BreakerState["phase"]]>([
    ["eight failures of eight", evidence(0, 8), "open"],
    ["seven failures of seven: too few", evidence(0, 7), "closed"],
    ["six failures of eight: not surely above a half", evidence(2, 6), "closed"],
    ["thirty failures of forty", evidence(10, 30), "open"],
    ["half of a thousand", evidence(500, 500), "closed"],
    ["failures of one tenant alone", evidence(0, 100, { failingTenants: 1 }), "closed"],
    ["five connect errors in a row", evidence(100, 5, { connectErrors: 5 }), "open"],
    ["four connect errors in a row", evidence(100, 4, { connectErrors: 4 }), "closed"],
    [
      "any of its windows",
      {
        ...evidence(0, 0),
        windows: [
          { ok: 900, failed: 20 },
          { ok: 0, failed: 9 },
        ],
      },
      "open",
    ],
    ["nothing", evidence(0, 0), "closed"],
  ])("%s", (_, seen, phase) => {
    expect(step(CLOSED_BREAKER, seen).phase).toBe(phase);
  });
});

describe("an open breaker", () => {
  test("waits 5 s at first, within a fifth", () => {
    for (const random of [0, 0.5, 0.999]) {
      const { until } = stepBreaker(CLOSED_BREAKER, evidence(0, 8), BREAKER, NOW, () => random);
      expect(until - NOW).toBeCloseTo(5_000 * (0.8 + 0.4 * random), 3);
    }
  });

  test("stays open until then, and is half open after", () => {
    expect(step(opened, evidence(100, 0), opened.until - 1).phase).toBe("open");
    expect(halfOpen.phase).toBe("half_open");
  });

  test("waits twice as long after each failed probe, up to a minute", () => {
    let state = opened;
    const waits = Array.from({ length: 6 }, () => {
      const now = state.until;
      const leased = takeProbe(step(state, evidence(0, 0), now), "me", BREAKER, now);
      if (leased === undefined) throw new Error("no lease");
      state = endProbe(leased, { holder: "me", answered: false }, BREAKER, now, half);
      return state.until - now;
    });
    expect(waits).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  });
});

describe("a half-open breaker", () => {
  const leased = takeProbe(halfOpen, "one", BREAKER, NOW);

  test("gives one probe lease, not two", () => {
    expect(leased).toBeDefined();
    expect(takeProbe(leased ?? halfOpen, "other", BREAKER, NOW + 1)).toBeUndefined();
  });

  test("gives a lease away again when its holder is never heard of", () => {
    expect(takeProbe(leased ?? halfOpen, "other", BREAKER, NOW + BREAKER.leaseMs)?.lease?.holder).toBe("other");
  });

  test("gives none while closed or open", () => {
    expect(takeProbe(CLOSED_BREAKER, "one", BREAKER, NOW)).toBeUndefined();
    expect(takeProbe(opened, "one", BREAKER, NOW)).toBeUndefined();
  });

  test("closes when the probe is answered, and hears nobody else", () => {
    const end = (holder: string) => endProbe(leased ?? halfOpen, { holder, answered: true }, BREAKER, NOW, half).phase;
    expect(end("one")).toBe("closed");
    expect(end("other")).toBe("half_open");
  });

  test("that closed and trips again soon waits longer than the first time", () => {
    const closed = endProbe(leased ?? halfOpen, { holder: "one", answered: true }, BREAKER, NOW, half);
    expect(step(closed, evidence(0, 9), NOW + 1_000).until - NOW - 1_000).toBe(10_000);
    expect(step(closed, evidence(0, 9), NOW + 600_000).until - NOW - 600_000).toBe(5_000);
  });
});

test("quiet routes wait longer for a probe, never beyond a minute by more than the jitter", () => {
  expect(breakerFor(20)).toMatchObject({ firstOpenMs: 5_000, longestOpenMs: 12_000 });
  expect(breakerFor(2)).toMatchObject({ firstOpenMs: 10_000, longestOpenMs: 60_000 });
  expect(breakerFor(0)).toMatchObject({ firstOpenMs: 60_000, longestOpenMs: 60_000 });
});

test("Wilson's lower bound lies between zero and the share", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.1, max: 1e6, noNaN: true }),
      (share, n) => {
        const bound = lowerBound(share * n, n);
        expect(bound).toBeGreaterThanOrEqual(-1e-12);
        expect(bound).toBeLessThanOrEqual(share + 1e-12);
      },
    ),
  );
});

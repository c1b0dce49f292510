import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Part, SingleFlight } from "../../src/cache/single-flight.ts";

const POLICY = { waitMs: 100, followers: 2, flights: 3 };

function leader(part: Part<string>): Extract<Part<string>, { kind: "lead" }> {
  if (part.kind !== "lead") throw new Error(`it is to ${part.kind}`);
  return part;
}

describe("of those who ask the same at once", () => {
  test("one asks, others wait no longer than they may, and further ones ask for themselves", async () => {
    const flights = new SingleFlight<string>(POLICY);
    const { land } = leader(flights.join("k", 0));
    const followers = [flights.join("k", 10), flights.join("k", 99)];
    expect(followers.map((part) => part.kind === "follow" && part.waitMs)).toEqual([90, 1]);
    expect(flights.join("k", 20).kind).toBe("alone");
    land("answer");
    for (const part of followers) expect(part.kind === "follow" && (await part.answer)).toBe("answer");
    expect(flights.join("k", 30).kind).toBe("lead");
  });

  test("nobody waits for another key", () => {
    const flights = new SingleFlight<string>(POLICY);
    expect([flights.join("a", 0).kind, flights.join("b", 0).kind]).toEqual(["lead", "lead"]);
  });

  test("a leader without an answer says so, and the next one leads", async () => {
    const flights = new SingleFlight<string>(POLICY);
    const { land } = leader(flights.join("k", 0));
    const follower = flights.join("k", 1);
    land(undefined);
    expect(follower.kind === "follow" && (await follower.answer)).toBeUndefined();
    expect(flights.join("k", 2).kind).toBe("lead");
  });

  test("a leader that takes too long is replaced, and does not end the one that replaced it", async () => {
    const flights = new SingleFlight<string>(POLICY);
    const late = leader(flights.join("k", 0));
    const next = leader(flights.join("k", 100));
    const follower = flights.join("k", 101);
    late.land("late");
    expect(flights.join("k", 102).kind).toBe("follow");
    next.land("next");
    expect(follower.kind === "follow" && (await follower.answer)).toBe("next");
  });

  test("as many flights as there may be; late ones make room", async () => {
    const flights = new SingleFlight<string>(POLICY);
    leader(flights.join("a", 0));
    const follower = flights.join("a", 0);
    leader(flights.join("b", 50));
    leader(flights.join("c", 50));
    expect(flights.join("d", 99).kind).toBe("alone");
    expect(flights.join("d", 100).kind).toBe("lead");
    expect(follower.kind === "follow" && (await follower.answer)).toBeUndefined();
    expect(flights.join("e", 100).kind).toBe("alone");
  });

  test("at any time one leads a key, and bounds hold", () => {
    const step = fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.nat({ max: 60 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const flights = new SingleFlight<string>(POLICY);
        const leading = new Map<string, { at: number; followers: number; land: (answer: string) => void }>();
        let now = 0;
        for (const [key, pause, lands] of steps) {
          now += pause;
          const part = flights.join(key, now);
          const known = leading.get(key);
          if (part.kind === "lead") {
            if (known !== undefined) expect(now - known.at).toBeGreaterThanOrEqual(POLICY.waitMs);
            leading.set(key, { at: now, followers: 0, land: part.land });
          } else if (part.kind === "follow") {
            expect(part.waitMs).toBe((known?.at ?? 0) + POLICY.waitMs - now);
            if (known !== undefined) known.followers += 1;
            expect(known?.followers).toBeLessThanOrEqual(POLICY.followers);
          }
          if (lands) {
            leading.get(key)?.land("answer");
            leading.delete(key);
          }
        }
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideAndLog, replay } from "../../src/router/decision-log.ts";
import { decide } from "../../src/router/decide.ts";
import { countDecision, EXPLORED_SHARE, mayExplore, NOTHING_EXPLORED } from "../../src/router/exploration-budget.ts";
import type { Gate } from "../../src/router/feasible.ts";
import { seededRandom } from "../../src/router/random.ts";
import { arm, question, REQUEST, seen } from "./support.ts";

const [good, poor] = [seen(500, 2), seen(500, 400)];
const two = question([arm("a"), arm("b")], [good, poor]);
const chosen = (asked: Parameters<typeof decide>[0], seed = 1) => {
  const decision = decide(asked, seededRandom(seed));
  return decision.kind === "chosen" ? asked.arms[decision.arm]?.id : undefined;
};

describe("decide", () => {
  test("is made again from its log, as JSON, to the last digit", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 8 }),
        (seed, counts) => {
          const arms = counts.map((_, index) => arm(String(index)));
          const log = decideAndLog(
            question(
              arms,
              counts.map(([ok, failed]) => seen(ok, failed)),
            ),
            seed,
          );
          expect(replay(JSON.parse(JSON.stringify(log)))).toEqual(log.decision);
        },
      ),
    );
  });

  test("prefers the arm that answers, and names the other as the fallback", () => {
    const decision = decide(two, seededRandom(1));
    expect(decision).toMatchObject({ kind: "chosen", arm: 0, why: "best", fallbacks: [1], isRisky: false });
  });

  test("draws both of two equal arms", () => {
    const even = question([arm("a"), arm("b")], [seen(50, 2), seen(50, 2)]);
    const picks = Array.from({ length: 200 }, (_, seed) => chosen(even, seed));
    expect(picks.filter((pick) => pick === "a").length).toBeGreaterThan(60);
    expect(picks.filter((pick) => pick === "b").length).toBeGreaterThan(60);
  });

  test.each([
    ["tried", { request: { ...REQUEST, tried: ["a"] } }],
    ["capability", { arms: [arm("a", { capabilities: [] }), arm("b")], request: { ...REQUEST, needs: ["tools"] } }],
    ["context", { arms: [arm("a", { contextTokens: 1_099 }), arm("b")] }],
    [
      "data_policy",
      {
        arms: [arm("a"), arm("b", { dataPolicy: "zero_retention" })],
        request: { ...REQUEST, dataPolicy: "zero_retention" },
      } as const,
    ],
    ["breaker", { gates: ["breaker", "open"] } as const],
    ["long_open", { gates: ["long_open", "open"] } as const],
    ["headroom", { gates: ["headroom", "open"] } as const],
    ["budget", { gates: ["budget", "open"] } as const],
  ])("says that an arm is out: %s", (out, changes) => {
    const decision = decide({ ...two, ...changes }, seededRandom(1));
    expect(decision).toMatchObject({ kind: "chosen", arm: 1, considered: [{ arm: "a", out }, { arm: "b" }] });
  });

  test("no arm that fits is a failure with a reason for each", () => {
    const gates: Gate[] = ["long_open", "headroom"];
    expect(decide({ ...two, gates }, seededRandom(1))).toEqual({
      kind: "no_feasible_arm",
      considered: [
        { arm: "a", out: "long_open" },
        { arm: "b", out: "headroom" },
      ],
    });
  });

  test("breakers never eject the last arm", () => {
    expect(chosen({ ...two, gates: ["breaker", "breaker"] })).toBe("a");
    expect(chosen({ ...two, gates: ["breaker", "long_open"] })).toBe("a");
    expect(chosen({ ...two, gates: ["long_open", "breaker"] })).toBe("b");
  });

  test("whoever holds a probe lease probes", () => {
    expect(decide({ ...two, gates: ["open", "probe"] }, seededRandom(1))).toMatchObject({ arm: 1, why: "probe" });
  });

  test("stays where the prompt cache is warm while that saves more than the gap", () => {
    const price = { input: 1e-5, output: 0, cachedInput: 1e-6, request: 0 };
    const cheaper = { ...price, input: 0.8e-5 };
    const request = { ...REQUEST, inputTokens: 5_000, warm: { arm: "a", tokens: 4_000 } };
    const arms = [arm("a", { price }), arm("b", { price: cheaper })];
    const even = question(arms, [seen(5_000, 5), seen(5_000, 5)], { request });
    expect(decide(even, seededRandom(1))).toMatchObject({ arm: 0, why: "warm" });
    const small = { ...request, warm: { arm: "a", tokens: 100 } };
    const strict = { ...even.objective, costWeight: 100 };
    expect(chosen({ ...even, request: small, objective: strict })).toBe("b");
  });

  test("a tenant that opted out gets the best mean, whatever is drawn", () => {
    const unsure = question([arm("a"), arm("b")], [seen(50, 2), seen(1, 0, 2)], {
      request: { ...REQUEST, explores: false },
    });
    for (let seed = 0; seed < 300; seed += 1) expect(chosen(unsure, seed)).toBe("a");
  });

  test("an arm that is surely far worse is never drawn, only the floor looks at it", () => {
    const bad = question([arm("a"), arm("b")], [good, seen(2, 3)]);
    const whys = Array.from({ length: 4_000 }, (_, seed) => decide(bad, seededRandom(seed))).flatMap((decision) =>
      decision.kind === "chosen" && decision.arm === 1 ? [decision.why] : [],
    );
    expect(new Set(whys)).toEqual(new Set(["floor"]));
    expect(whys.length / 4_000).toBeLessThan(0.01);
  });

  test("cost counts as λ says", () => {
    const dear = question(
      [arm("a", { price: { input: 1e-4, output: 0, cachedInput: 1e-4, request: 0 } }), arm("b")],
      [seen(500, 2), seen(500, 30)],
    );
    expect(chosen({ ...dear, objective: { ...dear.objective, costWeight: 0 } })).toBe("a");
    expect(chosen({ ...dear, objective: { ...dear.objective, costWeight: 5 } })).toBe("b");
  });
});

test("exploring at a risk stays within its share, but for the first one", () => {
  let budget = NOTHING_EXPLORED;
  let explored = 0;
  for (let request = 1; request <= 5_000; request += 1) {
    const explores = mayExplore(budget);
    explored += explores ? 1 : 0;
    budget = countDecision(budget, explores);
    expect(explored).toBeLessThanOrEqual(2 + 1.1 * EXPLORED_SHARE * request);
  }
  expect(explored).toBeGreaterThan(200);
});

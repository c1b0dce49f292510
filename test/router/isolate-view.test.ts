import { describe, expect, test } from "vitest";
import { partialFailure } from "../../src/router/in-flight.ts";
import { IsolateView } from "../../src/router/isolate-view.ts";
import type { Observation } from "../../src/router/observation.ts";
import { meanSuccess, type Posterior } from "../../src/router/posterior.ts";
import { RouteState } from "../../src/router/route-state.ts";
import { seededRandom } from "../../src/router/random.ts";
import { PRIOR, seen } from "./support.ts";

const NOW = 50_000;
const ARMS = ["a"];
const OK: Observation = { kind: "ok", seconds: 1, firstTokenSeconds: 0.2, outputTokens: 100 };

class Isolate {
  readonly view = new IsolateView(() => PRIOR);
  private flushes = 0;
  private readonly state: RouteState;
  private readonly name: string;
  constructor(state: RouteState, name: string) {
    this.state = state;
    this.name = name;
  }
  request(observation: Observation, at: number, tenant = this.name): void {
    const id = this.view.started({ arm: "a", tenant, since: at - observation.seconds, outputTokens: 100 });
    expect(this.view.ended(id, observation, at)).toBeUndefined();
  }
  sync(at: number): void {
    this.flushes += 1;
    const flush = { id: `${this.name}-${this.flushes}`, ...this.view.flush(at) };
    expect(this.state.merge(flush, 1000 * at)).toBe("merged");
    this.view.refresh(this.state.sums.copy(), at);
  }
  posterior(at: number): Posterior {
    const [posterior] = this.view.posteriors(ARMS, at);
    if (posterior === undefined) throw new Error("no posterior");
    return posterior;
  }
}

const failure: Observation = { kind: "server_error", seconds: 0.2 };

describe("what isolates know of each other", () => {
  test("is equal after both have flushed and read", () => {
    const state = new RouteState(seededRandom(1));
    const [one, other] = [new Isolate(state, "one"), new Isolate(state, "other")];
    for (let request = 0; request < 20; request += 1) one.request(OK, NOW + request / 10);
    for (let request = 0; request < 5; request += 1) other.request(failure, NOW + request / 10);
    for (const isolate of [one, other, one]) isolate.sync(NOW + 3);
    expect(one.posterior(NOW + 4)).toEqual(other.posterior(NOW + 4));
    expect(one.posterior(NOW + 4).evidence).toBeGreaterThan(20);
  });

  test("an isolate sees its own observations before any flush", () => {
    const isolate = new Isolate(new RouteState(seededRandom(1)), "one");
    const before = meanSuccess(isolate.posterior(NOW));
    isolate.request(failure, NOW);
    expect(meanSuccess(isolate.posterior(NOW))).toBeLessThan(before);
  });

  test("a change is believed within a few requests, though hundreds were good before", () => {
    const isolate = new Isolate(new RouteState(seededRandom(1)), "one");
    for (let request = 0; request < 600; request += 1) isolate.request(OK, NOW + request / 10);
    isolate.sync(NOW + 60);
    expect(meanSuccess(isolate.posterior(NOW + 60))).toBeGreaterThan(0.98);
    for (let request = 0; request < 12; request += 1) isolate.request(failure, NOW + 61 + request / 10);
    isolate.sync(NOW + 62.5);
    expect(meanSuccess(isolate.posterior(NOW + 62.5))).toBeLessThan(0.8);
  });

  test("statistics do not age while the store cannot be reached", () => {
    const isolate = new Isolate(new RouteState(seededRandom(1)), "one");
    for (let request = 0; request < 600; request += 1) isolate.request(OK, NOW + request / 10);
    isolate.sync(NOW + 60);
    const { evidence } = isolate.posterior(NOW + 65);
    expect(isolate.posterior(NOW + 600).evidence).toBeCloseTo(evidence, 6);
  });

  test.each([
    ["not a number", { ...OK, seconds: Number.NaN }, "not_a_number"],
    ["negative seconds", { ...OK, seconds: -1 }, "negative"],
    ["negative tokens", { ...OK, outputTokens: -5 }, "negative"],
    ["an infinite time", { ...OK, seconds: Infinity }, "out_of_range"],
    ["a day and more", { ...OK, firstTokenSeconds: 1e6 }, "out_of_range"],
  ])("feedback that makes no sense is refused: %s", (_, observation, why) => {
    const view = new IsolateView(() => PRIOR);
    const id = view.started({ arm: "a", tenant: "t", since: NOW, outputTokens: 1 });
    expect(view.ended(id, observation, NOW)).toBe(why);
    expect(view.flush(NOW)).toEqual({ deltas: [], reports: [] });
  });

  test.each(["bad_request", "content_filter", "client_gone"] as const)("%s leaves the arm as it was", (kind) => {
    const isolate = new Isolate(new RouteState(seededRandom(1)), "one");
    isolate.request({ kind, seconds: 1 }, NOW);
    expect(isolate.posterior(NOW).evidence).toBe(0);
  });
});

describe("requests in flight", () => {
  test("count more as failures the longer they are silent", () => {
    const worth = [0, 0.5, 1, 1.5, 2, 4, 60].map((age) => partialFailure(seen(200, 2, 1), 100, age));
    expect(worth).toEqual(worth.toSorted((one, other) => one - other));
    expect(worth[1]).toBeLessThan(0.02);
    expect(worth.at(-2)).toBeGreaterThan(0.9);
  });

  test("are seen by others before they end, and taken back when they do", () => {
    const state = new RouteState(seededRandom(1));
    const [one, other] = [new Isolate(state, "one"), new Isolate(state, "other")];
    for (let request = 0; request < 200; request += 1) one.request(OK, NOW - 20 + request / 10);
    const ids = Array.from({ length: 10 }, () =>
      one.view.started({ arm: "a", tenant: "t", since: NOW, outputTokens: 100 }),
    );
    const both = (at: number): void => [one, other].forEach((isolate) => isolate.sync(at));
    both(NOW);
    const calm = meanSuccess(other.posterior(NOW));
    both(NOW + 6);
    expect(meanSuccess(other.posterior(NOW + 6))).toBeLessThan(calm - 0.1);
    for (const id of ids) one.view.ended(id, { ...OK, seconds: 7 }, NOW + 7);
    both(NOW + 7);
    expect(meanSuccess(other.posterior(NOW + 7))).toBeGreaterThan(0.97);
  });
});

test("a request that nobody has ended does not count as late for ever", () => {
  const isolate = new Isolate(new RouteState(seededRandom(1)), "one");
  isolate.view.started({ arm: "a", tenant: "t", since: NOW, outputTokens: 100 });
  isolate.sync(NOW + 30);
  expect(meanSuccess(isolate.posterior(NOW + 30))).toBeLessThan(0.8);
  for (const at of [901, 1_000]) isolate.sync(NOW + at);
  expect(meanSuccess(isolate.posterior(NOW + 1_000))).toBeGreaterThan(0.95);
});

describe("the route's breakers", () => {
  const fail = (state: RouteState, tenants: number): void => {
    const isolate = new Isolate(state, "one");
    for (let request = 0; request < 12; request += 1)
      isolate.request(failure, NOW + request / 20, `tenant-${request % tenants}`);
    isolate.sync(NOW + 1);
  };
  const phase = (state: RouteState, at: number) => state.phases(ARMS, 1000 * at)[0]?.phase;

  test("open when requests of several tenants fail, give one probe, and close when it is answered", () => {
    const state = new RouteState(seededRandom(1));
    fail(state, 2);
    expect(phase(state, NOW + 1)).toBe("open");
    expect(state.takeProbe("a", "early", ARMS, 1000 * (NOW + 1))).toBe(false);
    expect(phase(state, NOW + 80)).toBe("half_open");
    expect(state.takeProbe("a", "one", ARMS, 1000 * (NOW + 80))).toBe(true);
    expect(state.takeProbe("a", "two", ARMS, 1000 * (NOW + 80))).toBe(false);
    state.endProbe("a", "one", true, ARMS, 1000 * (NOW + 81));
    expect(phase(state, NOW + 82)).toBe("closed");
  });

  test("answers that began before an outage do not hide it", () => {
    const state = new RouteState(seededRandom(1));
    const isolate = new Isolate(state, "slow");
    for (let request = 0; request < 12; request += 1) isolate.request({ ...OK, seconds: 10 }, NOW + request / 20);
    fail(state, 2);
    isolate.sync(NOW + 1);
    expect(phase(state, NOW + 1)).toBe("open");
  });

  test("a repaired arm is not held to what it did while it was broken", () => {
    const state = new RouteState(seededRandom(1));
    const reader = new Isolate(state, "reader");
    for (let request = 0; request < 600; request += 1) reader.request(OK, NOW - 180 + request / 5);
    const success = (at: number): number => {
      reader.sync(at);
      return meanSuccess(reader.posterior(at));
    };
    expect(success(NOW - 60)).toBeGreaterThan(0.98);
    fail(state, 2);
    expect([phase(state, NOW + 1), phase(state, NOW + 20)]).toEqual(["open", "half_open"]);
    expect(success(NOW + 20)).toBeLessThan(0.6);
    state.takeProbe("a", "one", ARMS, 1000 * (NOW + 20));
    state.endProbe("a", "one", true, ARMS, 1000 * (NOW + 21));
    expect(phase(state, NOW + 21)).toBe("closed");
    expect(success(NOW + 21)).toBeGreaterThan(0.95);
  });

  test("stay closed for all when one tenant's requests fail", () => {
    const state = new RouteState(seededRandom(1));
    fail(state, 1);
    expect(phase(state, NOW + 1)).toBe("closed");
  });

  test("a rejected key closes its arm for long at once", () => {
    const state = new RouteState(seededRandom(1));
    const isolate = new Isolate(state, "one");
    isolate.request({ kind: "unauthorized", seconds: 0.1 }, NOW);
    isolate.sync(NOW);
    expect([phase(state, NOW + 1), phase(state, NOW + 890), phase(state, NOW + 901)]).toEqual([
      "long_open",
      "long_open",
      "closed",
    ]);
  });
});

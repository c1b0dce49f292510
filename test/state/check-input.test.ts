import { describe, expect, test } from "vitest";
import type { Limit } from "../../src/core/limits/limit.ts";
import { limitsFor } from "../../src/core/limits/rules.ts";
import { checkAdmission, checkBatch, checkSettlements } from "../../src/state/check-input.ts";
import { MAX_BATCH } from "../../src/state/port.ts";
import { admission, atATime, charges, money, requests, tokens } from "./contract/asking.ts";
import { entryOf } from "./contract/test-ledger.ts";

const NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, 2 ** 53, "1", null, undefined] as number[];

const fields: [string, (value: number) => Limit][] = [
  ["limit of a window", (limit) => requests(1, { limit })],
  ["amount of a window", (amount) => requests(1, { amount })],
  ["windowMs", (windowMs) => requests(1, { windowMs })],
  ["capacity of a bucket", (capacity) => tokens(capacity, 1)],
  ["amount of a bucket", (amount) => tokens(10, amount)],
  ["fillMs", (fillMs) => tokens(10, 1, { fillMs })],
  ["limit of concurrency", (limit) => atATime(limit)],
  ["limit of a budget", (limit) => money(1, 1, { limit })],
  ["amount of a budget", (amount) => money(10, amount)],
  ["warnAt", (warnAt) => money(10, 1, { warnAt })],
  ["endsAt", (endsAt) => money(10, 1, { endsAt })],
];

describe.each(fields)("%s", (name, limitOf) => {
  test.each(NUMBERS)("is not %s", (value) => {
    expect(() => checkAdmission(admission([limitOf(value)]))).toThrow(`${name}: not a whole number`);
    expect(() => checkSettlements("t", [{ id: "a", charges: charges([limitOf(value)], 1) }])).toThrow(name);
  });
});

test("what may be, may be", () => {
  const limits = [
    requests(10, { amount: 10 }),
    tokens(10, 10),
    atATime(1),
    money(0, 0),
    money(5, 10, { counter: "b" }),
  ];
  expect(() => checkAdmission(admission(limits))).not.toThrow();
  expect(() =>
    checkSettlements("t", [{ id: "a", charges: charges(limits, 0), entry: entryOf("t", "a") }]),
  ).not.toThrow();
  // The reservation may have been for more than a limit that is lower now.
  expect(() => checkSettlements("t", [{ id: "a", charges: charges([requests(10, { amount: 11 })], 0) }])).not.toThrow();
});

test.each(["", "x".repeat(513)])("a name is not '%s'", (name) => {
  expect(() => checkAdmission(admission([], { id: name }))).toThrow("id");
  expect(() => checkAdmission(admission([requests(1, { counter: name })]))).toThrow("counter");
  expect(() => checkAdmission(admission([], { nonce: { value: name, expiresAt: 1 } }))).toThrow("nonce");
  expect(() => checkSettlements("t", [{ id: name, charges: [] }])).toThrow("id");
});

test("the counter of the longest name that a model may have is one", () => {
  const call = { model: `${"p".repeat(32)}/${"m".repeat(256)}`, tokens: 1, microdollars: 1 };
  const rule = { of: "requests", per: "model", amount: 1, every: "minute", algorithm: "sliding-window" } as const;
  const asked = limitsFor(
    { limits: [rule], budgets: [] },
    { keyId: "k", user: () => undefined, ip: () => undefined, at: 1, call },
  );
  expect(() => checkAdmission(admission(asked.map(({ limit }) => limit)))).not.toThrow();
});

test("a limit of an unknown kind is none", () => {
  const odd = { ...requests(1), kind: "odd" } as unknown as Limit;
  expect(() => checkAdmission(admission([odd]))).toThrow("unknown kind");
});

test("a call is bounded", () => {
  const many = Array.from({ length: MAX_BATCH + 1 }, (_, index) => ({ id: `r${index}`, charges: [] }));
  expect(() => checkSettlements("t", many)).toThrow("more than 1000");
  expect(() => checkBatch("counters", many)).toThrow("counters: more than 1000");
  const long = { ...entryOf("t", "a"), model: "x".repeat(10_000) };
  expect(() => checkSettlements("t", [{ id: "a", charges: [], entry: long }])).toThrow("too long");
});

import { waitForUpdate } from "@pydantic/genai-prices";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseSettings } from "../../src/config/schema.ts";
import { Catalogue } from "../../src/prices/catalogue.ts";
import { PriceRefresh } from "../../src/prices/price-refresh.ts";
import { readPublishedList } from "../../src/prices/published-list.ts";
import { startUpstream, json, type TestUpstream } from "../support/upstream.ts";

const HOUR_MS = 3_600_000;
let publisher: TestUpstream;
let now: number;
let failures: string[];
let published: { id: string; models: { id: string; match: unknown; prices: unknown }[] }[];
beforeAll(async () => {
  publisher = await startUpstream();
});
afterAll(() => publisher.close());
beforeEach(async () => {
  now = Date.UTC(2026, 10, 21);
  failures = [];
  published = structuredClone((await waitForUpdate()) ?? []) as typeof published;
});

function start(everyHours = 24) {
  const catalogue = new Catalogue();
  const asked: string[] = [];
  const refresh = new PriceRefresh(
    catalogue,
    { everyHours },
    {
      fetch: (url, request) => {
        asked.push(url);
        return fetch(`${publisher.url}/data.json`, request);
      },
      now: () => now,
      providers: ["openai", "acme"],
      failed: (reason) => failures.push(reason),
    },
  );
  const priceOf = (provider: string, model: string) => {
    const price = catalogue.priceOf(provider, model, now);
    return price && Number(price.input.base) / 1e6;
  };
  const inputOf = (model: string) => priceOf("openai", model);
  return { priceOf, refresh: () => refresh.refreshIfDue(), inputOf, asked };
}

const everybody = () => new Set(published.map(({ id }) => id));
const openai = () => published.find(({ id }) => id === "openai") ?? { id: "", models: [] };
const addModel = (id: string, match: unknown, prices: unknown = { input_mtok: 7, output_mtok: 70 }) =>
  openai().models.unshift({ id, match, prices });

describe("a refreshed price list", () => {
  test("brings a new model and a changed price; the rest stays", async () => {
    const { refresh, inputOf, asked } = start();
    addModel("gpt-7", { starts_with: "gpt-7" });
    const five = openai().models.find(({ id }) => id === "gpt-5");
    if (five !== undefined) five.prices = { input_mtok: 2, output_mtok: 10 };
    publisher.answerWith(json(published));
    expect([inputOf("gpt-7"), inputOf("gpt-5")]).toEqual([undefined, 1.25]);
    await refresh();
    expect([inputOf("gpt-7"), inputOf("gpt-5"), inputOf("gpt-4o-mini")]).toEqual([7, 2, 0.15]);
    expect(asked).toEqual([
      "https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json",
    ]);
    expect(failures).toEqual([]);
  });

  test("is read for the gateway's providers only; the others keep what came with it", async () => {
    const { refresh, priceOf } = start();
    for (const { models } of published) for (const model of models) model.prices = { input_mtok: 9, output_mtok: 9 };
    publisher.answerWith(json(published));
    await refresh();
    expect([priceOf("openai", "gpt-5"), priceOf("anthropic", "claude-sonnet-4-5")]).toEqual([9, 3]);
  });

  test("is asked for when it is due and not before, by one request of many", async () => {
    const { refresh, asked } = start(2);
    publisher.answerWith(json(published));
    await Promise.all([refresh(), refresh(), refresh()]);
    now += 2 * HOUR_MS - 1;
    await refresh();
    expect(asked).toHaveLength(1);
    now += 1;
    await refresh();
    expect(asked).toHaveLength(2);
  });

  const broken: [string, () => Parameters<TestUpstream["answerWith"]>[0], string][] = [
    ["an error", () => json({}, 500), "status 500"],
    ["a redirect", () => json({}, 302, { location: `${publisher.url}/elsewhere` }), "status 302"],
    ["no JSON", () => (response) => void response.writeHead(200).end("<html>"), "not a price list"],
    ["another format", () => json({ models: [] }), "not a price list"],
    ["an empty list", () => json([]), "not a price list"],
    [
      "a list of nothing that can be used",
      () => json(published.map((one) => ({ ...one, models: [{ id: "x" }] }))),
      "not a price list",
    ],
    [
      "too much",
      () => (response) => void response.writeHead(200).end(" ".repeat(5_000_000)),
      "too large, or broken off",
    ],
    [
      "half of it",
      () => (response) => {
        response.writeHead(200, { "content-length": "1000" }).write("[");
        setTimeout(() => response.destroy(), 10);
      },
      "too large, or broken off",
    ],
  ];
  test.each(broken)("that is %s changes nothing, is told, and is asked for again soon", async (_, answer, reason) => {
    const { refresh, inputOf, asked } = start();
    publisher.answerWith(answer());
    await refresh();
    expect(failures).toEqual([reason]);
    expect(inputOf("gpt-5")).toBe(1.25);
    await refresh();
    expect(asked).toHaveLength(1);
    now += HOUR_MS / 4;
    publisher.answerWith(json(published));
    await refresh();
    expect(asked).toHaveLength(2);
  });

  test("a failure after a success keeps the newer list", async () => {
    const { refresh, inputOf } = start(1);
    addModel("gpt-7", { equals: "gpt-7" });
    publisher.answerWith(json(published));
    await refresh();
    now += HOUR_MS;
    publisher.answerWith(json({}, 503));
    await refresh();
    expect([inputOf("gpt-7"), failures]).toEqual([7, ["status 503"]]);
  });

  test("a publisher that cannot be reached", async () => {
    const unreachable = new PriceRefresh(
      new Catalogue(),
      { everyHours: 1 },
      {
        fetch: () => Promise.reject(new TypeError("fetch failed")),
        now: () => now,
        providers: [],
        failed: (reason) => failures.push(reason),
      },
    );
    await expect(unreachable.refreshIfDue()).resolves.toBeUndefined();
    expect(failures).toEqual(["not reachable"]);
  });
});

describe("a model of a published list is left out", () => {
  test.each<[string, unknown, unknown]>([
    ["with a pattern that takes exponential time", { regex: "^(a+)+$" }, { input_mtok: 1 }],
    ["with a pattern that takes quadratic time", { regex: "^a*b*c*$" }, { input_mtok: 1 }],
    [
      "with a pattern of many things that may be missing",
      { regex: `^${"a?".repeat(30)}${"a".repeat(30)}$` },
      { input_mtok: 1 },
    ],
    ["with a pattern of many choices", { regex: `^${"(a|a)".repeat(30)}b$` }, { input_mtok: 1 }],
    ["with a pattern that is tried everywhere", { regex: "a*b" }, { input_mtok: 1 }],
    ["with a pattern that is none", { regex: "^(" }, { input_mtok: 1 }],
    ["with nothing to match", {}, { input_mtok: 1 }],
    ["with two ways to match", { equals: "new", contains: "new" }, { input_mtok: 1 }],
    ["with a way to match that is not known", { like: "new" }, { input_mtok: 1 }],
    [
      "with conditions in conditions without end",
      { or: [{ or: [{ or: [{ or: [{ or: [{ equals: "new" }] }] }] }] }] },
      { input_mtok: 1 },
    ],
    ["with a price below nothing", { equals: "new" }, { input_mtok: -1 }],
    ["with a price that is a text", { equals: "new" }, { input_mtok: "1" }],
    ["with a price beyond any", { equals: "new" }, { input_mtok: 1e300 }],
    ["with a price that the package cannot use", { equals: "new" }, { cache_write_1h_mtok: 1 }],
    [
      "with such a price at another time",
      { equals: "new" },
      [{ prices: { cache_write_1h_mtok: 1 } }, { prices: { input_mtok: 1 } }],
    ],
    [
      "with a time that is none",
      { equals: "new" },
      [
        { prices: { input_mtok: 1 } },
        { constraint: { type: "time_of_date", start_time: "99:00:00Z", end_time: "x" }, prices: { input_mtok: 2 } },
      ],
    ],
  ])("%s", (_, match, prices) => {
    const before = readPublishedList(published, everybody()).find(({ id }) => id === "openai")?.models.length;
    addModel("new", match, prices);
    const after = readPublishedList(published, everybody()).find(({ id }) => id === "openai")?.models;
    expect(after?.length).toBe(before);
    expect(after?.some(({ id }) => id === "new")).toBe(false);
  });

  test("and none of those that came with the gateway is", () => {
    const read = readPublishedList(published, everybody());
    expect(read.map(({ id, models }) => [id, models.length])).toEqual(
      published.map(({ id, models }) => [id, models.length]),
    );
  });
});

describe("the setting", () => {
  test("is off unless it is there, and asks once a day", () => {
    expect(parseSettings({}).priceRefresh).toBeUndefined();
    expect(parseSettings({ priceRefresh: {} }).priceRefresh).toEqual({ everyHours: 24 });
  });

  test.each([{ url: "http://example.org/prices.json" }, { everyHours: 0 }, { everyHours: 10_000 }, { hours: 1 }])(
    "refuses %j",
    (priceRefresh) => {
      expect(() => parseSettings({ priceRefresh })).toThrow(/priceRefresh/);
    },
  );
});

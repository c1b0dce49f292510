import { calcPrice, type Provider, waitForUpdate } from "@pydantic/genai-prices";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Usage } from "../../src/core/audit-record.ts";
import { costMicrodollars } from "../../src/core/money/cost.ts";
import { flatRate, type TokenPrice } from "../../src/core/money/price.ts";
import { Catalogue } from "../../src/prices/catalogue.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const catalogue = new Catalogue();
const usd = (price: TokenPrice | undefined) =>
  price && [price.input.base, price.output.base].map((rate) => Number(rate) / 1e6);

let providers: readonly Provider[];
beforeAll(async () => {
  providers = (await waitForUpdate()) ?? [];
});

describe("the price of a model", () => {
  test.each<[string, string, [number, number]]>([
    ["openai", "gpt-5", [1.25, 10]],
    ["openai", "gpt-5-2025-08-07", [1.25, 10]],
    ["openai", "gpt-5.5", [5, 30]],
    // A snapshot that is not listed costs what its model costs.
    ["openai", "gpt-5.5-2026-11-01", [5, 30]],
    ["openai", "GPT-5.5", [5, 30]],
    // One that is listed has its own price.
    ["openai", "gpt-4o-2024-05-13", [5, 15]],
    ["openai", "gpt-4o-2024-08-06", [2.5, 10]],
    ["openai", "gpt-4o-mini", [0.15, 0.6]],
    ["anthropic", "claude-sonnet-4-5", [3, 15]],
    ["anthropic", "claude-sonnet-4-5-20250929", [3, 15]],
    ["anthropic", "claude-haiku-4-5-20251001", [1, 5]],
    ["gemini", "models/gemini-2.5-flash", [0.3, 2.5]],
  ])("%s/%s", (provider, model, expected) => {
    expect(usd(catalogue.priceOf(provider, model, NOW))).toEqual(expected);
  });

  test("cached tokens, cache writes and long contexts have their own", () => {
    const price = catalogue.priceOf("anthropic", "claude-sonnet-4-5", NOW);
    expect(price?.cachedInput).toEqual({ base: flatRate(0.3), tiers: [{ above: 200_000, rate: flatRate(0.6) }] });
    expect(price?.cacheWrite?.base).toBe(flatRate(3.75));
    expect(price?.cacheWrite1h?.base).toBe(flatRate(6));
    expect(price?.factors).toEqual({ batch: 500 });
    expect(catalogue.priceOf("openai", "gpt-realtime", NOW)?.audioOutput?.base).toBe(flatRate(64));
  });

  test("is that of the hour and of the day", () => {
    const at = (hour: number) => usd(catalogue.priceOf("deepseek", "deepseek-chat", Date.UTC(2026, 10, 21, hour)));
    expect([at(12), at(20)]).toEqual([
      [0.27, 1.1],
      [0.135, 0.55],
    ]);
  });

  test.each([
    ["openai", "gpt-99"],
    ["openai", "claude-sonnet-4-5"],
    ["anthropic", "gpt-5"],
    ["openai", ""],
    ["openai", "x".repeat(300)],
    ["acme", "gpt-5"],
    ["acme-openai", "gpt-5"],
    ["openai-eu", "gpt-5"],
    ["my-anthropic", "claude-sonnet-4-5"],
    ["constructor", "gpt-5"],
    ["__proto__", "gpt-5"],
    // Listed without a price for tokens: which would be counted as nothing.
    ["openai", "whisper-1"],
    ["github-copilot", "gpt-4o"],
    // The list's own advice is to take another provider's price.
    ["azure", "claude-sonnet-4-5"],
  ])("%s/%s is not known", (provider, model) => {
    expect(catalogue.priceOf(provider, model, NOW)).toBeUndefined();
  });

  test("is never that of another provider, whatever models the others have", () => {
    // Each provider's models cost its place in the list, so that a price says whose it is.
    const marked = providers.map((provider, index) => ({
      ...provider,
      models: provider.models.map((model) => ({ ...model, prices: { input_mtok: index + 1, output_mtok: 1 } })),
    }));
    const own = new Catalogue();
    own.replace(marked);
    const models = [...new Set(providers.flatMap((provider) => provider.models.map(({ id }) => id)))];
    let known = 0;
    fc.assert(
      fc.property(fc.nat(marked.length - 1), fc.constantFrom(...models), (index, model) => {
        const id = marked[index]?.id ?? "";
        const price = own.priceOf(id, model, NOW);
        if (price !== undefined) known += 1;
        expect([undefined, flatRate(index + 1)]).toContain(price?.input.base);
      }),
      { numRuns: 3_000 },
    );
    expect(known).toBeGreaterThan(50);
  });

  test("of a name that only holds a provider's is not known", () => {
    const ids = fc.constantFrom("openai", "anthropic", "google", "mistral", "aws", "cohere", "bedrock");
    const around = fc.stringMatching(/^[a-z0-9-]{1,10}$/);
    fc.assert(
      fc.property(
        ids,
        around,
        fc.boolean(),
        fc.constantFrom("gpt-5", "claude-sonnet-4-5"),
        (id, more, before, model) => {
          const provider = before ? `${more}-${id}` : `${id}-${more}`;
          fc.pre(!providers.some((one) => one.id === provider) && provider !== "google-vertex");
          expect(catalogue.priceOf(provider, model, NOW)).toBeUndefined();
        },
      ),
    );
  });
});

describe("beside the package's own calculation", () => {
  const parts = fc.record({
    promptTokens: fc.oneof(fc.nat(2_000), fc.nat(1_000_000)),
    completionTokens: fc.nat(100_000),
    cached: fc.double({ min: 0, max: 0.4, noNaN: true }),
    written: fc.double({ min: 0, max: 0.4, noNaN: true }),
    anHour: fc.double({ min: 0, max: 1, noNaN: true }),
    reasoning: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  test("every model of the list costs the same, rounded up, at any time", () => {
    const all = providers.flatMap((provider) => provider.models.map((model) => ({ provider, model })));
    const moments = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2026, 11) });
    let compared = 0;
    fc.assert(
      fc.property(fc.constantFrom(...all), parts, moments, ({ provider, model }, part, at) => {
        const price = catalogue.priceOf(provider.id, model.id, at);
        const usage: Usage = {
          promptTokens: part.promptTokens,
          completionTokens: part.completionTokens,
          cachedTokens: Math.floor(part.promptTokens * part.cached),
          cacheWriteTokens: Math.floor(part.promptTokens * part.written),
          cacheWrite1hTokens: Math.floor(Math.floor(part.promptTokens * part.written) * part.anHour),
          reasoningTokens: Math.floor(part.completionTokens * part.reasoning),
        };
        const theirs = calcPrice(
          {
            input_tokens: usage.promptTokens,
            output_tokens: usage.completionTokens,
            cache_read_tokens: usage.cachedTokens,
            cache_write_tokens: usage.cacheWriteTokens,
            cache_write_1h_tokens: usage.cacheWrite1hTokens,
            output_reasoning_tokens: usage.reasoningTokens,
          },
          model.id,
          { provider: { ...provider, fallback_model_providers: [] }, timestamp: new Date(at) },
        );
        if (price === undefined || theirs === null || theirs.model_price["output_mtok"] === undefined) return;
        compared += 1;
        const exact = theirs.total_price * 1e6;
        const ours = costMicrodollars(usage, price);
        expect(ours - exact).toBeGreaterThan(-1e-6 * (1 + exact));
        expect(ours - exact).toBeLessThan(1 + 1e-6 * (1 + exact));
      }),
      { numRuns: 2_000 },
    );
    expect(compared).toBeGreaterThan(1_000);
  });
});

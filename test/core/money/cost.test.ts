import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Usage } from "../../../src/core/audit-record.ts";
import { costMicrodollars, reservationMicrodollars } from "../../../src/core/money/cost.ts";
import { flatRate, type Rate, type TokenPrice } from "../../../src/core/money/price.ts";

const rate = (usdPerMillion: number, ...tiers: [number, number][]): Rate => ({
  base: flatRate(usdPerMillion),
  tiers: tiers.map(([above, price]) => ({ above, rate: flatRate(price) })),
});

/** Claude Sonnet 4.5 as Anthropic lists it. */
const SONNET: TokenPrice = {
  input: rate(3, [200_000, 6]),
  cachedInput: rate(0.3, [200_000, 0.6]),
  cacheWrite: rate(3.75, [200_000, 7.5]),
  cacheWrite1h: rate(6, [200_000, 12]),
  output: rate(15, [200_000, 22.5]),
  factors: { batch: 500 },
};
/** GPT-5 as OpenAI lists it. */
const GPT5: TokenPrice = {
  input: rate(1.25),
  cachedInput: rate(0.125),
  output: rate(10),
  factors: { batch: 500, flex: 500, priority: 2_500 },
};
const REALTIME: TokenPrice = {
  input: rate(4),
  cachedInput: rate(0.4),
  audioInput: rate(32),
  cachedAudioInput: rate(0.4),
  imageInput: rate(5),
  cachedImageInput: rate(0.5),
  output: rate(16),
  audioOutput: rate(64),
};

const tokens = (promptTokens: number, completionTokens: number, parts: Partial<Usage> = {}): Usage => ({
  promptTokens,
  completionTokens,
  ...parts,
});

describe("what a request costs", () => {
  test.each<[string, TokenPrice, Usage, number]>([
    // OpenAI's guide to prompt caching: 2,006 prompt tokens, 1,920 of them cached, 300 of the answer.
    ["OpenAI: cached tokens are part of the prompt's", GPT5, tokens(2_006, 300, { cachedTokens: 1_920 }), 3_348],
    // OpenAI's guide to reasoning: 75 in, 1,186 out, of which 1,024 are reasoning.
    ["OpenAI: reasoning is part of the answer's", GPT5, tokens(75, 1_186, { reasoningTokens: 1_024 }), 11_954],
    // Anthropic's guide to prompt caching: 50 in, 100,000 read, 248 written for 5 minutes, 503 out.
    [
      "Anthropic: read and written tokens beside input_tokens",
      SONNET,
      tokens(100_298, 503, { cachedTokens: 100_000, cacheWriteTokens: 248 }),
      38_625,
    ],
    // The same guide's mixed times: 2,048 in, 1,800 read, 456 for 5 minutes, 100 for an hour, 503 out.
    [
      "Anthropic: written for an hour",
      SONNET,
      tokens(4_404, 503, { cachedTokens: 1_800, cacheWriteTokens: 556, cacheWrite1hTokens: 100 }),
      16_539,
    ],
    ["long context: the whole request at the higher price", SONNET, tokens(200_001, 1_000), 1_222_506],
    ["not one token earlier", SONNET, tokens(200_000, 1_000), 615_000],
    [
      "audio and text in and out",
      REALTIME,
      tokens(119, 120, { promptAudioTokens: 100, completionAudioTokens: 100 }),
      9_996,
    ],
    ["images", REALTIME, tokens(1_000, 0, { promptImageTokens: 900 }), 4_900],
    ["a batch costs half", GPT5, tokens(1_000, 100, { serviceTier: "batch" }), 1_125],
    ["priority costs more", GPT5, tokens(1_000, 100, { serviceTier: "priority" }), 5_625],
    [
      "a tier that the price does not know costs the standard",
      REALTIME,
      tokens(1_000, 0, { serviceTier: "flex" }),
      4_000,
    ],
    ["one cheap token is not free", { input: rate(0.01), output: rate(0.01) }, tokens(1, 0), 1],
    ["rounded once, not for each kind", GPT5, tokens(2, 0, { cachedTokens: 1 }), 2],
    ["nothing used costs nothing", GPT5, tokens(0, 0), 0],
    ["a free model is free", { input: rate(0), output: rate(0) }, tokens(1_000_000, 1_000_000), 0],
    [
      "a price for each request",
      { input: rate(1), output: rate(1), request: flatRate(12_000) },
      tokens(10, 10),
      12_020,
    ],
    ["without a rate of its own audio costs what text costs", GPT5, tokens(8, 0, { promptAudioTokens: 8 }), 10],
    ["more cached than there are tokens", GPT5, tokens(8, 0, { cachedTokens: 100 }), 1],
    ["more reasoning than the answer has", GPT5, tokens(0, 5, { reasoningTokens: 10 }), 100],
  ])("%s", (_, price, usage, microdollars) => {
    expect(costMicrodollars(usage, price)).toBe(microdollars);
  });

  test("is exact where a double is not", () => {
    // 99,999,999 × 0.1 + 1 × 600, in micro-dollars, is 10,000,599.9.
    const price = { input: rate(0.1), output: rate(600) };
    expect(costMicrodollars(tokens(99_999_999, 1), price)).toBe(10_000_600);
    expect(costMicrodollars(tokens(100_000_000, 100_000_000), { input: rate(600), output: rate(600) })).toBe(
      120_000_000_000,
    );
  });

  const usages = fc
    .record({
      promptTokens: fc.nat(300_000),
      completionTokens: fc.nat(100_000),
      shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
    })
    .map(({ promptTokens, completionTokens, shares: [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] }) => {
      const cacheWriteTokens = Math.floor(promptTokens * a * 0.5);
      const rest = promptTokens - cacheWriteTokens;
      const promptAudioTokens = Math.floor(rest * c * 0.5);
      return tokens(promptTokens, completionTokens, {
        cacheWriteTokens,
        cacheWrite1hTokens: Math.floor(cacheWriteTokens * b),
        promptAudioTokens,
        promptImageTokens: Math.floor((rest - promptAudioTokens) * d),
        cachedTokens: Math.floor(rest * e),
        reasoningTokens: Math.floor(completionTokens * f),
      });
    });

  test("with one price for every kind each token is counted exactly once", () => {
    fc.assert(
      fc.property(usages, fc.integer({ min: 1, max: 1_000 }), (usage, usd) => {
        const price = { input: rate(usd), output: rate(usd), cachedInput: rate(usd), reasoning: rate(usd) };
        expect(costMicrodollars(usage, price)).toBe((usage.promptTokens + usage.completionTokens) * usd);
      }),
    );
  });

  test("more tokens never cost less, and a discount never costs more", () => {
    fc.assert(
      fc.property(usages, (usage) => {
        const cost = costMicrodollars(usage, SONNET);
        expect(costMicrodollars({ ...usage, promptTokens: usage.promptTokens + 1 }, SONNET)).toBeGreaterThanOrEqual(
          cost,
        );
        expect(costMicrodollars({ ...usage, serviceTier: "batch" }, SONNET)).toBeLessThanOrEqual(cost);
        expect(Number.isSafeInteger(cost) && (cost > 0 || usage.promptTokens + usage.completionTokens === 0)).toBe(
          true,
        );
      }),
    );
  });

  test("a reservation of what was used covers what it costs, however it was cached", () => {
    fc.assert(
      fc.property(usages, fc.constantFrom(GPT5, REALTIME, SONNET), (usage, price) => {
        const { promptAudioTokens = 0, promptImageTokens = 0 } = usage;
        const estimate = {
          textTokens: usage.promptTokens - promptAudioTokens - promptImageTokens,
          audioTokens: promptAudioTokens,
          imageTokens: promptImageTokens,
          outputTokens: usage.completionTokens,
          keptForAnHour: (usage.cacheWrite1hTokens ?? 0) > 0,
        };
        expect(reservationMicrodollars(estimate, price)).toBeGreaterThanOrEqual(costMicrodollars(usage, price));
      }),
    );
  });
});

test("a reservation covers an answer of sound only", () => {
  const usage = { promptTokens: 10, completionTokens: 1_000, completionAudioTokens: 1_000 };
  const estimate = { textTokens: 10, audioTokens: 0, imageTokens: 0, outputTokens: 1_000, keptForAnHour: false };
  expect(costMicrodollars(usage, REALTIME)).toBeGreaterThan(
    costMicrodollars({ ...usage, completionAudioTokens: 0 }, REALTIME),
  );
  expect(reservationMicrodollars(estimate, REALTIME)).toBeGreaterThanOrEqual(costMicrodollars(usage, REALTIME));
});

test("no cost is more than sums can hold exactly, whatever a provider reports and a price list says", () => {
  const price = { input: { base: flatRate(1_000_000), tiers: [] }, output: { base: flatRate(1_000_000), tiers: [] } };
  const usage = { promptTokens: 4_000_000_000, completionTokens: 4_000_000_000 };
  expect(costMicrodollars(usage, price)).toBe(1e15);
});

describe("a rate", () => {
  test.each([
    [0, 0n],
    [0.035, 35_000n],
    [0.1 + 0.2, 300_000n],
    [0.083_333_333_333_333_34, 83_334n],
    [600, 600_000_000n],
  ])("of $%d for a million tokens", (usd, expected) => {
    expect(flatRate(usd)).toBe(expected);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e9])("%d is no price", (usd) => {
    expect(() => flatRate(usd)).toThrow(RangeError);
  });
});

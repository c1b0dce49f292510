import { describe, expect, test } from "vitest";
import { parseSettings } from "../../src/config/schema.ts";
import { costMicrodollars } from "../../src/core/money/cost.ts";
import { Catalogue } from "../../src/prices/catalogue.ts";
import { OwnPrices } from "../../src/prices/own-prices.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const USAGE = { promptTokens: 1_000_000, completionTokens: 1_000_000 };

function costOf(prices: readonly unknown[], name: string, usage: object = USAGE): number | undefined {
  const [provider = "", ...model] = name.split("/");
  const list = new OwnPrices(parseSettings({ prices }).prices, new Catalogue());
  const price = list.priceOf(provider, model.join("/"), NOW);
  return price && costMicrodollars({ ...USAGE, ...usage }, price);
}

const ACME = { model: "acme/*", inputPerMillion: 1, outputPerMillion: 2 };

describe("an operator's prices", () => {
  test.each<[string, readonly unknown[], string, number | undefined]>([
    ["a model that nobody else knows", [ACME], "acme/large", 3_000_000],
    ["a name with more slashes", [ACME], "acme/org/large", 3_000_000],
    ["another provider's models stay what they are", [ACME], "openai/gpt-5", 11_250_000],
    [
      "a model whose price was negotiated",
      [{ model: "openai/gpt-5", inputPerMillion: 1, outputPerMillion: 5 }],
      "openai/gpt-5",
      6_000_000,
    ],
    ["the first row that fits counts", [{ model: "acme/small", free: true }, ACME], "acme/small", 0],
    ["a whole name is no beginning", [{ model: "acme/small", free: true }, ACME], "acme/smaller", 3_000_000],
    [
      "a deployment's name stands for a model",
      [{ model: "azure/my-chat", as: "openai/gpt-5" }],
      "azure/my-chat",
      11_250_000,
    ],
    ["a reseller's names stand for its source's", [{ model: "azure/*", as: "openai/*" }], "azure/gpt-5", 11_250_000],
    [
      "a name that stands for nothing is not known",
      [{ model: "azure/*", as: "acme/*" }, ACME],
      "azure/gpt-5",
      undefined,
    ],
    ["servers of one's own are free", [], "ollama/llama3.2", 0],
    [
      "unless they are said not to be",
      [{ model: "vllm/*", inputPerMillion: 0.1, outputPerMillion: 0.1 }],
      "vllm/qwen",
      200_000,
    ],
    ["what is not said is not free", [], "acme/large", undefined],
    ["and no other provider is a server of one's own", [], "ollama-cloud/llama3.2", undefined],
    ["a price for each request", [{ ...ACME, usdPerRequest: 0.01 }], "acme/large", 3_010_000],
  ])("%s", (_, prices, name, microdollars) => {
    expect(costOf(prices, name)).toBe(microdollars);
  });

  test("each kind of token may have its own price, and each tier a factor", () => {
    const row = {
      ...ACME,
      cachedInputPerMillion: 0.1,
      cacheWritePerMillion: 1.25,
      cacheWrite1hPerMillion: 2,
      audioInputPerMillion: 30,
      imageInputPerMillion: 7,
      reasoningPerMillion: 3,
      audioOutputPerMillion: 60,
      imageOutputPerMillion: 40,
      batchFactor: 0.5,
      flexFactor: 0.25,
      priorityFactor: 2,
    };
    const kinds: [object, number][] = [
      [{ cachedTokens: 1_000_000 }, 100_000],
      [{ cacheWriteTokens: 1_000_000 }, 1_250_000],
      [{ cacheWriteTokens: 1_000_000, cacheWrite1hTokens: 1_000_000 }, 2_000_000],
      [{ promptAudioTokens: 1_000_000 }, 30_000_000],
      [{ promptImageTokens: 1_000_000 }, 7_000_000],
    ];
    for (const [usage, input] of kinds) expect(costOf([row], "acme/x", usage)).toBe(input + 2_000_000);
    expect(costOf([row], "acme/x", { reasoningTokens: 1_000_000 })).toBe(4_000_000);
    expect(costOf([row], "acme/x", { completionAudioTokens: 1_000_000 })).toBe(61_000_000);
    expect(costOf([row], "acme/x", { completionImageTokens: 1_000_000 })).toBe(41_000_000);
    const tiers = ["batch", "flex", "priority"].map((serviceTier) => costOf([row], "acme/x", { serviceTier }));
    expect(tiers).toEqual([1_500_000, 750_000, 6_000_000]);
  });

  test.each<[string, unknown, RegExp]>([
    ["a price below nothing", { ...ACME, inputPerMillion: -1 }, /prices/],
    ["half of a price", { model: "acme/*", inputPerMillion: 1 }, /prices/],
    ["free and not free", { ...ACME, free: true }, /prices/],
    ["not free, and no price", { model: "acme/*", free: false }, /prices/],
    ["a model without a provider", { ...ACME, model: "*" }, /prices/],
    ["a star in the middle", { ...ACME, model: "acme/*/x" }, /prices/],
    ["as with a star for a model without", { model: "azure/x", as: "openai/*" }, /prices/],
    ["a price that is a text", { ...ACME, outputPerMillion: "2" }, /prices/],
    ["a property that nobody knows", { ...ACME, outputPerMilion: 2 }, /prices/],
  ])("refused: %s", (_, row, message) => {
    expect(() => parseSettings({ prices: [row] })).toThrow(message);
  });
});

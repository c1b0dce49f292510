import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { readChatUsage, readUsage } from "../../src/dialects/openai-chat/usage.ts";
import { UsageMeter } from "../../src/dialects/usage-meter.ts";

const INPUT_ESTIMATE = 1_000;

function metered(bodies: readonly JsonObject[], ended = true) {
  const meter = new UsageMeter(() => INPUT_ESTIMATE, readChatUsage);
  for (const body of bodies) meter.read(body);
  if (ended) meter.end();
  return meter.usage();
}

const says = (usage: Json): JsonObject => ({ choices: [], usage });
const writes = (content: string): JsonObject => ({ choices: [{ index: 0, delta: { role: "assistant", content } }] });
const report = (prompt: number, completion: number, more: JsonObject = {}): JsonObject =>
  says({ prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion, ...more });

describe("a report of usage", () => {
  test.each<[string, Json, object | undefined]>([
    [
      "OpenAI's, with cached tokens in the prompt's and reasoning in the completion's",
      {
        prompt_tokens: 2_006,
        completion_tokens: 300,
        total_tokens: 2_306,
        prompt_tokens_details: { cached_tokens: 1_920, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 256,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
      { promptTokens: 2_006, completionTokens: 300, cachedTokens: 1_920, reasoningTokens: 256 },
    ],
    [
      "OpenAI's, of sound",
      {
        prompt_tokens: 119,
        completion_tokens: 120,
        total_tokens: 239,
        prompt_tokens_details: { audio_tokens: 100, cached_tokens: 0 },
        completion_tokens_details: { audio_tokens: 90 },
      },
      { promptTokens: 119, completionTokens: 120, promptAudioTokens: 100, completionAudioTokens: 90 },
    ],
    [
      "the gateway's own of an Anthropic answer",
      {
        prompt_tokens: 4_404,
        completion_tokens: 503,
        total_tokens: 4_907,
        prompt_tokens_details: { cached_tokens: 1_800, cache_write_tokens: 556, cache_write_1h_tokens: 100 },
      },
      {
        promptTokens: 4_404,
        completionTokens: 503,
        cachedTokens: 1_800,
        cacheWriteTokens: 556,
        cacheWrite1hTokens: 100,
      },
    ],
    [
      "xAI's, with reasoning beside the completion's tokens",
      {
        prompt_tokens: 32,
        completion_tokens: 9,
        total_tokens: 135,
        completion_tokens_details: { reasoning_tokens: 94 },
      },
      { promptTokens: 32, completionTokens: 103, reasoningTokens: 94 },
    ],
    [
      "Gemini's, with thoughts in the total only",
      { prompt_tokens: 10, completion_tokens: 5, total_tokens: 65 },
      { promptTokens: 10, completionTokens: 55, reasoningTokens: 50 },
    ],
    [
      "DeepSeek's",
      {
        prompt_tokens: 100,
        completion_tokens: 1,
        total_tokens: 101,
        prompt_cache_hit_tokens: 64,
        prompt_cache_miss_tokens: 36,
      },
      { promptTokens: 100, completionTokens: 1, cachedTokens: 64 },
    ],
    [
      "Moonshot's",
      { prompt_tokens: 19, completion_tokens: 21, total_tokens: 40, cached_tokens: 10 },
      { promptTokens: 19, completionTokens: 21, cachedTokens: 10 },
    ],
    [
      "one that counts cached tokens beside the prompt's",
      { prompt_tokens: 50, completion_tokens: 5, total_tokens: 55, prompt_tokens_details: { cached_tokens: 1_000 } },
      { promptTokens: 1_050, completionTokens: 5, cachedTokens: 1_000 },
    ],
    ["of embeddings", { prompt_tokens: 8, total_tokens: 8 }, { promptTokens: 8, completionTokens: 0 }],
    [
      "details that are null",
      { prompt_tokens: 1, completion_tokens: 2, prompt_tokens_details: null },
      { promptTokens: 1, completionTokens: 2 },
    ],
    ["null, as in each piece but the last", null, undefined],
    ["of nothing, which would be free", { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }, undefined],
    ["with texts for numbers", { prompt_tokens: "5", completion_tokens: "5" }, undefined],
    ["below nothing", { prompt_tokens: -5, completion_tokens: 5 }, undefined],
    ["of half a token", { prompt_tokens: 0.5, completion_tokens: 5 }, undefined],
    ["beyond all bounds", { prompt_tokens: 1e300, completion_tokens: 5 }, undefined],
    ["that is a list", [1, 2], undefined],
  ])("%s", (_, usage, expected) => {
    expect(readUsage(usage)).toEqual(expected);
  });

  test("has no part that is larger than its total, whatever a provider says", () => {
    const count = fc.oneof(fc.nat(1_000), fc.constantFrom<Json>(null, -1, "x", 1.5));
    const any = fc.record({
      prompt_tokens: count,
      completion_tokens: count,
      total_tokens: count,
      prompt_tokens_details: fc.record({
        cached_tokens: count,
        cache_write_tokens: count,
        cache_write_1h_tokens: count,
      }),
    });
    fc.assert(
      fc.property(any, (usage) => {
        const read = readUsage(usage as JsonObject);
        if (read === undefined) return;
        expect((read.cachedTokens ?? 0) + (read.cacheWriteTokens ?? 0)).toBeLessThanOrEqual(read.promptTokens);
        expect(read.cacheWrite1hTokens ?? 0).toBeLessThanOrEqual(read.cacheWriteTokens ?? 0);
      }),
    );
  });
});

describe("the usage of an answer", () => {
  test("is the last report of a stream, with the details that only it has", () => {
    const last = report(12, 40, { prompt_tokens_details: { cached_tokens: 8 } });
    expect(metered([report(12, 1), writes("a"), report(12, 20), report(12, 40), last])).toEqual({
      promptTokens: 12,
      completionTokens: 40,
      cachedTokens: 8,
    });
  });

  test("is the largest report, when a later one says less", () => {
    expect(metered([report(12, 40), report(12, 1), says({ prompt_tokens: 0, completion_tokens: 0 })])).toEqual({
      promptTokens: 12,
      completionTokens: 40,
    });
  });

  test("does not depend on the order of the reports", () => {
    const reports = fc.uniqueArray(fc.nat(1_000), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(reports, (outputs) => {
        const usage = metered(outputs.map((output) => report(7, output)));
        expect(usage).toEqual({ promptTokens: 7, completionTokens: Math.max(...outputs) });
      }),
    );
  });

  test("is estimated, and says so, where nobody reports", () => {
    const usage = metered([writes("one two three "), writes("four five six")]);
    expect(usage).toMatchObject({ promptTokens: INPUT_ESTIMATE, estimated: true });
    expect(usage.completionTokens).toBeGreaterThanOrEqual(6);
  });

  test("of a stream that was cut is what came, at least, beside the input that was reported", () => {
    const text = "many words that were written before it broke ".repeat(20);
    const usage = metered([report(12, 1), writes(text)], false);
    expect(usage).toMatchObject({ promptTokens: 12, estimated: true });
    expect(usage.completionTokens).toBeGreaterThan(160);
    expect(metered([report(12, 5_000), writes(text)], false)).toMatchObject({
      completionTokens: 5_000,
      estimated: true,
    });
  });

  test("is estimated when a report says that a text was written for nothing", () => {
    expect(metered([writes("words and words"), report(12, 0)])).toMatchObject({ promptTokens: 12, estimated: true });
    expect(metered([writes("words and words"), report(12, 0)]).completionTokens).toBeGreaterThan(3);
  });

  test("counts reasoning, tool calls and every choice, and not what the model has not written", () => {
    const many = "several words ".repeat(30);
    const only = (delta: JsonObject) => metered([{ choices: [{ index: 0, delta }] }]).completionTokens;
    expect(only({ reasoning_content: many })).toBeGreaterThan(60);
    expect(only({ tool_calls: [{ index: 0, function: { name: "f", arguments: many } }] })).toBeGreaterThan(60);
    expect(only({ role: "assistant", id: many, tool_calls: [{ id: many, type: many }] })).toBe(0);
    const whole = { choices: [{ message: { content: many } }, { message: { content: many } }] };
    expect(metered([whole]).completionTokens).toBeGreaterThan(120);
  });

  test("pieces of a stream count like the whole text", () => {
    const pieces = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 30 });
    fc.assert(
      fc.property(pieces, (texts) => {
        const apart = metered(texts.map(writes));
        expect(apart.completionTokens).toBe(metered([writes(texts.join(""))]).completionTokens);
      }),
    );
  });

  test.each(["flex", "priority", "batch"])("says that it was worked on as %s", (tier) => {
    const [prompt, last] = [writes("x"), report(1, 1)];
    expect(metered([{ ...prompt, service_tier: tier }, last])).toMatchObject({ serviceTier: tier });
  });

  test.each(["default", "auto", "scale", null, 7])("takes %s for the standard", (tier) => {
    expect(metered([{ ...report(1, 1), service_tier: tier }])).toEqual({ promptTokens: 1, completionTokens: 1 });
  });
});

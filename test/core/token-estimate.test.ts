import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { estimateRequest, TextTokens } from "../../src/core/token-estimate.ts";

function tokensOf(text: string): number {
  const tokens = new TextTokens();
  tokens.add(text);
  return tokens.count;
}

const ask = (content: unknown, more: object = {}) =>
  ({ model: "openai/gpt-5", messages: [{ role: "user", content }], ...more }) as JsonObject;

describe("the estimate of a text", () => {
  // Counted with OpenAI's o200k_base and cl100k_base (gpt-tokenizer 3).
  test.each([
    [
      "English",
      "The quick brown fox jumps over the lazy dog. Please summarise the following report for the board, and keep it short: revenue grew by 12% while costs fell.",
      35,
      35,
    ],
    [
      "German",
      "Die Zuständigkeit der Behörde für die Überprüfung der Verfügbarkeit ergibt sich aus der Prüfungsordnung.",
      22,
      29,
    ],
    [
      "Turkish",
      "Merhaba, bugün hava çok güzel. Lütfen bu raporu özetleyin ve bana mümkün olan en kısa sürede gönderin.",
      28,
      40,
    ],
    [
      "Russian",
      "Здравствуйте, сегодня прекрасная погода. Пожалуйста, подготовьте краткое изложение этого отчёта.",
      23,
      47,
    ],
    ["Greek", "Καλημέρα, ο καιρός είναι υπέροχος σήμερα. Παρακαλώ συνοψίστε αυτή την αναφορά.", 27, 72],
    ["Arabic", "مرحبا، الطقس جميل جدا اليوم. يرجى تلخيص هذا التقرير وإرساله إلي في أقرب وقت ممكن.", 25, 59],
    ["Hindi", "नमस्ते, आज मौसम बहुत अच्छा है। कृपया इस रिपोर्ट का सारांश तैयार करें।", 22, 74],
    [
      "Chinese",
      "你好，今天天气很好。请总结这份报告，并尽快发送给我。我们需要在下周一之前完成这个项目的预算审查。",
      34,
      46,
    ],
    [
      "Japanese",
      "こんにちは、今日はとても良い天気ですね。このレポートを要約して、できるだけ早く私に送ってください。",
      30,
      41,
    ],
    ["Korean", "안녕하세요, 오늘 날씨가 정말 좋네요. 이 보고서를 요약해서 가능한 한 빨리 저에게 보내 주세요.", 26, 49],
    ["emoji", "😀😃😄😁🎉🚀 👍🏽🔥💯✨🤖", 19, 29],
    [
      "code",
      "function add(first: number, second: number): number {\n  if (first === 0) return second;\n  return first + second;\n}\n",
      30,
      30,
    ],
    [
      "code without spaces",
      "function a(b,c){return b?c[0]:{d:!0,e:[1,2,3]}}var x=a(1,[2]);for(let i=0;i<x.length;i++){y.push(x[i]^0xff)}",
      52,
      51,
    ],
    [
      "JSON",
      '{"id":17,"name":"widget","tags":["a","b"],"price":{"amount":12.5,"currency":"EUR"},"in_stock":true}',
      34,
      32,
    ],
    ["numbers", "4111111111111111 2026-11-21T15:04:05Z 3.14159265358979 192.168.0.1 0x7fffdeadbeef", 44, 44],
    ["hexadecimal", "9e3779b93c6ef372daa66d2c78dde6e51715609f54ab8c1a2f3e4d5c6b7a8990", 43, 44],
    [
      "base64",
      "TG9yZW0gaXBzdW0gZG9sb3Igc2l0IGFtZXQsIGNvbnNlY3RldHVyIGFkaXBpc2NpbmcgZWxpdC4gU2VkIG5vbiByaXN1cy4=",
      64,
      69,
    ],
  ])("%s: not below either tokeniser, nor more than twice the larger", (_, text, o200k, cl100k) => {
    expect(tokensOf(text)).toBeGreaterThanOrEqual(Math.max(o200k, cl100k));
    expect(tokensOf(text)).toBeLessThanOrEqual(2 * Math.max(o200k, cl100k));
  });

  test("does not depend on how the text comes in pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (pieces) => {
        const apart = new TextTokens();
        for (const piece of pieces) apart.add(piece);
        expect(apart.count).toBe(tokensOf(pieces.join("")));
      }),
    );
  });

  test("is never below a token for every four bytes of ASCII, nor nothing for something", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 500 }), (text) => {
        expect(tokensOf(text)).toBeGreaterThanOrEqual(Math.ceil(text.length / 4));
      }),
    );
  });
});

describe("the estimate of a request", () => {
  const outputOf = (more: object) => estimateRequest(ask("hi", more), 4_096).outputTokens;

  test.each<[object, number]>([
    [{}, 4_096],
    [{ max_tokens: 100 }, 100],
    [{ max_completion_tokens: 200 }, 200],
    [{ max_tokens: 100, max_completion_tokens: 200 }, 200],
    [{ max_tokens: 300, max_completion_tokens: 200 }, 300],
    [{ max_tokens: 100, n: 3 }, 300],
    [{ n: 2 }, 8_192],
    [{ max_tokens: null, n: null }, 4_096],
  ])("%j may answer with %d tokens", (more, expected) => {
    expect(outputOf(more)).toBe(expected);
  });

  test("an image counts as an image, whatever its bytes are", () => {
    const image = (bytes: number) => ({
      type: "image_url",
      image_url: { url: `data:image/png;base64,${"A".repeat(bytes)}` },
    });
    const small = estimateRequest(ask([image(10)]), 0);
    expect(small).toEqual(estimateRequest(ask([image(1_000_000)]), 0));
    expect(small.imageTokens).toBeGreaterThanOrEqual(1_568);
    expect(estimateRequest(ask([image(1), image(1)]), 0).imageTokens).toBe(2 * small.imageTokens);
  });

  test("sound counts by its length, at ten tokens a second of 32 kbit/s", () => {
    const sound = (bytes: number) =>
      estimateRequest(
        ask([{ type: "input_audio", input_audio: { format: "mp3", data: "A".repeat((bytes / 3) * 4) } }]),
        0,
      );
    expect(sound(60 * 4_000).audioTokens).toBe(600);
    expect(sound(3).audioTokens).toBe(100);
    expect(sound(60 * 4_000).textTokens).toBeLessThan(100);
  });

  test("a file counts some pages, or by its size", () => {
    const file = (data?: string) =>
      estimateRequest(ask([{ type: "file", file: data === undefined ? { file_id: "f" } : { file_data: data } }]), 0)
        .textTokens;
    expect(file()).toBeGreaterThanOrEqual(3_000);
    expect(file("A".repeat(4_000_000))).toBeGreaterThanOrEqual(150_000);
  });

  test("text cannot pass as an image, nor beside one", () => {
    const text = "word ".repeat(10_000);
    for (const part of [
      { type: "text", text: `data:image/png;base64,${text}` },
      { type: "image_url", image_url: { url: "https://x.example/i.png" }, text },
      { type: "input_audio", input_audio: { data: "AAAA", format: "wav" }, text },
    ])
      expect(estimateRequest(ask([part]), 0).textTokens).toBeGreaterThan(10_000);
  });

  test("every text counts, wherever it stands: tools, unknown fields, names", () => {
    const plain = estimateRequest(ask("hi"), 0).textTokens;
    const long = "several words ".repeat(100);
    for (const more of [
      { tools: [{ type: "function", function: { name: "f", description: long } }] },
      { brand_new: { deep: [[long]] } },
      { response_format: { type: "json_schema", json_schema: { [long]: {} } } },
    ])
      expect(estimateRequest(ask("hi", more), 0).textTokens).toBeGreaterThan(plain + 200);
  });

  test("says when the provider shall keep a part of it for an hour", () => {
    const kept = (ttl: string) =>
      estimateRequest(ask([{ type: "text", text: "x", cache_control: { ttl } }]), 0).keptForAnHour;
    expect([kept("1h"), kept("5m"), estimateRequest(ask("1h"), 0).keptForAnHour]).toEqual([true, false, false]);
  });

  test("many short messages: not below OpenAI's count, which is four for each, its text, and three", () => {
    const messages = Array.from({ length: 100 }, () => ({ role: "user", content: "hi" }));
    expect(estimateRequest({ model: "m", messages }, 0).textTokens).toBeGreaterThanOrEqual(100 * 5 + 3);
  });
});

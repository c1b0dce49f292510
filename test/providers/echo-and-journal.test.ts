import { describe, expect, test, vi } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { echoProvider, withEcho } from "../../src/providers/echo.ts";
import { Journal } from "../../src/providers/journal.ts";
import type { UpstreamFetchRequest } from "../../src/providers/port.ts";
import { readStream } from "../support/event-stream.ts";

const request = (body?: unknown): UpstreamFetchRequest => ({
  method: "POST",
  headers: { authorization: "Bearer sk-secret-of-the-provider" },
  redirect: "manual",
  signal: new AbortController().signal,
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

describe("the echo provider", () => {
  const next = vi.fn(async () => Response.json({ from: "network" }));
  const fetch = withEcho(next, () => 1_234_567);
  const say = (chat: JsonObject) => fetch(`${echoProvider.baseUrl}/chat/completions`, request(chat));

  test("has no other path", async () => {
    const response = await fetch(`${echoProvider.baseUrl}/embeddings`, request({ input: "x" }));
    expect([response.status, next.mock.calls]).toEqual([404, []]);
  });

  const contents: [string, unknown, string][] = [
    ["a text", "Hi [EMAIL_1]", "Hi [EMAIL_1]"],
    [
      "parts",
      [
        { type: "text", text: "a" },
        { type: "image_url", image_url: {} },
        { type: "text", text: "b" },
      ],
      "ab",
    ],
    ["nothing", null, ""],
    ["an empty text", "", ""],
    ["line breaks and characters of several units", "a\nb 😀😀😀 漢", "a\nb 😀😀😀 漢"],
  ];
  test.each(contents)("answers with what it was told last: %s", async (_, content, text) => {
    const messages = [
      { role: "user", content: "earlier" },
      { role: "user", content },
    ] as JsonObject[];
    const whole = (await (await say({ messages, n: 2 })).json()) as { choices: object[] };
    expect(whole).toMatchObject({ object: "chat.completion", created: 1_234, model: "echo" });
    expect(whole.choices).toEqual(
      [0, 1].map((index) => ({
        index,
        message: { role: "assistant", content: text, refusal: null },
        logprobs: null,
        finish_reason: "stop",
      })),
    );
    const response = await say({ messages, n: 2, stream: true });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const read = await readStream(response);
    expect([read.texts, read.done]).toEqual([{ 0: text, 1: text }, true]);
    expect(read.events.at(-2)).toMatchObject({ choices: [], usage: { completion_tokens: Math.ceil(text.length / 4) } });
  });

  test("cuts placeholders in pieces", async () => {
    const read = await readStream(await say({ messages: [{ role: "user", content: "[EMAIL_1]" }], stream: true }));
    expect(JSON.stringify(read.events)).not.toContain("[EMAIL_1]");
  });

  test("lists its model", async () => {
    const response = await fetch(`${echoProvider.baseUrl}/models`, request());
    expect(await response.json()).toMatchObject({ data: [{ id: "echo" }] });
  });

  test.each([
    "https://api.openai.com/v1/models",
    "http://echo.invalid.evil.example/v1/models",
    "http://echo.invalid/v1x",
  ])("%s is not its own", async (url) => {
    expect(await (await fetch(url, request())).json()).toEqual({ from: "network" });
  });
});

describe("the journal", () => {
  const answer = async () => new Response("answer");
  const setUp = () => {
    const journal = new Journal();
    return { journal, fetch: journal.watching(answer, () => 0) };
  };

  test("notes what leaves, without credentials, and passes the answer on", async () => {
    const { journal, fetch } = setUp();
    expect(await (await fetch("https://x.example/v1", request({ a: "[EMAIL_1]" }))).text()).toBe("answer");
    expect(journal.entries).toEqual([
      { at: "1970-01-01T00:00:00.000Z", method: "POST", url: "https://x.example/v1", body: { a: "[EMAIL_1]" } },
    ]);
  });

  test("notes a request also when nobody answers it", async () => {
    const journal = new Journal();
    const fetch = journal.watching(() => Promise.reject(new Error("down")), Date.now);
    await expect(fetch("https://x.example", request())).rejects.toThrow("down");
    expect(journal.entries).toMatchObject([{ body: null }]);
  });

  test("keeps the last 50, newest first", async () => {
    const { journal, fetch } = setUp();
    for (let count = 1; count <= 60; count += 1) await fetch(`https://x.example/${count}`, request());
    expect(journal.entries).toHaveLength(50);
    expect([journal.entries[0]?.url, journal.entries.at(-1)?.url]).toEqual([
      "https://x.example/60",
      "https://x.example/11",
    ]);
  });

  test("cuts a long body", async () => {
    const { journal, fetch } = setUp();
    await fetch("https://x.example", request("x".repeat(65_534)));
    await fetch("https://x.example", request("x".repeat(65_535)));
    expect(journal.entries[1]?.body).toBe("x".repeat(65_534));
    expect(journal.entries[0]?.body).toBe(`"${"x".repeat(65_535)}… (cut)`);
  });

  test("a request without a method is a GET", async () => {
    const { journal, fetch } = setUp();
    const { method: _, ...get } = request();
    await fetch("https://x.example", get);
    expect(journal.entries[0]?.method).toBe("GET");
  });
});

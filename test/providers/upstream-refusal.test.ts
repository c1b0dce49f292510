import { describe, expect, test } from "vitest";
import { anthropicMessages } from "../../src/providers/anthropic/dialect.ts";
import { callProvider } from "../../src/providers/call.ts";
import { openaiCompatible } from "../../src/providers/openai-compatible.ts";
import type { Provider } from "../../src/providers/provider.ts";
import { upstreamRefusal } from "../../src/providers/upstream-answer.ts";

const provider: Provider = {
  id: "x",
  dialect: openaiCompatible,
  baseUrl: "https://x.example/v1",
  credential: undefined,
  headers: {},
  modelPrefixes: [],
};
const screen = (text: string) => text.replaceAll("ada@example.org", "[EMAIL_1]").replaceAll("sk-upstream", "[KEY_1]");

async function refusalOf(response: Response, dialect = openaiCompatible) {
  const call = await callProvider(
    provider,
    { path: "/chat/completions", body: {}, dropped: [] },
    {
      fetch: async () => response,
      now: Date.now,
      deadlines: { firstByteMs: 60_000, idleMs: 60_000, totalMs: 60_000 },
      stream: false,
      clientGone: new AbortController().signal,
    },
  );
  return upstreamRefusal(call, dialect, screen);
}

const saying = (status: number, error: unknown, headers = {}) => Response.json({ error }, { status, headers });
const refused = (status: number, message: string, more: object = {}) => ({
  kind: "upstream_refused",
  status,
  refusal: { message, param: null, code: null, ...more },
});

describe("whose fault a status is", () => {
  const statuses: [number, object][] = [
    [300, { kind: "upstream_broken", reason: "status 300" }],
    [302, { kind: "upstream_broken", reason: "status 302" }],
    [400, refused(400, "The provider refused the request: m")],
    [401, { kind: "upstream_rejected_gateway", status: 401 }],
    [402, { kind: "upstream_rejected_gateway", status: 402 }],
    [403, { kind: "upstream_rejected_gateway", status: 403 }],
    [404, refused(404, "The provider refused the request: m")],
    [405, { kind: "upstream_broken", reason: "status 405" }],
    [408, { kind: "upstream_broken", reason: "status 408" }],
    [409, refused(409, "The provider refused the request: m")],
    [413, refused(413, "The provider refused the request: m")],
    [415, refused(415, "The provider refused the request: m")],
    [422, refused(422, "The provider refused the request: m")],
    [429, { kind: "upstream_rate_limited", retryAfter: null }],
    [499, { kind: "upstream_broken", reason: "status 499" }],
    [500, { kind: "upstream_broken", reason: "status 500" }],
    [503, { kind: "upstream_broken", reason: "status 503" }],
    [529, { kind: "upstream_broken", reason: "status 529" }],
  ];
  test.each(statuses)("%d", async (status, expected) => {
    expect(await refusalOf(saying(status, { message: "m" }))).toEqual(expected);
  });

  test.each([401, 429, 500])("what a provider says beside %d is not passed on", async (status) => {
    const failure = await refusalOf(saying(status, { message: "key sk-upstream of ada@example.org" }));
    expect(JSON.stringify(failure)).not.toMatch(/sk-|ada/);
  });
});

describe("when to try again", () => {
  const values: [string, string | null][] = [
    ["7", "7"],
    ["0", "0"],
    ["1234567", "1234567"],
    ["Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT"],
    ["12345678", null],
    ["1.5", null],
    ["-1", null],
    ["soon", null],
    ["7, 8", null],
    ["ada@example.org", null],
    ["Wed, 21 Oct 2026 07:28:00 CET", null],
  ];
  test.each(values)("%s", async (value, expected) => {
    expect(await refusalOf(saying(429, {}, { "retry-after": value }))).toEqual({
      kind: "upstream_rate_limited",
      retryAfter: expected,
    });
  });
});

describe("a provider's words", () => {
  const fallback = refused(400, "The provider refused the request with status 400.");

  test("are screened, in message and field", async () => {
    const error = { message: "no ada@example.org for sk-upstream", param: "to.ada@example.org", code: "bad_to" };
    expect(await refusalOf(saying(400, error))).toEqual(
      refused(400, "The provider refused the request: no [EMAIL_1] for [KEY_1]", {
        param: "to.[EMAIL_1]",
        code: "bad_to",
      }),
    );
  });

  test("are cut", async () => {
    const failure = await refusalOf(saying(400, { message: "x".repeat(10_000), param: "p".repeat(10_000) }));
    expect(failure).toEqual(
      refused(400, `The provider refused the request: ${"x".repeat(500)}`, { param: "p".repeat(500) }),
    );
  });

  const codes: [unknown, string | null][] = [
    ["context_length_exceeded", "context_length_exceeded"],
    ["a.b-c_1", "a.b-c_1"],
    ["x".repeat(64), "x".repeat(64)],
    ["x".repeat(65), null],
    ["two words", null],
    ["ada@example.org", null],
    ["line\nbreak", null],
    ["", null],
    [400, null],
  ];
  test.each(codes)("code %j", async (code, expected) => {
    expect(await refusalOf(saying(400, { message: "m", code }))).toEqual(
      refused(400, "The provider refused the request: m", { code: expected }),
    );
  });

  test("a code is screened like the rest", async () => {
    const failure = await refusalOf(saying(400, { message: "m", code: "sk-upstream" }));
    expect(JSON.stringify(failure)).not.toContain("sk-upstream");
  });

  const unreadable: [string, () => Response][] = [
    ["HTML", () => new Response("<html>", { status: 400 })],
    ["nothing", () => new Response(null, { status: 400 })],
    ["another form", () => Response.json({ detail: "x" }, { status: 400 })],
    ["more than is read", () => saying(400, { message: "x".repeat(65_536) })],
    ["not UTF-8", () => new Response(Uint8Array.of(0x7b, 0xff), { status: 400 })],
  ];
  test.each(unreadable)("%s gives the status only", async (_, response) => {
    expect(await refusalOf(response())).toEqual(fallback);
  });

  test("an endless one is let go", async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(16_384)),
      cancel: () => {
        cancelled = true;
      },
    });
    expect(await refusalOf(new Response(body, { status: 400 }))).toEqual(fallback);
    expect(cancelled).toBe(true);
  });

  test("in Anthropic's form", async () => {
    const body = { type: "error", error: { type: "invalid_request_error", message: "max_tokens: ada@example.org" } };
    const failure = await refusalOf(Response.json(body, { status: 400 }), anthropicMessages(Date.now));
    expect(failure).toEqual(
      refused(400, "The provider refused the request: max_tokens: [EMAIL_1]", { code: "invalid_request_error" }),
    );
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Canary, ONE_OF_EACH, PLACES, tracesIn } from "../support/canaries.ts";
import { readStream } from "../support/event-stream.ts";
import { KEY, type Sent, type Sinks, watchSinks } from "../support/sinks.ts";
import { completion, event, json, stream, streamEvents, type TestUpstream } from "../support/upstream.ts";

type Answer = Parameters<TestUpstream["answerWith"]>[0];

let sinks: Sinks;

beforeAll(async () => {
  sinks = await watchSinks();
});
afterAll(async () => {
  await sinks.close();
});
beforeEach(() => {
  sinks.upstream.seen.length = 0;
});

describe("a refused request", () => {
  const asked = (more: object) =>
    JSON.stringify({ model: "openai/m", messages: [{ role: "user", content: "hi" }], ...more });
  const message = (content: object) => asked({ messages: [content] });
  const cases: [string, (value: string) => Sent][] = [
    ["cut JSON", (value) => ({ body: `{"model":"openai/m","messages":[{"role":"user","content":"Use ${value} now` })],
    ["a body that is no JSON", (value) => ({ body: value })],
    ["a string as body", (value) => ({ body: JSON.stringify(value) })],
    ["a name that stands twice", (value) => ({ body: `{"${value}":1,"${value}":2}` })],
    ["half a surrogate pair", (value) => ({ body: `{"${value}":"${value}\\ud800"}` })],
    [
      "bytes that are no UTF-8",
      (value) => ({ body: Buffer.concat([Buffer.from(`{"${value}":"`), Buffer.from([0xff])]) }),
    ],
    [
      "too deep a body",
      (value) => ({ body: asked({ deep: JSON.parse("[".repeat(90) + JSON.stringify(value) + "]".repeat(90)) }) }),
    ],
    ["messages as text", (value) => ({ body: asked({ messages: value }) })],
    ["a message as text", (value) => ({ body: asked({ messages: [value] }) })],
    ["an unknown role", (value) => ({ body: message({ role: value, content: value }) })],
    ["an object as content", (value) => ({ body: message({ role: "user", content: { [value]: value } }) })],
    ["an unknown part", (value) => ({ body: message({ role: "user", content: [{ type: value, [value]: value }] }) })],
    [
      "a part without its text",
      (value) => ({ body: message({ role: "user", content: [{ type: "text", [value]: value }] }) }),
    ],
    [
      "a call without an id",
      (value) => ({ body: message({ role: "assistant", tool_calls: [{ function: { name: value } }] }) }),
    ],
    ["text for a switch", (value) => ({ body: asked({ stream: value }) })],
    ["text for a number", (value) => ({ body: asked({ temperature: value }) })],
    ["text for a list of tools", (value) => ({ body: asked({ tools: value }) })],
    [
      "a tool of another form",
      (value) => ({ body: asked({ tools: [{ type: "function", function: { name: 5, [value]: value } }] }) }),
    ],
    [
      "parameters as text",
      (value) => ({ body: asked({ tools: [{ type: "function", function: { name: "f", parameters: value } }] }) }),
    ],
    ["text for the form of the answer", (value) => ({ body: asked({ response_format: value }) })],
    ["an unknown model", (value) => ({ body: asked({ model: value }) })],
    ["an unknown provider", (value) => ({ body: asked({ model: `${value}/${value}` }) })],
    [
      "an unknown path",
      (value) => ({ path: `/v1/${encodeURIComponent(value)}?note=${encodeURIComponent(value)}`, body: value }),
    ],
    ["a path below a known one", (value) => ({ path: `/v1/chat/completions/${encodeURI(value)}`, body: value })],
    [
      "a wrong method",
      (value) => ({ path: `/v1/chat/completions?note=${encodeURIComponent(value)}`, method: "PUT", body: value }),
    ],
    ["an unknown method", (value) => ({ path: `/${encodeURIComponent(value)}`, method: "PROPFIND", body: value })],
    ["a wrong key", (value) => ({ headers: { authorization: `Bearer ${value}` }, body: asked({ user: value }) })],
    [
      "a wrong key in the other header",
      (value) => ({ headers: { authorization: "", "x-api-key": value }, body: value }),
    ],
    [
      "a key with another secret",
      (value) => ({ headers: { authorization: `Bearer ${KEY.slice(0, 19)}${"x".repeat(24)}` }, body: value }),
    ],
    ["metadata that is no JSON", (value) => ({ headers: { "x-agentshield-metadata": value }, body: asked({}) })],
    [
      "metadata of another form",
      (value) => ({ headers: { "x-agentshield-metadata": JSON.stringify({ [value]: [value] }) }, body: asked({}) }),
    ],
    [
      "a bad cache namespace",
      (value) => ({ headers: { "x-agentshield-cache-namespace": `${value} ${value}` }, body: asked({}) }),
    ],
    ["a bad time to live", (value) => ({ headers: { "x-agentshield-cache-ttl": value }, body: asked({}) })],
    [
      "a bad timeout",
      (value) => ({
        headers: { "x-agentshield-timeout-ms": `${value}!`, "cache-control": "no-cache" },
        body: asked({}),
      }),
    ],
    ["an unknown encoding", (value) => ({ headers: { "content-encoding": value }, body: value })],
  ];
  for (const dialect of ["openai", "anthropic"]) {
    test.each(cases)(`%s does not come back, nor go on (errors as ${dialect}'s)`, async (_, make) => {
      sinks.upstream.answerWith(json(completion("never")));
      const check = async (canary: Canary) => {
        const made = make(canary.value);
        const version = dialect === "anthropic" ? { "anthropic-version": "2023-06-01" } : {};
        const headers = { ...made.headers, ...version, "x-request-id": canary.value };
        const response = await sinks.send({ ...made, headers });
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
        expect(tracesIn(await response.text(), [canary])).toEqual([]);
        expect(tracesIn([...response.headers], [canary])).toEqual([]);
      };
      await Promise.all(ONE_OF_EACH.map(check));
      expect(sinks.upstream.seen).toEqual([]);
    });
  }
});

describe("a failing provider", () => {
  const failing: [string, (value: string) => Answer][] = [
    [
      "repeats the request in its refusal",
      () => (response, request) => json({ error: { message: request.body } }, 400)(response, request),
    ],
    [
      "names a value in its refusal",
      (value) => json({ error: { message: `No ${value} here`, param: value, code: "bad" } }, 422),
    ],
    [
      "names a value as the code of its refusal",
      (value) => json({ error: { message: "No", param: null, code: value } }, 400),
    ],
    ["refuses in words of its own", (value) => (response) => void response.writeHead(404).end(`<p>${value}</p>`)],
    ["breaks down over a value", (value) => json({ error: { message: value } }, 500)],
    ["limits by a value", (value) => json({ error: { message: value } }, 429, { "retry-after": value })],
    ["rejects the gateway's key", (value) => json({ error: { message: value } }, 401, { "www-authenticate": value })],
    [
      "sends the request on",
      (value) => (response) => void response.writeHead(302, { location: `https://example.org/${value}` }).end(),
    ],
    [
      "answers no JSON",
      (value) => (response) => void response.writeHead(200, { "content-type": "text/html" }).end(`{${value}`),
    ],
    ["answers another object", (value) => json({ [value]: value })],
    [
      "names a value as content type",
      (value) => (response) =>
        void response
          .writeHead(200, { "content-type": `text/${value.replace(/\W/g, "")}`, "x-note": value })
          .end(value),
    ],
    [
      "hangs up amid its answer",
      (value) => (response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "9999" });
        response.write(`{"id":"${value}"`, () => response.socket?.destroy());
      },
    ],
  ];
  for (const streamed of [false, true]) {
    test.each(failing)(`that %s tells nothing (streamed: ${streamed})`, async (_, make) => {
      const responses: Response[] = [];
      for (const canary of ONE_OF_EACH) {
        sinks.upstream.answerWith(make(canary.value));
        const request = sinks.draft();
        Object.assign(request.body, { stream: streamed });
        PLACES["user text"]?.(request, canary.value);
        const response = await sinks.sendDraft(request);
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(tracesIn(await response.text(), [canary])).toEqual([]);
        responses.push(response);
      }
      await sinks.expectUnseen(ONE_OF_EACH, ...responses);
    });
  }

  const first = streamEvents(["so far [EMAIL_1] "]).slice(0, -1);
  const breaking: [string, (value: string) => Answer][] = [
    [
      "hangs up",
      () => (response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(first.join(""), () => setImmediate(() => response.socket?.destroy()));
      },
    ],
    ["ends without an end", () => stream(first)],
    ["reports an error", (value) => stream([...first, event({ error: { message: `No ${value}`, code: value } })])],
    ["sends nonsense", (value) => stream([...first, `data: {"${value}\n\n`])],
    ["sends an event of another form", (value) => stream([...first, event({ [value]: [value] })])],
  ];
  test.each(breaking)("that %s amid a stream tells nothing", async (_, make) => {
    const responses: Response[] = [];
    for (const canary of ONE_OF_EACH) {
      sinks.upstream.answerWith(make(canary.value));
      const request = sinks.draft();
      Object.assign(request.body, { stream: true });
      PLACES["user text"]?.(request, canary.value);
      const response = await sinks.sendDraft(request);
      const { error, done } = await readStream(response);
      expect(done).toBe(false);
      expect(error).toBeDefined();
      expect(tracesIn(error, [canary])).toEqual([]);
      responses.push(response);
    }
    await sinks.expectUnseen(ONE_OF_EACH, ...responses);
  });
});

describe("when all has failed", () => {
  test("every request has left a record", async () => {
    await sinks.expectRecords();
  });

  test("no line of the log holds a canary", async () => {
    await sinks.expectCleanLog();
  });

  test("no file of the objects holds a canary", async () => {
    await sinks.expectCleanFiles();
  });
});

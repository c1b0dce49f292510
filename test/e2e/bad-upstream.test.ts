import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readStream } from "../support/event-stream.ts";
import { chat, openConnection, startGateway, type TestGateway } from "../support/gateway.ts";
import {
  completion,
  DONE,
  event,
  json,
  startUpstream,
  stream,
  streamEvents,
  type TestUpstream,
} from "../support/upstream.ts";

let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startGateway({ OPENAI_API_KEY: "sk-upstream", OPENAI_BASE_URL: `${upstream.url}/v1` });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.seen.length = 0;
  upstream.closed.length = 0;
  gateway.clearLogs();
});

let asked = 0;
/** A question that was not asked before, so that no cached answer is given. */
function ask(more: object = {}): object {
  asked += 1;
  return { model: "openai/m", messages: [{ role: "user", content: `question ${asked} of ada@example.org` }], ...more };
}

type Answer = Parameters<TestUpstream["answerWith"]>[0];

const html: Answer = (response) =>
  void response.writeHead(200, { "content-type": "text/html" }).end("<html>sorry</html>");
const nothing: Answer = (response) => void response.writeHead(200, { "content-type": "application/json" }).end();
const hangUp: Answer = (response) => void response.socket?.destroy();
const cut: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"id":');
  setImmediate(() => response.socket?.destroy());
};
const redirect: Answer = (response) => void response.writeHead(302, { location: `${upstream.url}/elsewhere` }).end();
const large: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const piece = Buffer.alloc(1_048_576, 0x20);
  for (let count = 0; count < 17; count += 1) response.write(piece);
  response.end("{}");
};

describe("a whole answer", () => {
  const cases: [string, Answer, number, string][] = [
    ["garbage", (response) => void response.writeHead(200).end("\u0000garbage"), 502, "upstream_error"],
    ["HTML", html, 502, "upstream_error"],
    ["nothing", nothing, 502, "upstream_error"],
    ["a closed connection", hangUp, 502, "upstream_error"],
    ["half an answer", cut, 502, "upstream_error"],
    ["another object", json({ hello: "world" }), 502, "upstream_error"],
    ["no choices", json({ ...completion("x"), choices: [] }), 502, "upstream_error"],
    ["choices of another form", json({ ...completion("x"), choices: ["x"] }), 502, "upstream_error"],
    ["more than it may", large, 502, "upstream_error"],
    ["a redirect", redirect, 502, "upstream_error"],
    ["a server error", json({ error: { message: "boom" } }, 500), 502, "upstream_error"],
    ["overload", json({}, 503), 502, "upstream_error"],
    [
      "a wrong provider key",
      json({ error: { message: "Incorrect API key provided: sk-upstream" } }, 401),
      502,
      "upstream_error",
    ],
    ["no money at the provider", json({}, 402), 502, "upstream_error"],
    [
      "a refusal",
      json(
        {
          error: {
            message: "max_tokens is too large",
            type: "invalid_request_error",
            param: "max_tokens",
            code: "bad_tokens",
          },
        },
        400,
      ),
      400,
      "bad_tokens",
    ],
    ["a refusal in HTML", (response) => void response.writeHead(404).end("<html>"), 404, "upstream_refused"],
    ["a limit of the provider", json({ error: {} }, 429, { "retry-after": "7" }), 429, "rate_limit_exceeded"],
  ];
  test.each(cases)("%s", async (_, answer, status, code) => {
    upstream.answerWith(answer);
    const response = await chat(gateway, ask());
    const text = await response.text();
    expect([response.status, JSON.parse(text)]).toEqual([
      status,
      {
        error: {
          message: expect.any(String),
          type: expect.any(String),
          param: code === "bad_tokens" ? "max_tokens" : null,
          code,
        },
      },
    ]);
    expect(text).not.toContain("sk-upstream");
    expect(await gateway.recordOf(response)).toMatchObject({ status, outcome: "failed" });
    expect(gateway.logs().join("")).not.toContain("boom");
    expect(upstream.seen).toHaveLength(1);
  });

  test("a refusal keeps the provider's advice when to try again", async () => {
    upstream.answerWith(json({}, 429, { "retry-after": "7" }));
    expect((await chat(gateway, ask())).headers.get("retry-after")).toBe("7");
    upstream.answerWith(json({}, 429, { "retry-after": "when ada@example.org says so" }));
    expect((await chat(gateway, ask())).headers.get("retry-after")).toBeNull();
  });

  test("personal data in a refusal is not passed on", async () => {
    upstream.answerWith(json({ error: { message: "Unknown user carol@example.org" } }, 400));
    const body = (await (await chat(gateway, ask())).json()) as { error: { message: string } };
    expect(body.error.message).toBe("The provider refused the request: Unknown user [EMAIL_1]");
  });

  test("a provider that hangs", async () => {
    upstream.answerWith(() => undefined);
    const response = await chat(gateway, ask(), { "x-agentshield-timeout-ms": "200" });
    expect([response.status, await response.json()]).toMatchObject([504, { error: { code: "upstream_timeout" } }]);
    await expect.poll(() => upstream.closed).toHaveLength(1);
  });

  test("a provider that hangs amid its answer", async () => {
    upstream.answerWith((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"id":');
    });
    const response = await chat(gateway, ask(), { "x-agentshield-timeout-ms": "200" });
    expect([response.status, await response.json()]).toMatchObject([504, { error: { code: "upstream_timeout" } }]);
    await expect.poll(() => upstream.closed).toHaveLength(1);
  });
});

describe("a stream that fails before its first event", () => {
  const cases: [string, Answer, number][] = [
    ["HTML", html, 502],
    ["JSON", json(completion("x")), 502],
    ["nothing", stream([]), 502],
    ["an end marker alone", stream([DONE]), 502],
    ["garbage", stream(["data: garbage\n\n"]), 502],
    ["an error event", stream([event({ error: { message: "boom", code: "x" } })]), 502],
    ["half an event", stream(['data: {"choices":[{"index":0,"del']), 502],
    ["an oversized event", stream([`data: "${"x".repeat(2_000_000)}`]), 502],
    ["bytes that are not UTF-8", stream([Buffer.from([0x64, 0xff, 0xfe, 0x0a, 0x0a])]), 502],
    ["a closed connection", hangUp, 502],
    ["a server error", json({}, 500), 502],
  ];
  test.each(cases)("%s is an error with a status", async (_, answer, status) => {
    upstream.answerWith(answer);
    const response = await chat(gateway, ask({ stream: true }));
    expect([response.status, await response.json()]).toMatchObject([status, { error: { code: "upstream_error" } }]);
  });

  test("silence is a timeout", async () => {
    upstream.answerWith((response) => response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders());
    const response = await chat(gateway, ask({ stream: true }), { "x-agentshield-timeout-ms": "200" });
    expect([response.status, await response.json()]).toMatchObject([504, { error: { code: "upstream_timeout" } }]);
  });
});

describe("what a provider may bill", () => {
  test.each<[string, Answer, boolean]>([
    ["an answer that came broken", nothing, true],
    ["half an answer", cut, true],
    ["no answer in time", () => undefined, true],
    ["a refusal", json({}, 400), false],
    ["a server error", json({}, 500), false],
    ["a connection that it closed", hangUp, false],
  ])("%s: noted as used, or not (%#)", async (_, answer, billed) => {
    upstream.answerWith(answer);
    const response = await chat(gateway, ask(), { "x-agentshield-timeout-ms": "300" });
    await response.text();
    const { usage } = await gateway.recordOf(response);
    const estimated = { promptTokens: expect.any(Number) as number, completionTokens: 0, estimated: true };
    expect(usage).toEqual(billed ? estimated : undefined);
  });
});

describe("a stream that breaks after its first event", () => {
  const begun = streamEvents(["Hello [EMAIL_1]"]).slice(0, 2);
  /** Does something once the first events are on their way by themselves. */
  const later =
    (act: (response: Parameters<Answer>[0]) => void): Answer =>
    (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(begun.join(""), () => setTimeout(() => act(response), 50));
    };
  const then = (...pieces: (string | Uint8Array)[]) => stream([...begun, ...pieces]);
  const cases: [string, Answer][] = [
    ["ends without an end marker", then()],
    ["ends before its choice does", then(DONE)],
    ["sends garbage", then("data: garbage\n\n")],
    ["sends HTML", then("<html>sorry</html>\n\n")],
    ["sends half an event", then('data: {"choices":[{"index":0,')],
    ["sends an oversized event", then(`data: "${"x".repeat(2_000_000)}`)],
    ["sends an error event", then(event({ error: { message: "boom" } }), DONE)],
    ["sends an event of another form", then(event({ hello: "world" }))],
    ["sends bytes that are not UTF-8", later((response) => void response.end(Buffer.from([0xff])))],
    ["is cut off", later((response) => void response.socket?.destroy())],
  ];
  test.each(cases)("%s: an explicit error event and no end marker", async (_, answer) => {
    upstream.answerWith(answer);
    const body = ask({ stream: true });
    const response = await chat(gateway, body);
    expect(response.status).toBe(200);
    const read = await readStream(response);
    expect(read.texts[0]).toBe("Hello ada@example.org");
    expect(read.done).toBe(false);
    expect(read.events.at(-1)).toEqual({
      error: { message: expect.any(String), type: "server_error", param: null, code: "upstream_error" },
    });
    const record = await gateway.recordOf(response);
    expect(record).toMatchObject({ outcome: "cut", failure: "upstream_broken", usage: { estimated: true } });
    const { promptTokens, completionTokens } = record["usage"] as Record<string, number>;
    expect(promptTokens).toBeGreaterThan(10);
    expect(completionTokens).toBeGreaterThan(3);

    upstream.answerWith(stream([...streamEvents(["fresh"]), DONE]));
    const again = await chat(gateway, body);
    expect(again.headers.get("x-agentshield-cache")).toBe("miss");
    await again.text();
  });

  test("falls silent: a timeout event, and the provider is let go", async () => {
    upstream.answerWith((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(begun.join(""));
    });
    const read = await readStream(await chat(gateway, ask({ stream: true }), { "x-agentshield-timeout-ms": "300" }));
    expect([read.texts[0], read.done, read.error?.code]).toEqual(["Hello ada@example.org", false, "upstream_timeout"]);
    await expect.poll(() => upstream.closed).toHaveLength(1);
  });
});

describe("a client that goes away", () => {
  test("while it waits: the provider is let go", async () => {
    upstream.answerWith(() => undefined);
    const client = openConnection(gateway, ask());
    await expect.poll(() => upstream.seen).toHaveLength(1);
    client.breakOff();
    await expect.poll(() => upstream.closed).toHaveLength(1);
    await expect.poll(() => gateway.records()).toHaveLength(1);
    // The provider had the request, and may bill it.
    const usage = { completionTokens: 0, estimated: true };
    expect(gateway.records()[0]).toMatchObject({ outcome: "client_gone", usage });
  });

  test("amid a silent stream: the provider is let go, and the record says so", async () => {
    upstream.answerWith((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(streamEvents(["Hello "]).slice(0, 2).join(""));
    });
    const client = openConnection(gateway, ask({ stream: true }));
    await expect.poll(() => client.received()).toContain("Hello");
    client.breakOff();
    await expect.poll(() => upstream.closed).toHaveLength(1);
    await expect.poll(() => gateway.records()).toHaveLength(1);
    expect(gateway.records()[0]).toMatchObject({ outcome: "client_gone", usage: { estimated: true } });
  });

  test("amid a busy stream, closing as clients do: the provider is let go", async () => {
    let writing: NodeJS.Timeout | undefined;
    upstream.answerWith((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      writing = setInterval(() => response.write(streamEvents(["Hello "])[1]), 10);
      response.on("close", () => clearInterval(writing));
    });
    const client = openConnection(gateway, ask({ stream: true }));
    await expect.poll(() => client.received()).toContain("Hello");
    client.leave();
    await expect.poll(() => upstream.closed).toHaveLength(1);
    await expect.poll(() => gateway.records()).toHaveLength(1);
    expect(gateway.records()[0]).toMatchObject({ outcome: "client_gone" });
  });
});

import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CANARIES, ONE_OF_EACH, SENTENCES, tracesIn } from "../support/canaries.ts";
import { PROVIDERS, SPEAKERS } from "../support/surfaces.ts";
import { type Sinks, watchSinks } from "../support/sinks.ts";

/** The same places are drawn every time. */
const RUNS = { seed: 20_261_121, numRuns: 100 };
const speaker = SPEAKERS["anthropic-messages"];

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

interface Draft extends Record<string, unknown> {
  readonly messages: { role: string; content: unknown }[];
  readonly tools: object[];
}

let asked = 0;
function draft(model: string): Draft {
  asked += 1;
  return { model, max_tokens: 64, messages: [{ role: "user", content: `question ${asked}` }], tools: [] };
}

type Put = (body: Draft, value: string) => void;

const sentence = (value: string) => `Use ${value} now`;
const said =
  (role: string, make: (value: string) => unknown): Put =>
  ({ messages }, value) =>
    void messages.push({ role, content: make(value) });
const block = (type: string, make: (value: string) => object): Put =>
  said("user", (value) => [{ type, ...make(value) }]);
const field =
  (name: string, make: (value: string) => unknown): Put =>
  (body, value) => {
    body[name] = make(value);
  };
const tool =
  (make: (value: string) => object): Put =>
  ({ tools }, value) =>
    void tools.push({ name: `tool_${tools.length}`, input_schema: { type: "object" }, ...make(value) });
const document = (source: (value: string) => object, more: (value: string) => object = () => ({})): Put =>
  block("document", (value) => ({ source: source(value), ...more(value) }));
const PDF = { type: "base64", media_type: "application/pdf", data: "JVBERi0=" };

/** Every place of a Messages body that can hold a caller's text, known to the gateway or not. */
const PLACES: Readonly<Record<string, Put>> = {
  "system text": field("system", sentence),
  "system block": field("system", (value) => [{ type: "text", text: sentence(value) }]),
  "user text": said("user", sentence),
  "assistant text": said("assistant", sentence),
  "text block": block("text", (value) => ({ text: sentence(value) })),
  "unknown field of a block": block("text", (value) => ({ text: "hi", note: { deep: [sentence(value)] } })),
  "unknown block": block("brand_new", (value) => ({ deep: { down: [sentence(value)] } })),
  "address of an image": block("image", (value) => ({ source: { type: "url", url: `https://example.org/ ${value}` } })),
  "id of a file": block("image", (value) => ({ source: { type: "file", file_id: value } })),
  "text document": document((value) => ({ type: "text", media_type: "text/plain", data: sentence(value) })),
  "bare text document": document((value) => ({ type: "text", media_type: "text/plain", data: value })),
  "document of blocks": document((value) => ({ type: "content", content: [{ type: "text", text: sentence(value) }] })),
  "title of a document": document(
    () => PDF,
    (value) => ({ title: sentence(value) }),
  ),
  "context of a document": document(
    () => PDF,
    (value) => ({ context: sentence(value) }),
  ),
  "search result": block("search_result", (value) => ({
    title: "t",
    source: sentence(value),
    content: [{ type: "text", text: sentence(value) }],
  })),
  "input of a call": said("assistant", (value) => [
    { type: "tool_use", id: "t1", name: "f", input: { q: sentence(value) } },
  ]),
  "name in the input of a call": said("assistant", (value) => [
    { type: "tool_use", id: "t2", name: "f", input: { [value]: 1 } },
  ]),
  "document in the input of a call": said("assistant", (value) => [
    { type: "tool_use", id: "t3", name: "f", input: { json: JSON.stringify({ q: value }) } },
  ]),
  "result of a call": block("tool_result", (value) => ({ tool_use_id: "t1", content: sentence(value) })),
  "result in blocks": block("tool_result", (value) => ({
    tool_use_id: "t2",
    content: [{ type: "text", text: sentence(value) }],
  })),
  thinking: said("assistant", (value) => [
    { type: "thinking", thinking: sentence(value), signature: "EqQB" },
    { type: "text", text: "x" },
  ]),
  "description of a tool": tool((value) => ({ description: sentence(value) })),
  "schema of a tool": tool((value) => ({
    input_schema: { type: "object", properties: { to: { enum: [value] }, [value]: { description: sentence(value) } } },
  })),
  "example of a tool": tool((value) => ({ input_examples: [{ q: sentence(value) }] })),
  "end user": field("metadata", (user_id) => ({ user_id })),
  "stop sequence": field("stop_sequences", (value) => ["END", value]),
  "schema of the answer": field("output_config", (value) => ({
    format: { type: "json_schema", schema: { const: value, description: sentence(value) } },
  })),
  "address of a server": field("mcp_servers", (value) => [
    { type: "url", url: sentence(value), authorization_token: value },
  ]),
  "unknown field": field("brand_new", (value) => ({ nested: [[{ text: sentence(value) }], value] })),
};

/** The provider repeats what it was told, in its text and in a call. */
function repeat(provider: keyof typeof PROVIDERS): void {
  sinks.upstream.answerWith((response, request) => {
    const { stream = false } = JSON.parse(request.body) as { stream?: boolean };
    const call = JSON.stringify({ said: request.body });
    return PROVIDERS[provider]({ text: request.body, call, streamed: stream })(response, request);
  });
}

const send = (body: Draft) => sinks.send({ path: "/v1/messages", body: JSON.stringify(body) });

describe.each(["anthropic", "openai"] as const)("to %s", (provider) => {
  test.each(Object.keys(PLACES))("%s goes masked, or not at all", async (place) => {
    repeat(provider);
    for (const canary of ONE_OF_EACH) {
      const body = draft(`${provider}/m`);
      PLACES[place]?.(body, canary.value);
      const response = await send(body);
      expect([200, 400]).toContain(response.status);
      if (provider === "anthropic") expect(response.status).toBe(200);
      if (response.status === 200) {
        const { text, call } = await speaker.read(response, false);
        // What was carried comes back with the caller's own value.
        if (sinks.upstream.seen.at(-1)?.body.includes("_1]") === true)
          expect([text, call].map((each) => tracesIn(each, [canary]).length > 0)).toEqual([true, true]);
      } else expect(tracesIn(await response.text(), [canary])).toEqual([]);
      await sinks.expectUnseen([canary], response);
      const between = [...(sinks.upstream.seen.at(-1)?.body ?? "").matchAll(SENTENCES)].map(([, found]) => found);
      expect(between.filter((found) => !/^\[[A-Z0-9_]+_\d+\]$/.test(found ?? ""))).toEqual([]);
    }
  });
});

test(`any canaries anywhere, streamed or not (seed ${RUNS.seed})`, async () => {
  const placing = fc.uniqueArray(
    fc.record({ place: fc.constantFrom(...Object.keys(PLACES)), canary: fc.constantFrom(...CANARIES) }),
    { selector: ({ place }) => place, minLength: 1, maxLength: 8 },
  );
  const property = fc.asyncProperty(placing, fc.boolean(), async (places, stream) => {
    sinks.upstream.seen.length = 0;
    repeat("anthropic");
    const body = { ...draft("anthropic/m"), stream };
    for (const { place, canary } of places) PLACES[place]?.(body, canary.value);
    const canaries = places.map(({ canary }) => canary);
    const response = await send(body);
    const { text, call, complete } = await speaker.read(response, stream);
    expect(complete).toBe(true);
    for (const said of [text, (JSON.parse(call) as { said: string }).said]) {
      // The later of two values of one field is the one that is sent.
      const sent = canaries.filter(({ traces }) => traces.some((trace) => JSON.stringify(body).includes(trace)));
      expect(sent.filter((canary) => tracesIn(said, [canary]).length === 0)).toEqual([]);
    }
    await sinks.expectUnseen(canaries, response);
  });
  await fc.assert(property, RUNS);
});

test("no line of the log, and no file of the objects, holds a canary", async () => {
  await sinks.expectCleanLog();
  await sinks.expectCleanFiles();
});

import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CANARIES, ENVELOPE, ONE_OF_EACH, PLACES, SENTENCES, tracesIn } from "../support/canaries.ts";
import { answerText, type Sinks, watchSinks } from "../support/sinks.ts";
import { completion, DONE, event, json, stream, streamEvents, type TestUpstream } from "../support/upstream.ts";

type Answer = Parameters<TestUpstream["answerWith"]>[0];

/** The same places are drawn every time. */
const RUNS = { seed: 20_261_121, numRuns: 150 };

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

interface Received {
  readonly n?: number;
  readonly stream?: boolean;
}

const piecesOf = (text: string) => text.match(/.{1,23}/gsu) ?? [];

/** The whole request as it came, as text, in every choice: a provider that repeats what it was told. */
const repeat: Answer = (response, request) => {
  const { n = 1, stream: streamed } = JSON.parse(request.body) as Received;
  const indexes = [...Array(n).keys()];
  if (streamed === true) {
    const events = indexes.flatMap((index) => streamEvents(piecesOf(request.body), { index }));
    return stream([...events, DONE])(response, request);
  }
  const message = { role: "assistant", content: request.body, refusal: null };
  const choices = indexes.map((index) => ({ index, message, logprobs: null, finish_reason: "stop" }));
  return json({ ...completion(""), choices })(response, request);
};

/** The same, as arguments of a tool call. */
const repeatInCall: Answer = (response, request) => {
  const text = JSON.stringify([request.body]);
  const call = { id: "call_1", type: "function", function: { name: "find", arguments: text } };
  const { stream: streamed } = JSON.parse(request.body) as Received;
  if (streamed === true) {
    const delta = (given: object, reason: string | null = null) =>
      event({ choices: [{ index: 0, delta: given, finish_reason: reason }] });
    return stream([
      delta({ tool_calls: [{ index: 0, ...call, function: { name: "find", arguments: "" } }] }),
      ...piecesOf(text).map((piece) => delta({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
      delta({}, "tool_calls"),
      DONE,
    ])(response, request);
  }
  const message = { role: "assistant", content: null, tool_calls: [call] };
  return json({ ...completion(""), choices: [{ index: 0, message, finish_reason: "tool_calls" }] })(response, request);
};

/** The same, as Anthropic answers. */
const repeatAsAnthropic: Answer = (response, request) =>
  json({
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "m",
    content: [{ type: "text", text: request.body }],
    stop_reason: "end_turn",
    usage: { input_tokens: 1, output_tokens: 1 },
  })(response, request);

describe("an answered request", () => {
  const kinds = [...new Set(CANARIES.map(({ entity }) => entity))];

  test("there are canaries of every kind", () => {
    expect(kinds.length).toBeGreaterThanOrEqual(22);
    expect(CANARIES.length).toBeGreaterThan(100);
  });

  test.each(kinds)("%s in every place is seen by the caller alone", async (kind) => {
    sinks.upstream.answerWith(repeat);
    for (const canary of CANARIES.filter(({ entity }) => entity === kind)) {
      const request = sinks.draft();
      for (const put of [...Object.values(PLACES), ...Object.values(ENVELOPE)]) put(request, canary.value);
      const response = await sinks.sendDraft(request);
      expect(await answerText(response)).toContain(canary.value);
      await sinks.expectUnseen([canary], response);
      // Nothing is left between the words that stood around it, not even a part.
      const between = [...(sinks.upstream.seen.at(-1)?.body ?? "").matchAll(SENTENCES)].map(([, found]) => found);
      expect(between.length).toBeGreaterThan(20);
      expect(between.filter((found) => !/^\[[A-Z0-9_]+_\d+\]$/.test(found ?? ""))).toEqual([]);
    }
  });

  test(`any canaries anywhere, streamed or not, in choices, in calls, out of the cache (seed ${RUNS.seed})`, async () => {
    const placing = fc.uniqueArray(
      fc.record({
        place: fc.constantFrom(...Object.keys(PLACES), ...Object.keys(ENVELOPE)),
        canary: fc.constantFrom(...CANARIES),
      }),
      { selector: ({ place }) => place, minLength: 1, maxLength: 12 },
    );
    const form = fc.record({ stream: fc.boolean(), n: fc.constantFrom(1, 1, 2), inCall: fc.boolean() });
    const property = fc.asyncProperty(placing, form, async (placed, { stream, n, inCall }) => {
      sinks.upstream.seen.length = 0;
      sinks.upstream.answerWith(inCall ? repeatInCall : repeat);
      const request = sinks.draft();
      Object.assign(request.body, { stream, n: inCall ? 1 : n });
      for (const { place, canary } of placed) ({ ...PLACES, ...ENVELOPE })[place]?.(request, canary.value);
      const inBody = placed.filter(({ place }) => place in PLACES).map(({ canary }) => canary);
      for (const again of inCall || n > 1 ? ["no"] : ["no", "yes"]) {
        const response = await sinks.sendDraft(request);
        const text = await answerText(response);
        expect(inBody.filter((canary) => tracesIn(text, [canary]).length === 0)).toEqual([]);
        expect(response.headers.get("x-agentshield-cache") === "hit" ? "yes" : "no").toBe(again);
        const canaries = placed.map(({ canary }) => canary);
        await sinks.expectUnseen(canaries, response);
      }
    });
    await fc.assert(property, RUNS);
  });

  test.each(Object.keys(PLACES))("%s goes masked to a provider of another dialect, or not at all", async (place) => {
    sinks.upstream.answerWith(repeatAsAnthropic);
    const responses: Response[] = [];
    for (const canary of ONE_OF_EACH) {
      const request = sinks.draft("anthropic/m");
      PLACES[place]?.(request, canary.value);
      const response = await sinks.sendDraft(request);
      expect([200, 400]).toContain(response.status);
      if (response.status === 400) expect(tracesIn(await response.text(), [canary])).toEqual([]);
      else await response.text();
      responses.push(response);
    }
    await sinks.expectUnseen(ONE_OF_EACH, ...responses);
  });
});

describe("what stays", () => {
  test("every request has left a record", async () => {
    await sinks.expectRecords();
  });

  test("no line of the log holds a canary", async () => {
    await sinks.expectCleanLog();
  });

  test("no file of the objects holds a canary", async () => {
    await sinks.expectCleanFiles();
  });

  // The provider's own words are for the caller whose answer they are in, and for nobody else.
  const choice = (more: object, message: object = {}) => ({
    ...completion(""),
    choices: [
      { index: 0, message: { role: "assistant", content: "fine", ...message }, finish_reason: "stop", ...more },
    ],
  });
  const chunked = (more: object): Answer => {
    const last = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }], ...more };
    return stream([...streamEvents(["fine"]).slice(0, -1), event(last), DONE]);
  };
  const own: [string, (value: string) => Answer][] = [
    ["its text", (value) => json(completion(`Ask ${value} about it`))],
    ["its text, streamed", (value) => stream([...streamEvents(piecesOf(`Ask ${value} about it`)), DONE])],
    ["a field of the message", (value) => json(choice({}, { note: value }))],
    ["a field beside the message", (value) => json(choice({ note: { deep: [value] } }))],
    ["a field of the answer", (value) => json({ ...completion("fine"), citations: [`See ${value} there`] })],
    ["a field of an event", (value) => chunked({ citations: [`See ${value} there`] })],
  ];
  test.each(own)("a provider's own value in %s is not kept for others", async (name, make) => {
    for (const canary of ONE_OF_EACH) {
      sinks.upstream.answerWith(make(canary.value));
      const request = sinks.draft();
      Object.assign(request.body, { stream: /stream|event/.test(name) });
      await (await sinks.sendDraft(request)).text();
      const again = await sinks.sendDraft(request);
      expect([canary.entity, again.headers.get("x-agentshield-cache")]).toEqual([canary.entity, "miss"]);
      await again.text();
    }
  });
});

// Last, because it leaves its traces in the log.
test("a value as the name of a known provider's model goes nowhere", async () => {
  sinks.upstream.answerWith(repeat);
  for (const canary of ONE_OF_EACH.filter(({ value }) => /^[\w.:@/+-]+$/.test(value))) {
    const response = await sinks.sendDraft(sinks.draft(`openai/${canary.value}`));
    await response.text();
    await sinks.expectUnseen([canary], response);
  }
  await sinks.expectCleanLog();
});

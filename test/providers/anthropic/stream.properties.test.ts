import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { UpstreamFault } from "../../../src/providers/port.ts";
import { accumulated, CHAT, chunksOf, dialect, fixture, RUNS, sse } from "./support.ts";

const object = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

const block: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ type: fc.constant("text"), text: fc.string({ unit: "binary" }) }),
  fc.record({ type: fc.constant("thinking"), thinking: fc.string(), signature: fc.string() }),
  fc.record({
    type: fc.constant("tool_use"),
    id: fc.uuid().map((id) => `toolu_${id}`),
    name: fc.constantFrom("get_weather", "run"),
    input: object,
  }),
  fc.record({ type: fc.constant("redacted_thinking"), data: fc.string() }),
);

const message = fc.record({
  id: fc.uuid().map((id) => `msg_${id}`),
  type: fc.constant("message"),
  role: fc.constant("assistant"),
  model: fc.constant("claude-x"),
  content: fc.array(block, { maxLength: 5 }),
  stop_reason: fc.constantFrom("end_turn", "tool_use", "max_tokens", "refusal", "new_reason"),
  usage: fc.record({
    input_tokens: fc.nat(),
    output_tokens: fc.nat(),
    cache_read_input_tokens: fc.option(fc.nat()),
    cache_creation_input_tokens: fc.option(fc.nat()),
  }),
});

/** `text` cut at the given places: possibly amid a surrogate pair, possibly into empty pieces. */
function pieces(text: string, cuts: readonly number[]): string[] {
  const places = cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b);
  return [0, ...places].map((place, index) => text.slice(place, places[index] ?? text.length));
}

function blockEvents(content: JsonObject, index: number, cuts: readonly number[]): JsonObject[] {
  const delta = (fields: JsonObject) => ({ type: "content_block_delta", index, delta: fields });
  const opened = (fields: JsonObject) => ({
    type: "content_block_start",
    index,
    content_block: { ...content, ...fields },
  });
  const stop = { type: "content_block_stop", index };
  const { text, thinking, input } = content;
  if (typeof text === "string") {
    const deltas = pieces(text, cuts).map((piece) => delta({ type: "text_delta", text: piece }));
    return [opened({ text: "" }), ...deltas, stop];
  }
  if (typeof thinking === "string") {
    const deltas = pieces(thinking, cuts).map((piece) => delta({ type: "thinking_delta", thinking: piece }));
    return [opened({ thinking: "" }), ...deltas, delta({ type: "signature_delta" }), stop];
  }
  if (input !== undefined) {
    const deltas = pieces(JSON.stringify(input), cuts).map((partial_json) =>
      delta({ type: "input_json_delta", partial_json }),
    );
    return [opened({ input: {} }), ...deltas, stop];
  }
  return [opened({}), stop];
}

function eventsOf(whole: JsonObject, cuts: readonly number[]): JsonObject[] {
  const { content, stop_reason, usage } = whole as { content: JsonObject[] } & JsonObject;
  return [
    {
      type: "message_start",
      message: {
        ...whole,
        content: [],
        stop_reason: null,
        usage: { input_tokens: 1, output_tokens: 1 },
      },
    },
    ...content.flatMap((each, index) => blockEvents(each, index, cuts)),
    { type: "message_delta", delta: { stop_reason: stop_reason ?? null }, usage: usage ?? null },
    { type: "message_stop" },
  ];
}

/** What the complete answer says, in the accumulated form. */
function fromAnswer(whole: JsonObject): JsonObject {
  const { choices, usage } = dialect.answer(whole, CHAT) as {
    choices: { message: JsonObject; finish_reason: string }[];
    usage: JsonObject;
  };
  const [choice] = choices;
  if (choice === undefined) throw new Error("no choice");
  const { refusal: _, ...fields } = choice.message;
  const content: Json = fields.content ?? "";
  return { message: { ...fields, content }, finish_reason: choice.finish_reason, usage };
}

describe("streaming", () => {
  it("gives what the complete answer gives, however the pieces are cut", () => {
    fc.assert(
      fc.property(message, fc.array(fc.nat(), { maxLength: 6 }), (whole, cuts) => {
        const json = JSON.parse(JSON.stringify(whole)) as JsonObject;
        const chunks = chunksOf(eventsOf(json, cuts).map(sse));
        expect(accumulated(chunks)).toEqual(fromAnswer(json));
      }),
      RUNS,
    );
  });

  it("answers any event with chunks or an UpstreamFault", () => {
    const types = fc.constantFrom(
      "message_start",
      "content_block_start",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
      "error",
      "ping",
      "__proto__",
    );
    const part = fc.oneof(object, block, fc.constant(null));
    const event = fc.oneof(
      fc.string(),
      fc
        .record(
          {
            type: types,
            index: fc.nat(2),
            delta: part,
            content_block: part,
            message: part,
            usage: part,
          },
          { requiredKeys: ["type"] },
        )
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.array(event), fc.boolean(), (events, started) => {
        const translator = dialect.stream(CHAT);
        const head = started ? fixture("text").slice(0, 2) : [];
        for (const data of [...head.map((each) => each.data), ...events]) {
          try {
            translator.translate({ event: undefined, data });
          } catch (error) {
            expect(error).toBeInstanceOf(UpstreamFault);
          }
        }
      }),
      RUNS,
    );
  });
});

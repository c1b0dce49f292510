import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { type ServerSentEvent, UpstreamFault } from "../../../src/providers/port.ts";
import { CHAT, dialect, LEGACY_CHAT, sse } from "./support.ts";

const SECRET = "upstream text that may hold a secret";

const start = sse({
  type: "message_start",
  message: { id: "msg_1", model: "m", content: [], usage: { input_tokens: 1, output_tokens: 1 } },
});
const open = (content_block: JsonObject, index = 0) => sse({ type: "content_block_start", index, content_block });
const delta = (fields: JsonObject, index = 0) => sse({ type: "content_block_delta", index, delta: fields });
const close = sse({ type: "content_block_stop", index: 0 });
const text = { type: "text", text: "" };
const tool = { type: "tool_use", id: "t", name: "run", input: {} };
const piece = { type: "text_delta", text: SECRET };
const finish = sse({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: {} });
const stop = sse({ type: "message_stop" });
const raw = (data: string): ServerSentEvent => ({ event: "message_start", data });
const failed = (type: unknown) => raw(JSON.stringify({ type: "error", error: { type, message: SECRET } }));

/** The fault of the last event; those before it must pass. */
function faultOf(events: readonly ServerSentEvent[], chat: JsonObject = CHAT): string {
  const translator = dialect.stream(chat);
  const last = events.at(-1);
  if (last === undefined) throw new Error("no event");
  for (const event of events.slice(0, -1)) translator.translate(event);
  try {
    translator.translate(last);
  } catch (error) {
    if (error instanceof UpstreamFault) return error.reason;
    throw error;
  }
  throw new Error("no fault");
}

const faults: [name: string, events: ServerSentEvent[], reason: string][] = [
  ["data that is not JSON", [raw(`<html>${SECRET}`)], "event is not JSON"],
  ["empty data", [raw("")], "event is not JSON"],
  ["an array", [raw("[]")], "event is not an object"],
  ["null", [raw("null")], "event is not an object"],
  ["no type", [raw("{}")], "event without a type"],
  ["a type that is no string", [raw('{"type":1}')], "event without a type"],
  ["an overload", [failed("overloaded_error")], "stream error: overloaded_error"],
  ["an error later", [start, open(text), failed("api_error")], "stream error: api_error"],
  ["an error of unknown type", [failed(SECRET)], "stream error: unknown type"],
  ["an error without type", [raw('{"type":"error"}')], "stream error: unknown type"],
  ["an error named like a property", [failed("constructor")], "stream error: unknown type"],
  ["a start without a message", [sse({ type: "message_start" })], "message_start without a message"],
  ["a message without an id", [sse({ type: "message_start", message: { model: "m" } })], "message without an id"],
  ["a message without a model", [sse({ type: "message_start", message: { id: "msg_1" } })], "message without a model"],
  ["two starts", [start, start], "message started twice"],
  ["a block before the start", [open(text)], "event before the message started"],
  ["a delta before the start", [delta(piece)], "event before the message started"],
  ["a finish before the start", [finish], "event before the message started"],
  ["a stop before the start", [stop], "event before the message started"],
  [
    "a block without an index",
    [start, sse({ type: "content_block_start", content_block: text })],
    "content block event without an index",
  ],
  ["a negative index", [start, open(text, -1)], "content block event without an index"],
  ["a fractional index", [start, open(text, 0.5)], "content block event without an index"],
  [
    "a start without a block",
    [start, sse({ type: "content_block_start", index: 0 })],
    "content_block_start without a block",
  ],
  ["a block without a type", [start, open({})], "content block without a type"],
  ["a block opened twice", [start, open(text), open(text)], "content block started twice"],
  ["a delta without a block", [start, delta(piece)], "delta for a content block that is not open"],
  ["a delta for another block", [start, open(text), delta(piece, 1)], "delta for a content block that is not open"],
  [
    "a delta after the block's stop",
    [start, open(text), close, delta(piece)],
    "delta for a content block that is not open",
  ],
  ["a stop without a block", [start, close], "stop of a content block that is not open"],
  [
    "a delta event without a delta",
    [start, open(text), sse({ type: "content_block_delta", index: 0 })],
    "content_block_delta without a delta",
  ],
  ["a delta without a type", [start, open(text), delta({})], "delta without a type"],
  ["a text delta without text", [start, open(text), delta({ type: "text_delta" })], "text delta without text"],
  [
    "a thinking delta without text",
    [start, open({ type: "thinking", thinking: "" }), delta({ type: "thinking_delta" })],
    "thinking delta without text",
  ],
  [
    "arguments that are no text",
    [start, open(tool), delta({ type: "input_json_delta", partial_json: {} })],
    "input_json_delta without text",
  ],
  ["text in a call", [start, open(tool), delta(piece)], "delta of another type than its block"],
  [
    "arguments in a text",
    [start, open(text), delta({ type: "input_json_delta", partial_json: "{}" })],
    "delta of another type than its block",
  ],
  ["a call without an id", [start, open({ ...tool, id: 1 })], "tool_use block without an id"],
  ["a call without a name", [start, open({ ...tool, name: null })], "tool_use block without a name"],
  ["a call whose input is no object", [start, open({ ...tool, input: [] })], "tool_use block without an input object"],
  ["content after the stop reason", [start, open(text), close, finish, open(text)], "content after the stop reason"],
  ["a stop without a stop reason", [start, stop], "message stopped without a stop reason"],
  [
    "a stop after counts only",
    [start, sse({ type: "message_delta", delta: {}, usage: { output_tokens: 3 } }), stop],
    "message stopped without a stop reason",
  ],
  ["an event after the stop", [start, finish, stop, finish], "event after the message stopped"],
  ["a second stop", [start, finish, stop, stop], "event after the message stopped"],
  ["a second message", [start, finish, stop, start], "message started twice"],
];

describe("a stream that is not what the dialect allows", () => {
  it.each(faults)("faults on %s", (_name, events, reason) => {
    expect(faultOf(events)).toBe(reason);
  });

  it("faults on a second call where the caller has room for one", () => {
    expect(faultOf([start, open(tool), open(tool, 1)], LEGACY_CHAT)).toBe("several calls where one is allowed");
  });

  it("passes pings anywhere", () => {
    const translator = dialect.stream(CHAT);
    const ping = sse({ type: "ping" });
    for (const event of [ping, start, ping, finish, ping, stop, ping]) {
      expect(() => translator.translate(event)).not.toThrow();
    }
  });
});

import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { openaiCompatible } from "../../src/providers/openai-compatible.ts";
import { UpstreamFault } from "../../src/providers/port.ts";

function faultOf(work: () => unknown): string {
  try {
    work();
    return "no fault";
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(UpstreamFault);
    return (thrown as UpstreamFault).reason;
  }
}

describe("request", () => {
  const chat: JsonObject = { model: "openai/m", messages: [], brand_new: { a: [1] }, n: 2 };

  test("passes through, with the provider's name of the model", () => {
    expect(openaiCompatible.request(chat, "m")).toEqual({
      path: "/chat/completions",
      body: { ...chat, model: "m" },
      dropped: [],
    });
    expect(chat["model"]).toBe("openai/m");
  });

  const options: [string, JsonObject, Json | undefined][] = [
    ["no stream", {}, undefined],
    ["no stream, said so", { stream: false, stream_options: null }, null],
    ["a stream", { stream: true }, { include_usage: true }],
    ["a stream with nothing asked", { stream: true, stream_options: null }, { include_usage: true }],
    ["usage not wanted", { stream: true, stream_options: { include_usage: false } }, { include_usage: true }],
    ["other options stay", { stream: true, stream_options: { x: 1 } }, { x: 1, include_usage: true }],
  ];
  test.each(options)("usage is asked for in %s", (_, more, expected) => {
    expect(openaiCompatible.request({ ...chat, ...more }, "m").body["stream_options"]).toEqual(expected);
  });
});

describe("answer", () => {
  test("is given as it came", () => {
    const body = { id: "x", choices: [{ index: 0, message: { content: "a" } }], extra: { b: 1 } };
    expect(openaiCompatible.answer(body, {})).toBe(body);
  });

  const wrong: [Json, string][] = [
    [null, "answer is not an object"],
    ["text", "answer is not an object"],
    [[], "answer is not an object"],
    [{}, "answer without choices"],
    [{ choices: null }, "answer without choices"],
    [{ choices: {} }, "answer without choices"],
    [{ choices: [] }, "answer without choices"],
    [{ choices: ["x"] }, "answer without choices"],
    [{ choices: [{ delta: {} }] }, "answer without choices"],
    [{ choices: [{ message: {} }, { message: null }] }, "answer without choices"],
    [{ choices: [{ message: [] }] }, "answer without choices"],
  ];
  test.each(wrong)("%j is none", (body, reason) => {
    expect(faultOf(() => openaiCompatible.answer(body, {}))).toBe(reason);
  });
});

describe("stream", () => {
  const chunk = (index: number | undefined, finish: string | null) =>
    JSON.stringify({ choices: [{ ...(index === undefined ? {} : { index }), delta: {}, finish_reason: finish }] });
  const play = (events: readonly string[]) => {
    const translator = openaiCompatible.stream({});
    return events.map((data) => translator.translate({ event: undefined, data }));
  };

  test("chunks pass as they came; the end marker ends", () => {
    const text = '{"id":"x","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"extra":1}';
    expect(play([text, "[DONE]"])).toEqual([
      { chunks: [JSON.parse(text)], done: false },
      { chunks: [], done: true },
    ]);
  });

  const complete: [string, string[]][] = [
    ["two choices, one after the other", [chunk(0, null), chunk(0, "stop"), chunk(1, null), chunk(1, "length")]],
    ["two choices, mixed", [chunk(0, null), chunk(1, null), chunk(1, "stop"), chunk(0, "stop")]],
    ["a choice without a number", [chunk(undefined, null), chunk(0, "stop")]],
    ["an end without a beginning", [chunk(3, "stop")]],
    ["events without choices around it", ['{"choices":[]}', chunk(0, "stop"), '{"choices":[],"usage":{}}']],
    ["no error", [chunk(0, "stop"), '{"choices":[],"error":null}']],
  ];
  test.each(complete)("%s is complete", (_, events) => {
    expect(play([...events, "[DONE]"]).at(-1)).toEqual({ chunks: [], done: true });
  });

  const wrong: [string, string[], string][] = [
    ["an end marker alone", ["[DONE]"], "end marker before the end of the answer"],
    ["no choices but usage", ['{"choices":[]}', "[DONE]"], "end marker before the end of the answer"],
    ["a choice that has not ended", [chunk(0, null), "[DONE]"], "end marker before the end of the answer"],
    [
      "the second choice has not ended",
      [chunk(0, null), chunk(1, null), chunk(0, "stop"), "[DONE]"],
      "end marker before the end of the answer",
    ],
    ["no JSON", ["{"], "event is not JSON"],
    ["an end marker of another form", ["[done]"], "event is not JSON"],
    ["a list", ["[]"], "event is not an object"],
    ["nothing", ["null"], "event is not an object"],
    ["an error", ['{"error":{"message":"ada@example.org"}}'], "error event"],
    ["an error beside choices", ['{"error":"x","choices":[]}'], "error event"],
    ["no choices", ["{}"], "event without choices"],
    ["choices of another form", ['{"choices":{}}'], "event without choices"],
    ["a choice of another form", ['{"choices":["x"]}'], "choice is not an object"],
  ];
  test.each(wrong)("%s is a fault", (_, events, reason) => {
    expect(faultOf(() => play(events))).toBe(reason);
  });

  test("streams know nothing of each other", () => {
    const [one, two] = [openaiCompatible.stream({}), openaiCompatible.stream({})];
    one.translate({ event: undefined, data: chunk(0, null) });
    two.translate({ event: undefined, data: chunk(0, "stop") });
    expect(two.translate({ event: undefined, data: "[DONE]" }).done).toBe(true);
  });
});

describe("errorMessage", () => {
  const said: [Json, object | undefined][] = [
    [{ error: { message: "m", param: "p", code: "c" } }, { message: "m", param: "p", code: "c" }],
    [{ error: { message: "m", param: null, code: null } }, { message: "m", param: null, code: null }],
    [{ error: { message: "m", code: 400 } }, { message: "m", param: null, code: null }],
    [{ error: "model not found" }, { message: "model not found", param: null, code: null }],
    [{ error: { message: 7 } }, undefined],
    [{ error: null }, undefined],
    [{ message: "m" }, undefined],
    [{}, undefined],
    ["m", undefined],
    [null, undefined],
    [[], undefined],
  ];
  test.each(said)("%j", (body, expected) => {
    expect(openaiCompatible.errorMessage(body)).toEqual(expected);
  });
});

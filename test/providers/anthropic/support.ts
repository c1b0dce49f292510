import { readFileSync } from "node:fs";
import { anthropicMessages } from "../../../src/providers/anthropic/dialect.ts";
import { isObject, type Json, type JsonObject } from "../../../src/core/json.ts";
import { type ServerSentEvent, UntranslatableRequest } from "../../../src/providers/port.ts";

/** For fast-check: the same runs every time. */
export const RUNS = { seed: 20_231_114, numRuns: 200 };
export const CREATED = 1_700_000_000;
export const dialect = anthropicMessages(() => CREATED * 1000 + 999);

export const CHAT: JsonObject = {
  model: "alias",
  messages: [{ role: "user", content: "Hi" }],
};
export const LEGACY_CHAT: JsonObject = { ...CHAT, functions: [{ name: "run" }] };

/** The request for a chat that is `CHAT` but for `fields`. */
export function request(fields: JsonObject) {
  return dialect.request(frozen({ ...CHAT, ...fields }), "claude-x");
}

/** The refusal of `request(fields)`. */
export function refusal(fields: JsonObject): UntranslatableRequest {
  try {
    request(fields);
  } catch (error) {
    if (error instanceof UntranslatableRequest) return error;
    throw error;
  }
  throw new Error("the request was not refused");
}

/** A copy that throws when written to: translation must not change the caller's body. */
export function frozen<Value extends Json>(value: Value): Value {
  const copy = structuredClone(value);
  freeze(copy);
  return copy;
}

function freeze(value: Json): void {
  if (typeof value !== "object" || value === null) return;
  for (const inner of Object.values(value)) freeze(inner);
  Object.freeze(value);
}

/** The events of a recorded stream, `fixtures/<name>.sse.txt`. */
export function fixture(name: string): ServerSentEvent[] {
  const text = readFileSync(`${import.meta.dirname}/fixtures/${name}.sse.txt`, "utf8");
  return text
    .trim()
    .split("\n\n")
    .map((block) => {
      const [event = "", data = ""] = block.split("\n");
      return { event: event.slice("event: ".length), data: data.slice("data: ".length) };
    });
}

export function sse(data: JsonObject): ServerSentEvent {
  return {
    event: typeof data.type === "string" ? data.type : undefined,
    data: JSON.stringify(data),
  };
}

/** All chunks of a stream. Checks that `done` is said by the last event and by no other. */
export function chunksOf(events: readonly ServerSentEvent[], chat: JsonObject = CHAT): JsonObject[] {
  const translator = dialect.stream(chat);
  return events.flatMap((event, index) => {
    const { chunks, done } = translator.translate(event);
    if (done !== (index === events.length - 1)) throw new Error(`done at event ${index}`);
    return chunks;
  });
}

/** What a chat client makes of the chunks: a few lines that know nothing of the translation. */
export function accumulated(chunks: readonly JsonObject[]): JsonObject {
  const message: JsonObject = {};
  let finish: Json = null;
  let usage: Json = null;
  for (const chunk of chunks) {
    if (chunk.usage !== undefined) usage = chunk.usage;
    const choice = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
    if (!isObject(choice)) continue;
    if (isObject(choice.delta)) merge(message, choice.delta);
    if (choice.finish_reason !== null) finish = choice.finish_reason ?? null;
  }
  return { message, finish_reason: finish, usage };
}

function merge(target: JsonObject, delta: JsonObject): void {
  for (const [name, value] of Object.entries(delta)) {
    const before = target[name];
    if (Array.isArray(value)) {
      const list = Array.isArray(before) ? before : (target[name] = []);
      for (const item of value) mergeAt(list, item);
    } else if (isObject(value)) {
      const inner = isObject(before) ? before : {};
      target[name] = inner;
      merge(inner, value);
    } else if (typeof value === "string" && typeof before === "string") {
      target[name] = before + value;
    } else {
      target[name] = value;
    }
  }
}

function mergeAt(list: Json[], item: Json): void {
  if (!isObject(item) || typeof item.index !== "number") throw new Error("list item without index");
  const { index } = item;
  const { index: _, ...rest } = item;
  const before = list[index];
  const target: JsonObject = isObject(before) ? before : {};
  list[index] = target;
  merge(target, rest);
}

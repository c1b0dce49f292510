import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GatewayError } from "../../src/core/failure.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { UpstreamFault } from "../../src/core/upstream-fault.ts";
import { Vault } from "../../src/core/vault.ts";
import { StreamRestorer } from "../../src/dialects/openai-chat/restore-stream.ts";
import type { UpstreamCall } from "../../src/providers/call.ts";
import { openaiCompatible } from "../../src/providers/openai-compatible.ts";
import { upstreamChunks } from "../../src/providers/upstream-chunks.ts";
import { mapChunks } from "../../src/streaming/batches.ts";
import { DONE, event, streamEvents } from "../support/upstream.ts";

const RUNS = { seed: 20_261_121, numRuns: 300 };

const EMAIL = { entity: "EMAIL_ADDRESS", label: "EMAIL" };
const KEY = { entity: "PRIVATE_KEY", label: "KEY" };
const vault = new Vault();
vault.placeholderFor(EMAIL, "ada@example.org");
vault.placeholderFor(EMAIL, "bob@example.org");
vault.placeholderFor(KEY, 'line one\nline "two" 😀');

/** A call whose body comes in the given pieces; notes how often it was closed. */
function callOf(pieces: readonly (Uint8Array | Error)[]) {
  const rest = [...pieces];
  const seen = { closed: 0, read: 0 };
  const call = {
    read: async () => {
      seen.read += 1;
      const piece = rest.shift();
      if (piece instanceof Error) throw piece;
      return piece;
    },
    close: () => {
      seen.closed += 1;
    },
    failureOf: (thrown: unknown) =>
      new GatewayError({
        kind: "upstream_broken",
        reason: thrown instanceof UpstreamFault ? thrown.reason : String(thrown),
      }),
  } as unknown as UpstreamCall;
  return { call, seen };
}

/** What a caller gets of these bytes: the chunks, restored. */
async function restored(pieces: readonly (Uint8Array | Error)[]) {
  const { call, seen } = callOf(pieces);
  const restorer = new StreamRestorer(vault, false);
  const chunks: JsonObject[] = [];
  let failure: unknown;
  try {
    const batches = mapChunks(upstreamChunks(call, openaiCompatible.stream({})), (chunk) => restorer.restore(chunk));
    for await (const batch of batches) chunks.push(...batch);
  } catch (thrown) {
    failure = thrown instanceof GatewayError ? thrown.failure : thrown;
  }
  return { chunks, failure, ...seen };
}

interface Choice {
  index: number;
  delta: { content?: string; tool_calls?: { index: number; function?: { arguments?: string } }[] };
  finish_reason: string | null;
}
const choicesOf = (chunks: readonly JsonObject[]) => chunks.flatMap(({ choices }) => choices as unknown as Choice[]);

/** The texts of every choice, and the reasons for which they ended. */
function assembled(chunks: readonly JsonObject[]) {
  const texts: Record<string, string> = {};
  const ends: Record<number, string> = {};
  const add = (name: string, text = "") => (texts[name] = (texts[name] ?? "") + text);
  for (const { index, delta, finish_reason: end } of choicesOf(chunks)) {
    // Nothing may come after the end of its choice.
    expect(ends[index]).toBeUndefined();
    if (delta.content !== undefined) add(`${index}`, delta.content);
    for (const call of delta.tool_calls ?? []) add(`${index}/${call.index}`, call.function?.arguments);
    if (end !== null) ends[index] = end;
  }
  return { texts, ends };
}

const bytes = (events: readonly string[]) => new TextEncoder().encode(events.join(""));
const piece = (index: number, delta: object, finish: string | null = null) =>
  event({ choices: [{ index, delta, finish_reason: finish }] });
const argument = (index: number, call: number, text: string) =>
  piece(index, { tool_calls: [{ index: call, function: { arguments: text } }] });
const usage = event({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } });

const ANSWER = bytes([
  ": ping\n\n",
  piece(0, { role: "assistant", content: "" }),
  piece(0, { content: "é😀 [EM" }),
  piece(1, { content: "[EMAIL_2" }),
  piece(0, { content: "AIL_1] [EMAIL_9] [KEY_1] [" }),
  piece(1, { content: "]!" }),
  piece(1, { tool_calls: [{ index: 0, id: "c", type: "function", function: { name: "f", arguments: "" } }] }),
  argument(1, 0, '{"é":"[EMA'),
  argument(1, 1, '{"k":"[KE'),
  argument(1, 0, 'IL_1]"}'),
  argument(1, 1, 'Y_1]"}'),
  piece(0, {}, "stop"),
  piece(1, {}, "tool_calls"),
  usage,
  DONE,
]);

const EXPECTED = {
  texts: {
    "0": 'é😀 ada@example.org [EMAIL_9] line one\nline "two" 😀 [',
    "1": "bob@example.org!",
    "1/0": '{"é":"ada@example.org"}',
    "1/1": String.raw`{"k":"line one\nline \"two\" 😀"}`,
  },
  ends: { 0: "stop", 1: "tool_calls" },
};

describe("a streamed answer is restored alike", () => {
  test("whole, and its usage stays", async () => {
    const { chunks, failure, closed } = await restored([ANSWER]);
    expect([assembled(chunks), failure, closed]).toEqual([EXPECTED, undefined, 1]);
    expect(chunks.at(-1)).toEqual({
      choices: [],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    });
  });

  test("byte for byte", async () => {
    const { chunks } = await restored([...ANSWER].map((byte) => Uint8Array.of(byte)));
    expect(assembled(chunks)).toEqual(EXPECTED);
  });

  test("in two at every byte", async () => {
    for (let at = 0; at <= ANSWER.length; at += 1) {
      const { chunks, failure } = await restored([ANSWER.subarray(0, at), ANSWER.subarray(at)]);
      expect([at, failure, assembled(chunks)]).toEqual([at, undefined, EXPECTED]);
    }
  });

  const text = "Hi [EMAIL_1], [EMA [EMAIL_2]] é😀 [KEY_1] [EMAIL_9] [";
  const plain = 'Hi ada@example.org, [EMA bob@example.org] é😀 line one\nline "two" 😀 [EMAIL_9] [';
  const json = String.raw`Hi ada@example.org, [EMA bob@example.org] é😀 line one\nline \"two\" 😀 [EMAIL_9] [`;

  test("with its text cut in two deltas at every character", async () => {
    for (let at = 0; at <= text.length; at += 1) {
      const halves = [text.slice(0, at), text.slice(at)].map((half) => half.toWellFormed());
      if (halves.join("") !== text) continue;
      const { chunks } = await restored([bytes([...streamEvents(halves), DONE])]);
      expect(assembled(chunks)).toEqual({ texts: { 0: plain }, ends: { 0: "stop" } });
    }
  });

  test("with texts and arguments of several choices in any deltas, in any order, in any bytes", async () => {
    const characters = Array.from(text);
    const cuts = fc.array(fc.nat(characters.length), { maxLength: 12 });
    const inPieces = (at: readonly number[]) => {
      const ends = [...at.toSorted((a, b) => a - b), characters.length];
      return ends.map((end, index) => characters.slice(index === 0 ? 0 : ends[index - 1], end).join(""));
    };
    const order = fc.array(fc.nat(3), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.tuple(cuts, cuts, cuts, cuts), order, fc.array(fc.nat(9_000)), async (each, turns, at) => {
        const waiting = each.map((positions, lane) =>
          inPieces(positions).map((part) => (lane < 2 ? piece(lane, { content: part }) : argument(1, lane - 2, part))),
        );
        const events = turns.flatMap((lane) => waiting[lane]?.shift() ?? []);
        const all = bytes([...events, ...waiting.flat(), piece(1, {}, "tool_calls"), piece(0, {}, "stop"), DONE]);
        const ends = [...at.map((position) => position % all.length).toSorted((a, b) => a - b), all.length];
        const parts = ends.map((end, index) => all.subarray(index === 0 ? 0 : ends[index - 1], end));
        const { chunks, failure } = await restored(parts);
        expect(failure).toBeUndefined();
        expect(assembled(chunks)).toEqual({
          texts: { "0": plain, "1": plain, "1/0": json, "1/1": json },
          ends: { 0: "stop", 1: "tool_calls" },
        });
      }),
      RUNS,
    );
  });
});

describe("an answer that breaks", () => {
  const start = bytes([piece(0, { content: "a" })]);
  const broken: [string, (Uint8Array | Error)[], string][] = [
    ["ends early", [start], "stream ended before its end marker"],
    ["is cut off", [start, new TypeError("reset")], "TypeError: reset"],
    ["ends before its choice does", [start, bytes([DONE])], "end marker before the end of the answer"],
    ["is no JSON", [start, bytes(["data: {\n\n"])], "event is not JSON"],
    ["breaks in the same piece", [bytes([piece(0, { content: "a" }), "data: 1\n\n"])], "event is not an object"],
    ["reports an error", [start, bytes([event({ error: { message: "ada" } })])], "error event"],
    ["is not UTF-8", [start, Uint8Array.of(0xff)], "stream is not UTF-8"],
    ["has too large an event", [start, bytes([`data: ${"x".repeat(1_048_577)}`])], "event too large"],
  ];
  test.each(broken)(
    "%s: what came before is given, then the failure, and the call is closed",
    async (_, pieces, reason) => {
      const { chunks, failure, closed } = await restored(pieces);
      expect(choicesOf(chunks).map(({ delta }) => delta.content)).toEqual(["a"]);
      expect(failure).toEqual({ kind: "upstream_broken", reason });
      expect(closed).toBe(1);
    },
  );

  test("what follows the end marker is not read", async () => {
    const { chunks, failure, closed, read } = await restored([
      bytes([piece(0, { content: "a" }, "stop"), DONE, "data: garbage\n\n"]),
      bytes(["data: more\n\n"]),
    ]);
    expect([chunks.length, failure, closed, read]).toEqual([1, undefined, 1, 1]);
  });

  test("a reader that leaves closes the call", async () => {
    const { call, seen } = callOf([start, start, start]);
    const batches = upstreamChunks(call, openaiCompatible.stream({}));
    await batches.next();
    await batches.return(undefined);
    expect(seen).toEqual({ closed: 1, read: 1 });
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GatewayError } from "../../../src/core/failure.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import type { Redaction } from "../../../src/core/redaction.ts";
import { Vault } from "../../../src/core/vault.ts";
import { WrittenJson } from "../../../src/core/written-json.ts";
import { anthropicMessages } from "../../../src/dialects/anthropic-messages/dialect.ts";
import { anthropicMessages as provider } from "../../../src/providers/anthropic/dialect.ts";
import type { UpstreamCall } from "../../../src/providers/call.ts";
import { openaiCompatible } from "../../../src/providers/openai-compatible.ts";
import type { Target } from "../../../src/providers/resolve.ts";
import { upstreamChunks } from "../../../src/providers/upstream-chunks.ts";
import { translate } from "../../../src/stages/translation.ts";
import { eventStream } from "../../../src/streaming/event-stream.ts";
import { mapChunks } from "../../../src/streaming/batches.ts";
import { scanAnswer } from "../../scan/engine.ts";
import { messageEvents, named, readEvents, textBlock, thinkingBlock, toolBlock } from "../../support/messages.ts";
import { DONE, event } from "../../support/upstream.ts";

const RUNS = { seed: 20_261_121, numRuns: 150 };
const MAIL = "ada@example.org";
const PEM = 'line one\nline "two" 😀';
const OWN = "eve@example.org";

const vault = new Vault();
vault.placeholderFor({ entity: "EMAIL_ADDRESS", label: "EMAIL" }, MAIL);
vault.placeholderFor({ entity: "PRIVATE_KEY", label: "PRIVATE_KEY" }, PEM);
const redaction: Redaction = { scan: scanAnswer, note: () => undefined };

const targets = {
  native: { provider: { dialect: provider(() => 0) }, model: "m" } as unknown as Target,
  translated: { provider: { dialect: openaiCompatible }, model: "m" } as unknown as Target,
};

const NATIVE = messageEvents(
  [
    thinkingBlock("EqQB", "é [EMAIL", `_1] ${OWN}`),
    textBlock("é😀 [EM", "AIL_1] and ", OWN, " 😀 ["),
    toolBlock("toolu_1", "f", '{"é":"[EMA', 'IL_1]","key":"[PRIVATE_KEY_1]","own":"', `${OWN}"}`),
    toolBlock("toolu_2", "g"),
  ],
  "tool_use",
).map(named);

const delta = (fields: object, finish: string | null = null) =>
  event({ id: "chatcmpl-1", model: "m", choices: [{ index: 0, delta: fields, finish_reason: finish }] });
const call = (index: number, text: string, name?: string) =>
  delta({
    tool_calls: [
      {
        index,
        ...(name !== undefined && { id: `call_${index}` }),
        function: { arguments: text, ...(name !== undefined && { name }) },
      },
    ],
  });
const CHAT = [
  delta({ role: "assistant", content: "" }),
  delta({ reasoning: "é [EMAIL" }),
  delta({ reasoning: `_1] ${OWN}` }),
  delta({ content: "é😀 [EM" }),
  delta({ content: "AIL_1] and " }),
  delta({ content: `${OWN} 😀 [` }),
  call(0, '{"é":"[EMA', "f"),
  call(1, "{}", "g"),
  call(0, 'IL_1]","key":"[PRIVATE_KEY_1]","own":"'),
  call(0, `${OWN}"}`),
  delta({}, "tool_calls"),
  event({ id: "chatcmpl-1", choices: [], usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 } }),
  DONE,
];

function callOf(pieces: readonly Uint8Array[]): UpstreamCall {
  const rest = [...pieces];
  return {
    read: async () => rest.shift(),
    close: () => undefined,
    failureOf: (thrown: unknown) => new GatewayError({ kind: "upstream_broken", reason: String(thrown) }),
  } as unknown as UpstreamCall;
}

/** What a caller gets of these bytes, as text of an event stream. */
async function written(kind: keyof typeof targets, pieces: readonly Uint8Array[]): Promise<string> {
  const body: JsonObject = { model: "x/m", max_tokens: 8, messages: [{ role: "user", content: "x" }], stream: true };
  const request = anthropicMessages.read(body, 10);
  const translation = translate(
    anthropicMessages,
    targets[kind],
    request,
    new WrittenJson("{}", undefined),
    () => "id",
  );
  const screener = anthropicMessages.screener({
    vault,
    redaction,
    jsonAnswer: false,
    translated: kind === "translated",
  });
  const batches = mapChunks(upstreamChunks(callOf(pieces), translation.stream()), (each) => screener.event(each));
  const end = {
    complete: () => undefined,
    broken: () => ({ type: "error", error: { type: "api_error", message: "broken" } }),
    cancelled: () => undefined,
  };
  return new Response(eventStream(batches, anthropicMessages.framing(), end)).text();
}

const EXPECTED = {
  native: [
    // Signed: nothing in it is changed.
    { type: "thinking", thinking: `é [EMAIL_1] ${OWN}`, signature: "EqQB" },
    { type: "text", text: `é😀 ${MAIL} and [REDACTED_EMAIL] 😀 [` },
  ],
  translated: [
    { type: "thinking", thinking: `é ${MAIL} [REDACTED_EMAIL]`, signature: "" },
    { type: "text", text: `é😀 ${MAIL} and [REDACTED_EMAIL] 😀 [`, citations: null },
  ],
};
const STREAMS = { native: NATIVE, translated: CHAT } as const;

describe.each(["native", "translated"] as const)("a %s stream", (kind) => {
  const bytes = Buffer.from(STREAMS[kind].join(""));
  const check = (text: string) => {
    const { blocks, stops, error, events, names } = readEvents(text);
    expect(blocks.slice(0, 2)).toEqual(EXPECTED[kind]);
    const [called, other] = blocks.slice(2);
    expect(JSON.parse(String(called?.["partial_json"]))).toEqual({ é: MAIL, key: PEM, own: "[REDACTED_EMAIL]" });
    expect(other).toMatchObject({ type: "tool_use", name: "g" });
    expect([stops, error, events.at(-1)?.type]).toEqual([1, undefined, "message_stop"]);
    expect(names).toEqual(events.map(({ type }) => type));
    inOrder(events);
  };

  test("reads the same wherever it is cut in two", async () => {
    for (let at = 1; at < bytes.length; at += 1)
      check(await written(kind, [bytes.subarray(0, at), bytes.subarray(at)]));
  });

  test("reads the same byte by byte, and in any pieces", async () => {
    check(
      await written(
        kind,
        [...bytes].map((byte) => Uint8Array.of(byte)),
      ),
    );
    const cuts = fc.array(fc.nat(bytes.length), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const places = [0, ...at.toSorted((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        check(
          await written(
            kind,
            pieces.filter(({ length }) => length > 0),
          ),
        );
      }),
      RUNS,
    );
  });

  test("cut off anywhere, it ends in an error and never in message_stop", async () => {
    const whole = STREAMS[kind];
    const lastEvent = Buffer.byteLength(whole.slice(0, -1).join(""));
    for (let at = 0; at <= lastEvent; at += 1) {
      const { stops, error } = readEvents(await written(kind, at === 0 ? [] : [bytes.subarray(0, at)]));
      expect([stops, error?.type]).toEqual([0, "api_error"]);
    }
  });
});

/** The order that Anthropic's documentation gives: one block after the other, each begun once and ended once. */
function inOrder(events: readonly { readonly type: string; readonly index?: number }[]): void {
  let open: number | undefined;
  let next = 0;
  for (const { type, index } of events) {
    if (type === "content_block_start") {
      expect([open, index]).toEqual([undefined, next]);
      open = index;
      next += 1;
    } else if (type === "content_block_delta") expect(index).toBe(open);
    else if (type === "content_block_stop") {
      expect(index).toBe(open);
      open = undefined;
    } else if (type === "message_delta" || type === "message_stop") expect(open).toBeUndefined();
  }
}

import type { Settings } from "../config/schema.ts";
import type { Usage } from "../core/audit-record.ts";
import { GatewayError } from "../core/failure.ts";
import { isObject, type JsonObject } from "../core/json.ts";
import type { WrittenJson } from "../core/written-json.ts";
import { callProvider, type UpstreamCall } from "../providers/call.ts";
import { UntranslatableRequest, type UpstreamFetch, type UpstreamRequest } from "../providers/port.ts";
import type { Target } from "../providers/resolve.ts";
import { type ReadJson, upstreamAnswer, upstreamRefusal } from "../providers/upstream-answer.ts";
import { upstreamChunks } from "../providers/upstream-chunks.ts";
import { mapChunks, started } from "../streaming/batches.ts";
import { askedTimeoutMs } from "./caller-headers.ts";
import { type Answer, exchangeOf, type GatewayContext, timedWait } from "./context.ts";
import { screenTextWith } from "./text-screening.ts";

export interface ForwardPorts {
  readonly fetch: UpstreamFetch;
  readonly now: () => number;
  readonly timeouts: Settings["timeouts"];
  readonly readJson: ReadJson;
}

/** Sends the masked request to its provider and takes the answer, in the caller's dialect. */
export function forward({ fetch, now, timeouts, readJson }: ForwardPorts) {
  return async function forward(c: GatewayContext): Promise<void> {
    const exchange = exchangeOf(c);
    const { chat, masked, target, record } = exchange;
    const { provider } = target;
    const request = translate(target, chat.body, masked.written);
    exchange.dropped = request.dropped;
    const asked = askedTimeoutMs(c.req.header("x-agentshield-timeout-ms"));
    const deadlines = {
      ...timeouts,
      firstByteMs: Math.min(asked, timeouts.firstByteMs),
      totalMs: Math.min(asked, timeouts.totalMs),
    };
    await timedWait(record, "upstream", now, async () => {
      const call = await callProvider(provider, request, {
        fetch,
        now,
        deadlines,
        stream: chat.stream,
        clientGone: c.req.raw.signal,
      });
      // A provider's words about a refused request may hold what the caller must not see.
      const screenText = screenTextWith(exchange.caller.policy.screening.policy);
      if (!call.response.ok) throw new GatewayError(await upstreamRefusal(call, provider.dialect, screenText));
      const answer = chat.stream
        ? await streamed(call, target, chat.body)
        : await whole(call, target, chat.body, readJson);
      exchange.answer = metered(answer, (usage) => (record.usage = usage));
    });
  };
}

function translate({ provider, model }: Target, body: JsonObject, written: WrittenJson): UpstreamRequest {
  try {
    return provider.dialect.request(body, model, written);
  } catch (thrown) {
    if (thrown instanceof UntranslatableRequest)
      throw new GatewayError({ kind: "invalid_request", param: thrown.param, message: thrown.message });
    throw thrown;
  }
}

async function whole(call: UpstreamCall, { provider }: Target, chat: JsonObject, readJson: ReadJson): Promise<Answer> {
  return { kind: "json", body: await upstreamAnswer(call, provider.dialect, chat, readJson) };
}

async function streamed(call: UpstreamCall, { provider }: Target, chat: JsonObject): Promise<Answer> {
  if (!/^text\/event-stream\b/i.test(call.response.headers.get("content-type") ?? "")) {
    call.close();
    throw new GatewayError({ kind: "upstream_broken", reason: "not an event stream" });
  }
  return {
    kind: "stream",
    batches: await started(upstreamChunks(call, provider.dialect.stream(chat))),
    leave: () => call.leave(),
  };
}

/** Notes the usage that passes by; a later report replaces an earlier one. */
function metered(answer: Answer, note: (usage: Usage) => void): Answer {
  if (answer.kind === "json") {
    noteUsage(answer.body, note);
    return answer;
  }
  return {
    ...answer,
    batches: mapChunks(answer.batches, (chunk) => {
      noteUsage(chunk, note);
      return [chunk];
    }),
  };
}

function noteUsage({ usage }: JsonObject, note: (usage: Usage) => void): void {
  if (!isObject(usage)) return;
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = usage;
  if (typeof promptTokens === "number" && typeof completionTokens === "number")
    note({ promptTokens, completionTokens });
}

import type { Settings } from "../config/schema.ts";
import { type Failure, failureOf, GatewayError } from "../core/failure.ts";
import type { JsonObject } from "../core/json.ts";
import { estimateRequest } from "../core/token-estimate.ts";
import { UsageMeter } from "../dialects/usage-meter.ts";
import { callProvider, type UpstreamCall } from "../providers/call.ts";
import type { UpstreamFetch } from "../providers/port.ts";
import { type ReadJson, upstreamAnswer, upstreamRefusal } from "../providers/upstream-answer.ts";
import { upstreamChunks } from "../providers/upstream-chunks.ts";
import { started } from "../streaming/batches.ts";
import type { ChunkBatches } from "../streaming/event-stream.ts";
import type { Deadlines } from "../streaming/watchdog.ts";
import { askedTimeoutMs, passedHeaders } from "./caller-headers.ts";
import { type Answer, exchangeOf, type GatewayContext, timedWait } from "./context.ts";
import { screenTextWith } from "./text-screening.ts";
import { isTranslated, translate, type Translation } from "./translation.ts";

export interface ForwardPorts {
  readonly fetch: UpstreamFetch;
  readonly now: () => number;
  readonly timeouts: Settings["timeouts"];
  readonly readJson: ReadJson;
  readonly newId: () => string;
}

/** What may be asked for within what the operator allows. @throws GatewayError `invalid_request` */
export function deadlinesOf(c: GatewayContext, timeouts: Settings["timeouts"]): Deadlines {
  const asked = askedTimeoutMs(c.req.header("x-agentshield-timeout-ms"));
  return {
    ...timeouts,
    firstByteMs: Math.min(asked, timeouts.firstByteMs),
    totalMs: Math.min(asked, timeouts.totalMs),
  };
}

/** Sends the masked request to its provider and takes the answer, in the caller's dialect. */
export function forward({ fetch, now, timeouts, readJson, newId }: ForwardPorts) {
  return async function forward(c: GatewayContext): Promise<void> {
    const exchange = exchangeOf(c);
    const { request, dialect, masked, target, record, caller } = exchange;
    const { provider } = target;
    const translation = translate(dialect, target, request, masked.written, newId);
    exchange.dropped = translation.request.dropped;
    if (caller.policy.strict) refuseDropped(exchange.dropped);
    const headers = isTranslated(dialect, target) ? {} : passedHeaders(dialect, c.req.raw.headers);
    const deadlines = deadlinesOf(c, timeouts);
    const meter = new UsageMeter(() => inputTokens(request.body), dialect.readUsage());
    await timedWait(record, "upstream", now, async () => {
      const call = await callProvider(
        provider,
        { ...translation.request, headers },
        {
          fetch,
          now,
          deadlines,
          stream: request.stream,
          clientGone: c.req.raw.signal,
        },
      ).catch((thrown: unknown) => {
        if (mayHaveWorked(failureOf(thrown))) exchange.meter = meter;
        throw thrown;
      });
      // A provider's words about a refused request may hold what the caller must not see.
      const screenText = screenTextWith(exchange.caller.policy.screening.policy);
      if (!call.response.ok) throw new GatewayError(await upstreamRefusal(call, provider.dialect, screenText));
      exchange.meter = meter;
      const answer = await (request.stream ? streamed(call, translation) : whole(call, translation, readJson));
      exchange.answer = metered(answer, meter);
    });
  };
}

/** Whether a provider that has not answered may bill all the same: it had the request, and was not waited for. */
function mayHaveWorked({ kind }: Failure): boolean {
  return kind === "client_gone" || kind === "upstream_timeout";
}

/** @throws GatewayError `invalid_request` naming the first field that would not reach the provider */
function refuseDropped([first]: readonly string[]): void {
  if (first === undefined) return;
  const message = `The provider of this model cannot be sent '${first}', and this key's policy refuses to leave it out.`;
  throw new GatewayError({ kind: "invalid_request", param: first, message });
}

async function whole(call: UpstreamCall, translation: Translation, readJson: ReadJson): Promise<Answer> {
  return { kind: "json", body: await upstreamAnswer(call, (body) => translation.answer(body), readJson) };
}

async function streamed(call: UpstreamCall, translation: Translation): Promise<Answer> {
  if (!/^text\/event-stream\b/i.test(call.response.headers.get("content-type") ?? "")) {
    call.close();
    throw new GatewayError({ kind: "upstream_broken", reason: "not an event stream" });
  }
  return {
    kind: "stream",
    batches: await started(upstreamChunks(call, translation.stream())),
    leave: () => call.leave(),
    endedEarly: call.endedEarly,
  };
}

/** The answer, and the meter reads what passes by. */
function metered(answer: Answer, meter: UsageMeter): Answer {
  if (answer.kind === "stream") return { ...answer, batches: meteredBatches(answer.batches, meter) };
  meter.read(answer.body);
  meter.end();
  return answer;
}

async function* meteredBatches(batches: ChunkBatches, meter: UsageMeter): ChunkBatches {
  for await (const batch of batches) {
    for (const chunk of batch) meter.read(chunk);
    yield batch;
  }
  meter.end();
}

/** Roughly, where nobody says it. */
export function inputTokens(body: JsonObject): number {
  const { textTokens, audioTokens, imageTokens } = estimateRequest(body, 0);
  return textTokens + audioTokens + imageTokens;
}

import { GatewayError } from "../core/failure.ts";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { callProvider } from "../providers/call.ts";
import { UpstreamFault } from "../providers/port.ts";
import { upstreamAnswer, upstreamRefusal } from "../providers/upstream-answer.ts";
import { passedHeaders } from "./caller-headers.ts";
import { exchangeOf, type GatewayContext, timedWait } from "./context.ts";
import { deadlinesOf, type ForwardPorts, inputTokens } from "./forward.ts";
import { screenTextWith } from "./text-screening.ts";
import { nativeOf } from "./translation.ts";

/**
 * Counts the tokens of the masked request: the provider does, where it can; else they are estimated,
 * and a header says so. It counts as a request, but uses up neither tokens nor money.
 */
export function countTokens({ fetch, now, timeouts, readJson }: Omit<ForwardPorts, "newId">) {
  return async function countTokens(c: GatewayContext): Promise<void> {
    const exchange = exchangeOf(c);
    const { request, dialect, masked, target, record, caller } = exchange;
    const { provider, model } = target;
    exchange.call = { model: `${provider.id}/${model}`, tokens: 0, microdollars: 0 };
    await exchange.admit({ call: exchange.call });
    const native = nativeOf(dialect, provider.dialect);
    if (native?.countPath === undefined) {
      exchange.estimated = "input_tokens";
      exchange.answer = { kind: "json", body: { input_tokens: inputTokens(request.body) } };
      return;
    }
    const asked = native.request(request.body, model, masked.written);
    const headers = passedHeaders(dialect, c.req.raw.headers);
    const path = native.countPath;
    await timedWait(record, "upstream", now, async () => {
      const call = await callProvider(
        provider,
        { ...asked, path, headers },
        { fetch, now, deadlines: deadlinesOf(c, timeouts), stream: false, clientGone: c.req.raw.signal },
      );
      const screenText = screenTextWith(caller.policy.screening.policy);
      if (!call.response.ok) throw new GatewayError(await upstreamRefusal(call, provider.dialect, screenText));
      exchange.answer = { kind: "json", body: await upstreamAnswer(call, countOf, readJson) };
    });
  };
}

function countOf(body: Json): JsonObject {
  if (!isObject(body) || typeof body.input_tokens !== "number") throw new UpstreamFault("answer without a count");
  return body;
}

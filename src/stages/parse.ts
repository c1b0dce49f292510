import type { Next } from "hono";
import type { Settings } from "../config/schema.ts";
import { GatewayError } from "../core/failure.ts";
import type { Json } from "../core/json.ts";
import { parseExactly } from "../core/text-lens.ts";
import { readChatRequest } from "../dialects/openai-chat/request.ts";
import type { Provider } from "../providers/provider.ts";
import { resolveModel } from "../providers/resolve.ts";
import type { Scanner } from "../scan/port.ts";
import { readBody } from "./body.ts";
import { type GatewayContext, timed } from "./context.ts";
import { jsonFaultError } from "./json-fault.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads the body within the caps, checks it strictly, and finds out where it is to go. */
export function parse(limits: Settings["limits"], scanner: Scanner, providers: readonly Provider[], now: () => number) {
  return async function parse(c: GatewayContext, next: Next): Promise<void> {
    await timed(c.var.record, "parse", now, async () => {
      const bytes = await readBody(c.req.raw, limits.bodyBytes);
      c.var.record.requestBytes = bytes.byteLength;
      const chat = readChatRequest(parseJson(bytes, limits, scanner), limits.messages);
      const target = resolveModel(chat.model, providers);
      if (target === undefined) throw new GatewayError({ kind: "unknown_model" });
      c.var.record.stream = chat.stream;
      c.var.record.provider = target.provider.id;
      c.var.record.model = target.model;
      c.set("chat", chat);
      c.set("target", target);
    });
    await next();
  };
}

function parseJson(bytes: Uint8Array, limits: Settings["limits"], scanner: Scanner): Json {
  const check = scanner.checkJson(bytes, { depth: limits.jsonDepth, values: limits.jsonValues });
  if (!check.ok) throw jsonFaultError(check.fault, check.offset, limits);
  const text = utf8.decode(bytes);
  return check.inexactNumbers ? parseExactly(text) : (JSON.parse(text) as Json);
}

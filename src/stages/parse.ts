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
import { screenedMetadata } from "./caller-headers.ts";
import { exchangeOf, type GatewayContext, timed } from "./context.ts";
import { jsonFaultError } from "./json-fault.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export interface ParsePorts {
  readonly limits: Settings["limits"];
  readonly scanner: Scanner;
  readonly providers: readonly Provider[];
  /** Replaces personal data and secrets in what a caller sends beside the body. */
  readonly screenText: (text: string) => string;
  readonly now: () => number;
}

/** Reads the body within the caps, checks it strictly, and finds out where it is to go. */
export function parse({ limits, scanner, providers, screenText, now }: ParsePorts) {
  return async function parse(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const { record } = exchange;
    const metadata = screenedMetadata(c.req.header("x-agentshield-metadata"), screenText);
    if (metadata !== undefined) record.metadata = metadata;
    const bytes = await readBody(c.req.raw, limits.bodyBytes);
    record.requestBytes = bytes.byteLength;
    timed(record, "parse", now, () => {
      const chat = readChatRequest(parseJson(bytes, limits, scanner), limits.messages);
      const target = resolveModel(chat.model, providers);
      // A name goes upstream and into the record as it is, so it must not hold a value.
      if (target === undefined || screenText(chat.model) !== chat.model)
        throw new GatewayError({ kind: "unknown_model" });
      record.stream = chat.stream;
      record.provider = target.provider.id;
      record.model = target.model;
      exchange.chat = chat;
      exchange.target = target;
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

import type { Next } from "hono";
import { GatewayError } from "../core/failure.ts";
import { maskBody, type Masked } from "../core/masking.ts";
import { VaultFullError } from "../core/vault.ts";
import { restoreAnswer } from "../dialects/openai-chat/restore-answer.ts";
import { StreamRestorer } from "../dialects/openai-chat/restore-stream.ts";
import { chatText } from "../dialects/openai-chat/text.ts";
import { ScanCapacityError, type Scanner } from "../scan/port.ts";
import { mapChunks } from "../streaming/batches.ts";
import { exchangeOf, type GatewayContext, timed } from "./context.ts";

/**
 * Going in, replaces personal data and secrets by placeholders; coming back, puts them in again.
 * Everything below this stage, the cache and the provider included, sees masked text only.
 */
export function screen(scanner: Scanner, now: () => number) {
  return async function screen(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const { chat, record } = exchange;
    const { body, vault } = timed(record, "scan", now, () => mask(chat.body, scanner));
    record.found = Object.fromEntries(vault.found);
    exchange.chat = { ...chat, body };
    await next();
    const { answer } = exchange;
    if (answer === undefined || vault.size === 0) return;
    if (answer.kind === "json") {
      exchange.answer = { kind: "json", body: restoreAnswer(answer.body, vault, chat.jsonAnswer) };
    } else {
      const restorer = new StreamRestorer(vault, chat.jsonAnswer);
      exchange.answer = { ...answer, batches: mapChunks(answer.batches, (chunk) => restorer.restore(chunk)) };
    }
  };
}

function mask(body: Masked["body"], scanner: Scanner): Masked {
  try {
    return maskBody(body, chatText, (text) => scanner.scan(text));
  } catch (thrown) {
    if (thrown instanceof ScanCapacityError || thrown instanceof VaultFullError) {
      throw new GatewayError({
        kind: "too_large",
        param: null,
        message: "The request holds more personal data than the gateway can mask in one request.",
      });
    }
    throw thrown;
  }
}

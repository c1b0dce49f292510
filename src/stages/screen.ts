import type { Next } from "hono";
import { GatewayError } from "../core/failure.ts";
import { maskBody, type Masked, type Masking, type Scan } from "../core/masking.ts";
import { type Digest, type Vault, VaultFullError } from "../core/vault.ts";
import type { Redaction } from "../core/redaction.ts";
import { redactAnswer } from "../dialects/openai-chat/redact-answer.ts";
import { restoreAnswer } from "../dialects/openai-chat/restore-answer.ts";
import { StreamRestorer } from "../dialects/openai-chat/restore-stream.ts";
import { chatText } from "../dialects/openai-chat/text.ts";
import { refusingBlocked } from "../policy/blocked.ts";
import type { ScreeningPolicy } from "../policy/screening-policy.ts";
import { ScanCapacityError } from "../scan/port.ts";
import { mapChunks } from "../streaming/batches.ts";
import { type Answer, type Exchange, exchangeOf, type GatewayContext, timed } from "./context.ts";

export interface ScreenPorts {
  readonly policy: ScreeningPolicy;
  /** For the action `hash`. */
  readonly digestFor: (tenant: string) => Digest;
  readonly now: () => number;
}

/**
 * Going in, replaces personal data and secrets by placeholders. Coming back, first replaces those
 * that the caller never sent, for good, then puts the caller's in again. Everything below this
 * stage, the cache and the provider included, sees masked text only.
 */
export function screen({ policy, digestFor, now }: ScreenPorts) {
  return async function screen(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const { chat, record, caller } = exchange;
    const { actionFor, refuse } = refusingBlocked(policy.actionFor);
    const masking = { actionFor, digest: policy.hashes ? digestFor(caller.tenant) : undefined };
    const { body, vault } = timed(record, "scan", now, () => mask(chat.body, policy.scan, masking));
    record.found = Object.fromEntries(vault.found);
    refuse();
    exchange.chat = { ...chat, body };
    await next();
    const { answer } = exchange;
    if (answer === undefined) return;
    const redaction = policy.redactsAnswers ? redactionFor(record, policy) : undefined;
    exchange.answer = screened(answer, vault, redaction, chat.jsonAnswer);
  };
}

/** Counts what is replaced in the record of the request, for as long as its answer lasts. */
function redactionFor(record: Exchange["record"], { scanAnswer, undecidedFrom }: ScreeningPolicy): Redaction {
  const redacted: Record<string, number> = {};
  record.redacted = redacted;
  return {
    scan: scanAnswer,
    undecidedFrom,
    note: ({ entity }) => {
      redacted[entity] = (redacted[entity] ?? 0) + 1;
    },
  };
}

function screened(answer: Answer, vault: Vault, redaction: Redaction | undefined, jsonAnswer: boolean): Answer {
  if (vault.size === 0 && redaction === undefined) return answer;
  if (answer.kind === "json") {
    const body = redaction === undefined ? answer.body : redactAnswer(answer.body, vault, redaction, jsonAnswer);
    return { kind: "json", body: restoreAnswer(body, vault, jsonAnswer) };
  }
  const restorer = new StreamRestorer(vault, jsonAnswer, redaction);
  return { ...answer, batches: mapChunks(answer.batches, (chunk) => restorer.restore(chunk)) };
}

function mask(body: Masked["body"], scan: Scan, masking: Masking): Masked {
  try {
    return maskBody(body, chatText, scan, masking);
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

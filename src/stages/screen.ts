import type { Next } from "hono";
import type { Settings } from "../config/schema.ts";
import { GatewayError } from "../core/failure.ts";
import { maskJson, type MaskedJson, type Masking } from "../core/masking.ts";
import { type Digest, type Vault, VaultFullError } from "../core/vault.ts";
import type { Redaction } from "../core/redaction.ts";
import { asText, restore } from "../core/restorer.ts";
import { redactAnswer } from "../dialects/openai-chat/redact-answer.ts";
import { restoreAnswer } from "../dialects/openai-chat/restore-answer.ts";
import { StreamRestorer } from "../dialects/openai-chat/restore-stream.ts";
import { CHAT_LENS } from "../dialects/openai-chat/text.ts";
import { refusingBlocked } from "../policy/blocked.ts";
import type { ScreeningPolicy } from "../policy/screening-policy.ts";
import { ScanCapacityError, type ScreenedJson } from "../scan/port.ts";
import { mapChunks } from "../streaming/batches.ts";
import { readBody } from "./body.ts";
import { type Answer, type Exchange, exchangeOf, type GatewayContext, timed } from "./context.ts";
import { jsonFaultError } from "./json-fault.ts";

export interface ScreenPorts {
  readonly limits: Settings["limits"];
  /** For the action `hash`. */
  readonly digestFor: (tenant: string) => Digest;
  readonly now: () => number;
}

/**
 * Going in, reads the body within the caps, checks it strictly, and replaces personal data and secrets
 * in its bytes by placeholders, before anything is parsed from them. Coming back, first replaces those
 * that the caller never sent, for good, then puts the caller's in again. Everything below this
 * stage, the cache and the provider included, sees masked text only.
 */
export function screen({ limits, digestFor, now }: ScreenPorts) {
  const caps = { depth: limits.jsonDepth, values: limits.jsonValues };
  return async function screen(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const { record, caller } = exchange;
    const { scanner, policy } = caller.policy.screening;
    const look = (bytes: Uint8Array) => scanner.screenJson(bytes, caps, CHAT_LENS, policy.scanPolicy);
    const bytes = exchange.body ?? (await readBody(c.req.raw, limits.bodyBytes));
    exchange.body = undefined;
    record.requestBytes = bytes.byteLength;
    const { actionFor, refuse } = refusingBlocked(policy.actionFor);
    const masking = { actionFor, digest: policy.hashes ? digestFor(caller.tenant) : undefined };
    const { written, vault, inexactNumbers } = timed(record, "scan", now, () => mask(bytes, limits, look, masking));
    record.found = Object.fromEntries(vault.found);
    refuse();
    exchange.masked = { written, inexactNumbers };
    exchange.unmasked = (text) => restore(text, vault, asText);
    await next();
    const { answer, chat } = exchange;
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

function mask(
  bytes: Uint8Array,
  limits: Settings["limits"],
  look: (bytes: Uint8Array) => ScreenedJson,
  masking: Masking,
): MaskedJson & { readonly inexactNumbers: boolean } {
  try {
    const screened = look(bytes);
    if (!screened.ok) throw jsonFaultError(screened.fault, screened.offset, limits);
    const { findings, noted, inexactNumbers } = screened;
    return { ...maskJson(bytes, findings, noted, masking), inexactNumbers };
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

import type { Next } from "hono";
import type { Settings } from "../config/schema.ts";
import { GatewayError } from "../core/failure.ts";
import { maskJson, type MaskedJson, type Masking } from "../core/masking.ts";
import { type Digest, VaultFullError } from "../core/vault.ts";
import type { Redaction } from "../core/redaction.ts";
import { asText, restore } from "../core/restorer.ts";
import type { AnswerScreening, ClientDialect } from "../dialects/port.ts";
import { refusingBlocked } from "../policy/blocked.ts";
import type { ScreeningPolicy } from "../policy/screening-policy.ts";
import { ScanCapacityError, type ScreenedJson } from "../scan/port.ts";
import { mapChunks } from "../streaming/batches.ts";
import { readBody } from "./body.ts";
import { type Answer, type Exchange, exchangeOf, type GatewayContext, timed } from "./context.ts";
import { jsonFaultError } from "./json-fault.ts";
import { isTranslated } from "./translation.ts";

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
    const { record, caller, dialect } = exchange;
    const { scanner, policy } = caller.policy.screening;
    const look = (bytes: Uint8Array) =>
      scanner.screenJson(bytes, caps, dialect.lens(bytes, policy.trustsThinking), policy.scanPolicy);
    const bytes = exchange.body ?? (await readBody(c.req.raw, limits.bodyBytes));
    exchange.body = undefined;
    record.requestBytes = bytes.byteLength;
    const { actionFor, refuse } = refusingBlocked(policy.actionFor);
    const digest = policy.hashes ? digestFor(caller.tenant) : undefined;
    const masking = { actionFor, digest, callersText: dialect.callersText };
    const { written, vault, inexactNumbers } = timed(record, "scan", now, () => mask(bytes, limits, look, masking));
    record.found = Object.fromEntries(vault.found);
    refuse();
    exchange.masked = { written, inexactNumbers };
    exchange.unmasked = (text) => restore(text, vault, asText);
    await next();
    const { answer, request, target } = exchange;
    if (answer === undefined) return;
    const redaction = policy.redactsAnswers ? redactionFor(record, policy) : undefined;
    const translated = isTranslated(dialect, target);
    exchange.answer = screened(answer, dialect, { vault, redaction, jsonAnswer: request.jsonAnswer, translated });
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

function screened(answer: Answer, dialect: ClientDialect, screening: AnswerScreening): Answer {
  if (screening.vault.size === 0 && screening.redaction === undefined) return answer;
  const screener = dialect.screener(screening);
  if (answer.kind === "json") return { kind: "json", body: screener.whole(answer.body) };
  return { ...answer, batches: mapChunks(answer.batches, (event) => screener.event(event)) };
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

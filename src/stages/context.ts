import type { Context } from "hono";
import type { AuditRecord } from "../core/audit-record.ts";
import type { Failure } from "../core/failure.ts";
import type { JsonObject } from "../core/json.ts";
import type { ModelCall } from "../core/limits/rules.ts";
import type { TokenPrice } from "../core/money/price.ts";
import type { ClientDialect, ClientRequest } from "../dialects/port.ts";
import type { UsageMeter } from "../dialects/usage-meter.ts";
import type { WrittenJson } from "../core/written-json.ts";
import type { CallerPolicy } from "../policy/caller-policy.ts";
import type { Target } from "../providers/resolve.ts";
import type { CachedText } from "../state/port.ts";
import type { ChunkBatches } from "../streaming/event-stream.ts";
import type { Nonce } from "../trust/identity.ts";
import type { Met } from "./refusals.ts";

/** Who calls: what the key stands for. */
export interface Caller {
  readonly tenant: string;
  /** Public half of the key. */
  readonly keyId: string;
  readonly policy: CallerPolicy;
}

/** An answer on its way back: masked below `screen`, restored above it. */
export type Answer = { readonly kind: "json"; readonly body: JsonObject } | StreamedAnswer;

export interface StreamedAnswer {
  readonly kind: "stream";
  readonly batches: ChunkBatches;
  /** The client has gone away: lets the source go. */
  readonly leave: () => void;
  /** Resolves when the source was let go before its end, also while nobody reads. */
  readonly endedEarly?: Promise<Failure>;
}

/** What is known of a request when it asks for admission. */
export interface Question {
  /** What it may use up, if it goes to a model. */
  readonly call?: ModelCall | undefined;
  /** Whom it says that it is for. */
  readonly user?: string | undefined;
  /** Of the exact cache, to be looked up in the same call. */
  readonly cacheKey?: string | undefined;
  /** The answer is there already. */
  readonly answered?: boolean;
}

/** What the stages of one request hand to each other; each field is set by the stage named, and read only below it. */
export interface Exchange {
  /** audit */
  record: AuditRecord;
  /** audit: closes the record, once. */
  close: (failure: Failure | undefined, after: "status" | "first_byte") => void;
  /** surface */
  dialect: ClientDialect;
  /** the error handler */
  failure?: Failure;
  /** authenticate */
  caller: Caller;
  /** prove: of a signed request, to be spent with the admission. */
  nonce?: Nonce;
  /** prove: the body, where a proof covers it; screen takes it away. */
  body?: Uint8Array | undefined;
  /** audit: what to do when the answer has ended, however that was; the record is complete then. */
  readonly atEnd: (() => void)[];
  /** limit: asks for admission, once; gives the cached answer, if there is one. */
  admit: (question: Question) => Promise<CachedText | undefined>;
  /** limit: how the limits stand that the request was asked for. */
  limits?: readonly Met[];
  /** screen: puts the caller's values back into a text of the masked body. */
  unmasked: (text: string) => string;
  /** screen: the caller's body, masked. */
  masked: { readonly written: WrittenJson; readonly inexactNumbers: boolean };
  /** parse */
  request: ClientRequest;
  /** parse */
  target: Target;
  /** estimate: what the request may use up. */
  call: ModelCall;
  /** estimate: absent when nobody knows it, and it counts as nothing. */
  price?: TokenPrice | undefined;
  /** forward: what the answer uses, read while it passes. */
  meter?: UsageMeter;
  /** forward, or answerFromCache */
  answer?: Answer;
  /** answerFromCache, on a hit */
  cacheAgeMs?: number;
  /** countTokens: the provider has no such count. */
  estimated?: string;
  /** forward: fields that the provider's dialect cannot carry. */
  dropped?: readonly string[];
}

export interface GatewayEnvironment {
  Variables: { exchange: Exchange };
}

export type GatewayContext = Context<GatewayEnvironment>;

/** What this request's stages share. One object, because Hono's `c.var` is made anew each time that it is read. */
export function exchangeOf(c: GatewayContext): Exchange {
  return c.get("exchange");
}

/** Runs a stage's own work and notes how long it took. */
export function timed<T>(record: AuditRecord, stage: string, now: () => number, work: () => T): T {
  const start = now();
  try {
    return work();
  } finally {
    record.timings[stage] = now() - start;
  }
}

/** The same for work that waits for something. */
export async function timedWait<T>(
  record: AuditRecord,
  stage: string,
  now: () => number,
  work: () => Promise<T>,
): Promise<T> {
  const start = now();
  try {
    return await work();
  } finally {
    record.timings[stage] = now() - start;
  }
}

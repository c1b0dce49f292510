import type { Context } from "hono";
import type { AuditRecord } from "../core/audit-record.ts";
import type { Failure } from "../core/failure.ts";
import type { JsonObject } from "../core/json.ts";
import type { RequestLimit } from "../core/limits/limit.ts";
import type { ChatRequest } from "../dialects/openai-chat/request.ts";
import type { WrittenJson } from "../core/written-json.ts";
import type { Target } from "../providers/resolve.ts";
import type { Verdict } from "../state/port.ts";
import type { ChunkBatches } from "../streaming/event-stream.ts";

/** Who calls: what the key stands for. */
export interface Caller {
  readonly tenant: string;
  /** Public half of the key. */
  readonly keyId: string;
  readonly requestsPerMinute: number;
}

/** An answer on its way back: masked below `screen`, restored above it. */
export type Answer = { readonly kind: "json"; readonly body: JsonObject } | StreamedAnswer;

export interface StreamedAnswer {
  readonly kind: "stream";
  readonly batches: ChunkBatches;
  /** The client has gone away: lets the source go. */
  readonly leave: () => void;
}

export type Admitted = Extract<Verdict, { readonly kind: "admitted" }>;

/** What the stages of one request hand to each other; each field is set by the stage named, and read only below it. */
export interface Exchange {
  /** audit */
  record: AuditRecord;
  /** audit: closes the record, once. */
  close: (failure: Failure | undefined, after: "status" | "first_byte") => void;
  /** the error handler */
  failure?: Failure;
  /** authenticate */
  caller: Caller;
  /** limit: asks for admission, once, with the cache key to look up. */
  admit: (cacheKey: string | undefined) => Promise<Admitted>;
  /** limit */
  limitDecision?: RequestLimit;
  /** screen: the caller's body, masked. */
  masked: { readonly written: WrittenJson; readonly inexactNumbers: boolean };
  /** parse */
  chat: ChatRequest;
  /** parse */
  target: Target;
  /** forward, or answerFromCache */
  answer?: Answer;
  /** answerFromCache, on a hit */
  cacheAgeMs?: number;
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

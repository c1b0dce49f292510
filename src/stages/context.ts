import type { Context } from "hono";
import type { AuditRecord } from "../core/audit-record.ts";
import type { Failure } from "../core/failure.ts";
import type { JsonObject } from "../core/json.ts";
import type { WindowDecision } from "../core/sliding-window.ts";
import type { Vault } from "../core/vault.ts";
import type { ChatRequest } from "../dialects/openai-chat/request.ts";
import type { Target } from "../providers/resolve.ts";
import type { Admitted } from "../state/port.ts";
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

/** What the stages of one request hand to each other. Named after the stage that sets it. */
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
  limitDecision?: WindowDecision;
  /** parse, masked by screen */
  chat: ChatRequest;
  /** parse */
  target: Target;
  /** screen */
  vault: Vault;
  /** forward, or answerFromCache */
  answer: Answer;
  /** answerFromCache, on a hit */
  cacheAgeMs?: number;
  /** forward: fields that the provider's dialect cannot carry. */
  dropped?: readonly string[];
}

export interface GatewayEnvironment {
  Variables: Exchange;
}

export type GatewayContext = Context<GatewayEnvironment>;

/** Runs a stage's own work and notes how long it took. */
export async function timed<T>(
  record: AuditRecord,
  stage: string,
  now: () => number,
  work: () => T | Promise<T>,
): Promise<T> {
  const start = now();
  try {
    return await work();
  } finally {
    record.timings[stage] = now() - start;
  }
}

import type { Next } from "hono";
import { fingerprint } from "../cache/fingerprint.ts";
import { cachePolicy } from "../cache/policy.ts";
import { isStorable } from "../cache/storable.ts";
import { readTemplate, type Template, writeTemplate } from "../cache/template.ts";
import type { JsonObject } from "../core/json.ts";
import type { WriteBehind } from "../cache/write-behind.ts";
import { MAX_CACHED_CHARACTERS } from "../state/port.ts";
import { passedHeaders } from "./caller-headers.ts";
import type { ChunkBatches } from "../streaming/event-stream.ts";
import { type Answer, exchangeOf, type GatewayContext } from "./context.ts";

export interface CachePorts {
  readonly writeBehind: WriteBehind;
  readonly now: () => number;
}

/** Asks for admission and the cached answer in one call; keeps complete answers for the next caller. */
export function answerFromCache({ writeBehind, now }: CachePorts) {
  return async function answerFromCache(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const { request, dialect, target, caller, call, record } = exchange;
    const policy = cachePolicy(c.req.raw.headers, request.choices, caller.policy.cache);
    const scope = {
      surface: JSON.stringify([dialect.name, passedHeaders(dialect, c.req.raw.headers)]),
      tenant: caller.tenant,
      namespace: policy.namespace,
      provider: target.provider.id,
      model: target.model,
    };
    const key = policy.read || policy.write ? fingerprint(scope, request.body) : undefined;
    const waiting = policy.read && key !== undefined ? writeBehind.read(caller.tenant, key) : undefined;
    const user = request.user === undefined ? undefined : exchange.unmasked(request.user);
    const cacheKey = policy.read ? key : undefined;
    const cached = (await exchange.admit({ call, user, cacheKey, answered: waiting !== undefined })) ?? waiting;
    const template = cached && readTemplate(cached.text, request.stream);
    // An answer that cannot be read was admitted like a hit, for which nothing is reserved.
    if (cached !== undefined && template === undefined) await exchange.admit({ call, user });
    record.cache = template !== undefined ? "hit" : policy.read ? "miss" : "bypass";
    if (cached !== undefined && template !== undefined) {
      exchange.cacheAgeMs = Math.max(0, now() - cached.storedAt);
      exchange.answer = answerOf(template);
      return;
    }
    await next();
    const { answer } = exchange;
    if (answer === undefined || key === undefined || !policy.write) return;
    const holdsValues = (text: string) => caller.policy.screening.policy.scan(text).length > 0;
    const keep = (kept: Template): void => {
      if (!isStorable(dialect.keptTexts(kept), holdsValues)) return;
      const text = writeTemplate(kept);
      if (text.length > MAX_CACHED_CHARACTERS) return;
      writeBehind.write(caller.tenant, { key, text, ttlMs: policy.ttlMs }, (work) => c.executionCtx.waitUntil(work));
    };
    if (answer.kind === "json") keep({ kind: "json", body: answer.body });
    else
      exchange.answer = {
        ...answer,
        batches: recorded(answer.batches, (chunks) => keep({ kind: "stream", chunks })),
      };
  };
}

function answerOf(template: Template): Answer {
  return template.kind === "json"
    ? template
    : { kind: "stream", batches: replay(template.chunks), leave: () => undefined };
}

async function* replay(chunks: readonly JsonObject[]): ChunkBatches {
  yield chunks;
}

/** More chunks than this are not kept: each has at least this many characters around its text. */
const MAX_CHUNKS = MAX_CACHED_CHARACTERS / 64;

/** Passes batches on, and hands over all of them when the answer is complete and not too long. */
async function* recorded(batches: ChunkBatches, complete: (chunks: JsonObject[]) => void): ChunkBatches {
  let kept: JsonObject[] | undefined = [];
  for await (const batch of batches) {
    kept?.push(...batch);
    if (kept !== undefined && kept.length > MAX_CHUNKS) kept = undefined;
    yield batch;
  }
  if (kept !== undefined) complete(kept);
}

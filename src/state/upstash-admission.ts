import type { Reading } from "../core/limits/limit.ts";
import { asList, asText, asTextOrNull, asWhole } from "../upstash/answers.ts";
import { UpstashFault } from "../upstash/fault.ts";
import { type Admission, type CachedText, REMEMBERED_MS, type Verdict } from "./port.ts";
import { limitArguments, outboxKey, ScriptKeys, tenantKey, writtenArguments } from "./upstash-keys.ts";

/** Entries that the ledger does not have yet. At this many nothing is admitted: usage must not be lost. */
export const MAX_OUTBOX = 100_000;
const TEXTS_OF_READING = 4;

/** A tenant's usage cannot be written down, so nothing more may be used. */
export class OutboxFull extends Error {
  override readonly name = "OutboxFull";
}

/** What the script of an admission is asked. `now` is given in tests only; else Redis' clock counts. */
export function writeAdmission(tenant: string, admission: Admission, now: number | undefined) {
  const { id, leaseMs, limits, nonce, cacheKey, answered = false } = admission;
  const keys = new ScriptKeys();
  const asked = [
    now,
    id,
    leaseMs,
    REMEMBERED_MS,
    keys.add(tenantKey(tenant, "request", id)),
    keys.add(outboxKey(tenant)),
    MAX_OUTBOX,
    nonce && keys.add(tenantKey(tenant, "nonce", nonce.value)),
    nonce?.expiresAt,
    cacheKey === undefined ? undefined : keys.add(tenantKey(tenant, "answer", cacheKey)),
    answered,
    ...limits.flatMap((limit) => limitArguments(tenant, limit, keys)),
  ];
  return { keys: keys.list(), args: writtenArguments(asked) };
}

/** @throws UpstashFault, OutboxFull */
export function readVerdict(answer: unknown, limits: number): Verdict {
  const [kind, readings, at, cached] = asList(answer);
  switch (kind) {
    case "replayed":
      return { kind };
    case "refused":
      return { kind, readings: readReadings(readings, limits) };
    case "admitted":
      return {
        kind,
        at: asWhole(at),
        readings: readReadings(readings, limits),
        cached: readCached(asTextOrNull(cached)),
      };
    case "full":
      throw new OutboxFull();
    default:
      throw new UpstashFault("garbled");
  }
}

function readReadings(answer: unknown, limits: number): Reading[] {
  const texts = asList(answer);
  if (texts.length !== limits * TEXTS_OF_READING) throw new UpstashFault("garbled");
  return Array.from({ length: limits }, (_, index) => {
    const [allowed, remaining, resetMs, retryAfterMs] = texts.slice(index * TEXTS_OF_READING);
    if (allowed !== "0" && allowed !== "1") throw new UpstashFault("garbled");
    return {
      allowed: allowed === "1",
      remaining: asWhole(remaining),
      resetMs: asWhole(resetMs),
      retryAfterMs: retryAfterMs === "inf" ? Number.POSITIVE_INFINITY : asWhole(retryAfterMs),
    };
  });
}

function readCached(answer: string | null): CachedText | undefined {
  if (answer === null) return undefined;
  const end = answer.indexOf(" ");
  return { storedAt: asWhole(asText(answer.slice(0, Math.max(0, end)))), text: answer.slice(end + 1) };
}

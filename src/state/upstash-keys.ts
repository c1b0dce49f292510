import type { Limit } from "../core/limits/limit.ts";
import { keyPart } from "../upstash/key-part.ts";

/**
 * Every key of a tenant begins with `as:{<tenant>}:`; names are written so that no two share a key
 * (`upstash/key-part.ts`). All are written by the scripts in `lua`.
 *
 * | key                        | type   | value                                              | lives                                   | written by            |
 * |----------------------------|--------|----------------------------------------------------|-----------------------------------------|-----------------------|
 * | `…window:<counter>`        | string | start, current, previous                           | two windows                             | admission, settlement |
 * | `…bucket:<counter>`        | string | level, at                                          | a minute after it is full               | admission, settlement |
 * | `…concurrency:<counter>`   | zset   | admission's id, by the end of its lease            | a minute after the last lease           | admission, settlement |
 * | `…budget:<counter>`        | hash   | `spent`, `reserved`, micro-dollars                 | 32 days behind its period               | admission, settlement |
 * | `…budget:<counter>:leases` | zset   | amount and admission's id, by the end of its lease | 32 days behind its period               | admission, settlement |
 * | `…request:<id>`            | string | when it was admitted and what it holds, or that it is settled | 15 minutes behind its lease or its settlement | admission, settlement |
 * | `…nonce:<value>`           | string | 1                                                  | until the proof is too old              | admission             |
 * | `…answer:<cache key>`      | string | when it was stored, and the answer                 | its time to live                        | answers               |
 * | `…outbox`                  | list   | ledger entries, JSON, oldest first                 | until the ledger has them               | settlement, outbox    |
 * | `…delivering`              | string | who delivers the outbox                            | a turn, 30 seconds                      | outbox                |
 * | `as:outboxes`              | set    | tenants with entries in their outbox               | until the ledger has them               | settlement, outbox    |
 */
type Kind = Limit["kind"] | "request" | "nonce" | "answer";

export function tenantKey(tenant: string, kind: Kind, name: string): string {
  return `as:{${keyPart(tenant)}}:${kind}:${keyPart(name)}`;
}

/** The reservations of a budget, beside its counter. */
export function leasesKey(tenant: string, counter: string): string {
  return `${tenantKey(tenant, "budget", counter)}:leases`;
}

export function outboxKey(tenant: string): string {
  return `as:{${keyPart(tenant)}}:outbox`;
}

/** Who delivers the tenant's entries. */
export function deliveringKey(tenant: string): string {
  return `as:{${keyPart(tenant)}}:delivering`;
}

export const OUTBOXES = "as:outboxes";

/** The keys of one script, each once. Scripts name them by their place, which begins at 1. */
export class ScriptKeys {
  readonly #places = new Map<string, number>();

  add(key: string): number {
    const place = this.#places.get(key) ?? this.#places.size + 1;
    this.#places.set(key, place);
    return place;
  }

  list(): string[] {
    return [...this.#places.keys()];
  }
}

/** What a script takes as an argument; nothing is written as an empty text. */
export type Argument = string | number | boolean | undefined;

export function writtenArguments(given: readonly Argument[]): string[] {
  return given.map((one) => (typeof one === "boolean" ? String(Number(one)) : String(one ?? "")));
}

/** A limit as scripts read it (`lua/arguments.ts`): with the places of its keys instead of its name. */
export function limitArguments(tenant: string, limit: Limit, keys: ScriptKeys): readonly Argument[] {
  const key = keys.add(tenantKey(tenant, limit.kind, limit.counter));
  const head = [limit.kind, key] as const;
  switch (limit.kind) {
    case "window":
      return [...head, undefined, limit.onHit, undefined, limit.limit, limit.windowMs, limit.amount];
    case "bucket":
      return [...head, undefined, limit.onHit, undefined, limit.capacity, limit.fillMs, limit.amount];
    case "concurrency":
      return [...head, undefined, limit.onHit, undefined, limit.limit];
    case "budget": {
      const leases = keys.add(leasesKey(tenant, limit.counter));
      return [...head, leases, limit.onHit, limit.hard, limit.limit, limit.amount, limit.warnAt, limit.endsAt];
    }
  }
}

import type { Next } from "hono";
import { GatewayError } from "../core/failure.ts";
import { type AskedLimit, limitsFor } from "../core/limits/rules.ts";
import type { Digest } from "../core/vault.ts";
import type { Admission, CachedText, TenantState } from "../state/port.ts";
import type { Settlements } from "../state/settlements.ts";
import { askState, type Unguarded } from "./ask-state.ts";
import { type Exchange, exchangeOf, type GatewayContext, type Question, timedWait } from "./context.ts";
import { countable } from "./countable.ts";
import { type Met, Refusals } from "./refusals.ts";
import { commonHeaders } from "./response-headers.ts";
import { releaseOf, settlementOf } from "./settlement.ts";

export interface LimitPorts {
  readonly state: TenantState;
  readonly settlements: Settlements;
  /** For users and addresses, which no counter's name may show. */
  readonly digestFor: (tenant: string) => Digest;
  /** How long what is reserved stands without being settled: longer than any answer may take. */
  readonly leaseMs: number;
  readonly now: () => number;
  readonly newId: () => string;
}

/**
 * Lets a request pass that fits into all of its limits, and reserves what it may use up; settles
 * what it did use when its answer has ended, however that was. Asking waits until the cache key is
 * known, so that limits, money and cache cost one round trip; a request that fails before that is
 * counted on the way back. A refusal of every request of a key is remembered until it can end.
 */
export function limit(ports: LimitPorts) {
  const refusals = new Refusals(ports.now);
  return async function limit(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const remembered = refusals.of(exchange.caller.keyId);
    if (remembered !== undefined) throw refused(exchange, [remembered]);
    let asked = false;
    let given: Given | undefined;
    exchange.admit = async (question) => {
      asked = true;
      given?.takeBack();
      given = await admit(c, question, ports, refusals);
      return given.cached;
    };
    await next();
    if (asked) return;
    await exchange.admit({});
    for (const [name, value] of Object.entries(commonHeaders(exchange))) c.res.headers.set(name, value);
  };
}

/** What a request was given that was let through. */
interface Given {
  readonly cached: CachedText | undefined;
  /** It is admitted anew, for something else: what it was given counts as if it had never been. */
  readonly takeBack: () => void;
}

async function admit(c: GatewayContext, question: Question, ports: LimitPorts, refusals: Refusals): Promise<Given> {
  const exchange = exchangeOf(c);
  const { caller, record } = exchange;
  const asked = limitsFor(caller.policy, countable(c, question, ports.digestFor(caller.tenant), ports.now()));
  const tooLarge = asked.find(neverFits);
  if (tooLarge !== undefined) throw new GatewayError({ kind: "over_limit", about: tooLarge.about });
  const settle = settling(c, exchange, asked, ports);
  const admission: Admission = {
    id: ports.newId(),
    leaseMs: ports.leaseMs,
    limits: asked.map(({ limit }) => limit),
    nonce: exchange.nonce,
    cacheKey: question.cacheKey,
    answered: question.answered ?? false,
  };
  const verdict = await timedWait(record, "limit", ports.now, () =>
    askState(ports.state, caller.tenant, admission, caller.policy.onStateFailure, () => settle.release(admission.id)),
  );
  switch (verdict.kind) {
    case "unguarded":
      record.unguarded = verdict.reason;
      settle.atEnd(ports.newId(), ports.now(), verdict);
      return { cached: undefined, takeBack: settle.notAtEnd };
    case "replayed":
      throw new GatewayError({ kind: "proof_failed", faults: [{ proof: "hmac", fault: "replayed" }] });
    case "admitted":
      exchange.limits = asked.map(({ about }, index) => met(about, verdict.readings[index]));
      settle.atEnd(admission.id, verdict.at);
      // Spent: the same request does not spend it twice.
      delete exchange.nonce;
      return {
        cached: verdict.cached,
        takeBack: () => {
          settle.notAtEnd();
          settle.release(admission.id);
        },
      };
    case "refused": {
      const limits = asked.map(({ about }, index) => met(about, verdict.readings[index]));
      for (const one of limits) if (!one.reading.allowed) refusals.note(caller.keyId, one);
      throw refused(exchange, limits);
    }
  }
}

/** How a request is settled: at once, as if it had never been, or when its answer has ended. */
function settling(
  c: GatewayContext,
  exchange: Exchange,
  asked: readonly AskedLimit[],
  { settlements, now }: LimitPorts,
) {
  const { tenant } = exchange.caller;
  const waitUntil = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
  return {
    release: (id: string) => settlements.add(tenant, releaseOf(id, asked, now()), waitUntil),
    atEnd: (id: string, since: number, unguarded?: Unguarded) => {
      exchange.atEnd.push(() => {
        const settlement = settlementOf(exchange, { id, since, asked, unguarded: unguarded !== undefined });
        if (settlement !== undefined) settlements.add(tenant, settlement, waitUntil);
      });
    },
    notAtEnd: () => void exchange.atEnd.splice(0),
  };
}

/** More than the limit lets through at any time: waiting does not help. Money is refused by the state, which knows what is left. */
function neverFits({ limit }: AskedLimit): boolean {
  if (limit.kind === "window") return limit.amount > limit.limit;
  return limit.kind === "bucket" && limit.amount > limit.capacity;
}

function met(about: Met["about"], reading: Met["reading"] | undefined): Met {
  if (reading === undefined) throw new GatewayError({ kind: "state_unavailable", reason: "readings" });
  return { about, reading };
}

/** Of several limits that refuse, money is named first: waiting helps least. Then the one that lasts longest. */
function refused(exchange: Exchange, limits: readonly Met[]): GatewayError {
  exchange.limits = limits;
  const refusing = limits
    .filter(({ reading }) => !reading.allowed)
    .toSorted((a, b) => b.reading.retryAfterMs - a.reading.retryAfterMs);
  const [longest] = refusing;
  // An id that the state has given up: nobody should be waiting for it.
  if (longest === undefined) return new GatewayError({ kind: "state_unavailable", reason: "given_up" });
  const money = refusing.find(({ about }) => about.of === "money");
  if (money !== undefined) return new GatewayError({ kind: "budget_exceeded", ...money });
  return new GatewayError({ kind: "rate_limited", ...longest });
}

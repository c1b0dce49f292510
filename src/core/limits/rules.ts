import type { BudgetLimit, Limit } from "./limit.ts";

/** A rule of a policy about requests, tokens or requests at a time. Amounts are whole numbers. */
export type LimitRule =
  | {
      readonly of: "requests" | "tokens";
      readonly per: Subject;
      readonly amount: number;
      readonly every: keyof typeof LENGTH_MS;
      readonly algorithm: "sliding-window" | "token-bucket";
    }
  | { readonly of: "concurrency"; readonly per: Subject; readonly amount: number };

export interface BudgetRule {
  readonly per: "key" | "tenant";
  readonly period: "day" | "month";
  readonly usd: number;
  readonly kind: "hard" | "soft";
  /** Share of it. */
  readonly warnAt: number;
}

export type Subject = "key" | "tenant" | "user" | "ip" | "model";

/** What a caller's policy says: no two limits, and no two budgets, count the same. */
export interface Rules {
  readonly limits: readonly LimitRule[];
  readonly budgets: readonly BudgetRule[];
}

/** What is counted of a request. Users and addresses are asked for only where a rule counts them. */
export interface Countable {
  readonly keyId: string;
  /** Keyed digests: who a request is for stands in no counter's name. Those who do not say share one. */
  readonly user: () => string | undefined;
  readonly ip: () => string | undefined;
  /** Unix ms. */
  readonly at: number;
  /** Absent for a request that goes to no model. */
  readonly call?: ModelCall | undefined;
}

/** What a request may use up at most. */
export interface ModelCall {
  /** `provider/model`. */
  readonly model: string;
  readonly tokens: number;
  readonly microdollars: number;
}

/** What a limit is about, for headers, errors and reports. */
export interface About {
  readonly of: "requests" | "tokens" | "concurrency" | "money";
  readonly per: Subject;
  /** In the unit of what is counted. */
  readonly amount: number;
  /** Length of the time, ms; none for concurrency and money. */
  readonly everyMs?: number | undefined;
  readonly period?: BudgetRule["period"] | undefined;
}

export interface AskedLimit {
  readonly limit: Limit;
  readonly about: About;
}

const LENGTH_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MICRODOLLARS = 1_000_000;

/**
 * The limits that a request must fit into. A rule about models, tokens, money or requests at a time
 * asks nothing of a request that goes to no model.
 */
export function limitsFor({ limits, budgets }: Rules, request: Countable): readonly AskedLimit[] {
  const asked = [...limits.map((rule) => limitFor(rule, request)), ...budgets.map((rule) => budgetFor(rule, request))];
  return asked.filter((one) => one !== undefined);
}

function limitFor(rule: LimitRule, request: Countable): AskedLimit | undefined {
  const subject = subjectOf(rule.per, request);
  if (subject === undefined) return undefined;
  const { of, per, amount } = rule;
  if (rule.of === "concurrency") {
    if (request.call === undefined) return undefined;
    const limit = { kind: "concurrency", counter: `${subject}/concurrency`, onHit: false, limit: amount } as const;
    return { limit, about: { of, per, amount } };
  }
  const used = rule.of === "requests" ? 1 : request.call?.tokens;
  // What uses up nothing has nothing to ask for.
  if (used === undefined || used === 0) return undefined;
  const everyMs = LENGTH_MS[rule.every];
  const counter = `${subject}/${of}/${rule.every}/${rule.algorithm}`;
  const common = { counter, onHit: rule.of === "requests", amount: used };
  const limit: Limit =
    rule.algorithm === "token-bucket"
      ? { kind: "bucket", ...common, capacity: amount, fillMs: everyMs }
      : { kind: "window", ...common, limit: amount, windowMs: everyMs };
  return { limit, about: { of, per, amount, everyMs } };
}

function subjectOf(per: Subject, { keyId, user, ip, call }: Countable): string | undefined {
  switch (per) {
    case "tenant":
      return "tenant";
    case "key":
      return `key:${keyId}`;
    case "user":
      return `user:${user() ?? ""}`;
    case "ip":
      return `ip:${ip() ?? ""}`;
    case "model":
      return call && `model:${call.model}`;
  }
}

function budgetFor(rule: BudgetRule, { keyId, at, call }: Countable): AskedLimit | undefined {
  if (call === undefined) return undefined;
  const limit = budgetLimit(rule, keyId, at, call.microdollars);
  return { limit, about: { of: "money", per: rule.per, amount: limit.limit, period: rule.period } };
}

/** The budget of a rule in the period that holds `at` (unix ms), with an amount (micro-dollars) to be reserved. */
export function budgetLimit(
  { per, period, usd, kind, warnAt }: BudgetRule,
  keyId: string,
  at: number,
  amount: number,
): BudgetLimit {
  const { name, endsAt } = periodOf(period, at);
  const limit = Math.round(usd * MICRODOLLARS);
  return {
    kind: "budget",
    counter: `${per === "key" ? `key:${keyId}` : per}/money/${kind}/${name}`,
    onHit: false,
    limit,
    amount,
    hard: kind === "hard",
    warnAt: Math.ceil(limit * warnAt),
    endsAt,
  };
}

/** Whose budget a counter's name says that it is, and which; nothing for the name of another kind of counter. */
export function budgetOf(
  counter: string,
): { readonly keyId: string | undefined; readonly kind: BudgetRule["kind"]; readonly period: string } | undefined {
  const [, keyId, kind, period] = /^(?:key:([^/]+)|tenant)\/money\/(hard|soft)\/([\d-]+)$/.exec(counter) ?? [];
  if ((kind !== "hard" && kind !== "soft") || period === undefined) return undefined;
  return { keyId, kind, period };
}

/** A day (`2026-11-21`) or a month (`2026-11`) of UTC, with its end. */
function periodOf(period: BudgetRule["period"], at: number): { name: string; endsAt: number } {
  const date = new Date(at);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return period === "day"
    ? { name: date.toISOString().slice(0, 10), endsAt: Date.UTC(year, month, day + 1) }
    : { name: date.toISOString().slice(0, 7), endsAt: Date.UTC(year, month + 1, 1) };
}

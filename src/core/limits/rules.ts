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

/** The rules of a tenant and those of the key that calls: a request must fit into all of them. */
export interface Rules {
  readonly tenant: OwnRules;
  readonly key: OwnRules;
}

interface OwnRules {
  readonly limits: readonly LimitRule[];
  readonly budgets: readonly BudgetRule[];
}

/** What is counted of a request. */
export interface Countable {
  readonly keyId: string;
  /** Keyed digests: who a request is for stands in no counter's name. Those who do not say share one. */
  readonly user: string | undefined;
  readonly ip: string | undefined;
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

export interface Asked {
  readonly limit: Limit;
  readonly about: About;
}

const LENGTH_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MICRODOLLARS = 1_000_000;

/**
 * The limits that a request must fit into. Where a tenant's rules and a key's say something about the
 * same subject, both count. A rule about models, tokens or money asks nothing of a request that goes
 * to no model.
 */
export function limitsFor(rules: Rules, asked: Countable): readonly Asked[] {
  const found = new Map<string, Asked>();
  for (const [owner, { limits, budgets }] of Object.entries(rules) as [keyof Rules, OwnRules][]) {
    for (const rule of limits) add(found, limitFor(rule, owner, asked));
    for (const rule of budgets) add(found, budgetFor(rule, owner, asked));
  }
  return [...found.values()];
}

/** Of two limits for one counter the smaller one counts. */
function add(found: Map<string, Asked>, asked: Asked | undefined): void {
  if (asked === undefined) return;
  const other = found.get(asked.limit.counter);
  if (other === undefined || asked.about.amount < other.about.amount) found.set(asked.limit.counter, asked);
}

function limitFor(rule: LimitRule, owner: keyof Rules, asked: Countable): Asked | undefined {
  const subject = subjectOf(rule.per, asked);
  if (subject === undefined) return undefined;
  const { of, per, amount } = rule;
  // A key's rule about users counts the users of this key only.
  const scope = owner === "key" && per !== "key" ? `key=${asked.keyId}/` : "";
  if (rule.of === "concurrency") {
    if (asked.call === undefined) return undefined;
    const limit = { kind: "concurrency", counter: `${owner}/${scope}concurrency/${subject}`, onHit: false, limit: amount } as const;
    return { limit, about: { of, per, amount } };
  }
  const used = rule.of === "requests" ? 1 : asked.call?.tokens;
  if (used === undefined) return undefined;
  const everyMs = LENGTH_MS[rule.every];
  const counter = `${owner}/${scope}${of}/${rule.every}/${rule.algorithm}/${subject}`;
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
      return `key=${keyId}`;
    case "user":
      return `user=${user ?? ""}`;
    case "ip":
      return `ip=${ip ?? ""}`;
    case "model":
      return call && `model=${call.model}`;
  }
}

function budgetFor(rule: BudgetRule, owner: keyof Rules, { keyId, at, call }: Countable): Asked | undefined {
  if (call === undefined) return undefined;
  const limit = budgetLimit(rule, owner, keyId, at, call.microdollars);
  return { limit, about: { of: "money", per: rule.per, amount: limit.limit, period: rule.period } };
}

/** The budget of a rule in the period that holds `at` (unix ms). */
export function budgetLimit(
  { per, period, usd, kind, warnAt }: BudgetRule,
  owner: keyof Rules,
  keyId: string,
  at: number,
  amount: number,
): BudgetLimit {
  const { name, endsAt } = periodOf(period, at);
  const limit = Math.round(usd * MICRODOLLARS);
  const subject = per === "key" ? `key=${keyId}` : owner === "key" ? `key=${keyId}/tenant` : "tenant";
  return {
    kind: "budget",
    counter: `${owner}/money/${kind}/${subject}/${name}`,
    onHit: false,
    limit,
    amount,
    hard: kind === "hard",
    warnAt: Math.ceil(limit * warnAt),
    endsAt,
  };
}

/** A day (`2026-11-21`) or a month (`2026-11`) of UTC, with its end. */
function periodOf(period: BudgetRule["period"], at: number): { name: string; endsAt: number } {
  const date = new Date(at);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return period === "day"
    ? { name: date.toISOString().slice(0, 10), endsAt: Date.UTC(year, month, day + 1) }
    : { name: date.toISOString().slice(0, 7), endsAt: Date.UTC(year, month + 1, 1) };
}

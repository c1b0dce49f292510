import type { AuditHour } from "../semantic-index/port.ts";

/** One-sided 95 %: the normal distribution's quantile. */
const Z = 1.645;

export interface AuditPolicy {
  /** Share of wrong hits that is tolerated, more than 0 and less than 1. */
  readonly delta: number;
  /** Share of hits that are asked again behind the answer, from 0 to 1. */
  readonly rate: number;
}

/** Bounds of a share, each wrong in 5 % of cases. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Wilson's score interval for `wrong` of `audited`; from 0 to 1 when nothing was.
 * @see E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927
 */
export function wilsonBounds(wrong: number, audited: number): Bounds {
  if (audited === 0) return { lower: 0, upper: 1 };
  const share = wrong / audited;
  const squares = Z * Z;
  const middle = (share + squares / (2 * audited)) / (1 + squares / audited);
  const spread =
    (Z * Math.sqrt((share * (1 - share)) / audited + squares / (4 * audited * audited))) / (1 + squares / audited);
  return { lower: Math.max(0, middle - spread), upper: Math.min(1, middle + spread) };
}

/** With so many audits and none of them wrong, the upper bound is at most δ. */
export function auditsNeeded(delta: number): number {
  return Math.ceil((Z * Z * (1 - delta)) / delta);
}

export interface Breaker {
  /** Similar questions are not served. */
  readonly open: boolean;
  readonly audited: number;
  readonly wrong: number;
  /** Of the share of wrong hits, since the breaker opened or since the audits begin. */
  readonly bounds: Bounds;
}

/**
 * Whether similar questions may be served, by what audits have shown hour by hour, each hour once.
 *
 * It opens when the upper bound passes δ, once there are audits enough that it need not; before, when
 * even the lower bound does. While it is open, what would have been served is asked upstream and
 * compared, all of it. It closes when there are audits enough since the hour in which it opened and
 * their upper bound is at most δ. Audits older than the index keeps, and those of a tenant that was
 * emptied, do not count.
 */
export function breaker(audits: readonly AuditHour[], { delta }: Pick<AuditPolicy, "delta">): Breaker {
  const needed = auditsNeeded(delta);
  const unknown = { audited: 0, wrong: 0, bounds: wilsonBounds(0, 0) };
  let state: Breaker = { open: false, ...unknown };
  for (const { audited, wrong } of audits) {
    const sums = { audited: state.audited + audited, wrong: state.wrong + wrong };
    const bounds = wilsonBounds(sums.wrong, sums.audited);
    const enough = sums.audited >= needed;
    const bad = enough ? bounds.upper > delta : bounds.lower > delta;
    // What was counted in this hour before it opened, and behind that, cannot be told apart: neither is evidence since.
    if (!state.open && bad) state = { open: true, ...unknown };
    else state = { ...sums, bounds, open: state.open && !(enough && bounds.upper <= delta) };
  }
  return state;
}

/**
 * What becomes of an entry that is sure enough: served; served and asked again behind the answer; or
 * asked upstream and only compared.
 * @param random from 0 to less than 1
 */
export function servingOf({ open }: Pick<Breaker, "open">, { rate }: Pick<AuditPolicy, "rate">, random: number) {
  if (open) return "compare" as const;
  return random < rate ? ("serve_and_audit" as const) : ("serve" as const);
}

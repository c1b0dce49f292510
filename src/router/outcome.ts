/** How an attempt at an arm ended. Errors by kind, not by status: the same status can mean opposite things. */
export type OutcomeKind =
  | "ok"
  | "connect"
  | "first_token_timeout"
  | "stall"
  | "server_error"
  | "overloaded"
  | "rate_limited_requests"
  | "rate_limited_tokens"
  | "quota"
  | "unauthorized"
  | "forbidden"
  | "unknown_model"
  | "bad_request"
  | "content_filter"
  | "client_gone";

export interface OutcomeEffect {
  /** What it says about the probability that the arm answers: `none` leaves the arm as it was. */
  readonly reliability: "success" | "failure" | "none";
  /** Whether the breaker counts it. */
  readonly breaker: "success" | "failure" | "none";
  /** The arm's key has no headroom until the provider's reset. */
  readonly headroom: "requests" | "tokens" | "none";
  /** The arm is closed to requests for that long at once: somebody must repair an account or a setting. */
  readonly longOpenMs: number;
  /** Whether another arm may be tried, as long as no byte has reached the caller. */
  readonly retry: boolean;
}

const MINUTE = 60_000;
const NOTHING: OutcomeEffect = {
  reliability: "none",
  breaker: "none",
  headroom: "none",
  longOpenMs: 0,
  retry: false,
};
const PENALTY: OutcomeEffect = { ...NOTHING, reliability: "failure", breaker: "failure", retry: true };
/** The breaker stays out of it: a full bucket is no fault, and its reset is known. */
const REFUSED: OutcomeEffect = { ...NOTHING, reliability: "failure", retry: true };
const CLOSED: OutcomeEffect = { ...NOTHING, retry: true };

/** What each kind does to its arm. The one table of it. */
export const OUTCOME_EFFECTS: Readonly<Record<OutcomeKind, OutcomeEffect>> = {
  ok: { ...NOTHING, reliability: "success", breaker: "success" },
  connect: PENALTY,
  first_token_timeout: PENALTY,
  /** Bytes may have left already: the caller's answer ends with an error. */
  stall: { ...PENALTY, retry: false },
  server_error: PENALTY,
  overloaded: PENALTY,
  rate_limited_requests: { ...REFUSED, headroom: "requests" },
  rate_limited_tokens: { ...REFUSED, headroom: "tokens" },
  quota: { ...CLOSED, longOpenMs: 15 * MINUTE },
  unauthorized: { ...CLOSED, longOpenMs: 15 * MINUTE },
  forbidden: { ...CLOSED, longOpenMs: 15 * MINUTE },
  unknown_model: { ...CLOSED, longOpenMs: 60 * MINUTE },
  bad_request: NOTHING,
  content_filter: NOTHING,
  client_gone: NOTHING,
};

/** What is known of an answer with an error status. `code` and `type` are the provider's, never shown to anybody. */
export interface ErrorAnswer {
  readonly status: number;
  readonly code?: string | null;
  readonly type?: string | null;
}

const QUOTA_CODES = new Set(["insufficient_quota", "billing_hard_limit_reached", "credit_balance_too_low"]);
const FILTER_CODES = new Set(["content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation"]);
const MODEL_CODES = new Set(["model_not_found", "not_found_error", "DeploymentNotFound"]);

/** The kind of an error status. A status nobody knows below 500 is taken as the caller's. */
export function kindOfError({ status, code = null, type = null }: ErrorAnswer): OutcomeKind {
  const says = (codes: ReadonlySet<string>): boolean =>
    (code !== null && codes.has(code)) || (type !== null && codes.has(type));
  if (says(QUOTA_CODES)) return "quota";
  if (says(FILTER_CODES)) return "content_filter";
  switch (status) {
    case 401:
      return "unauthorized";
    case 402:
      return "quota";
    case 403:
      return "forbidden";
    case 404:
      return "unknown_model";
    case 408:
      return "first_token_timeout";
    case 429:
      return code === "tokens" || type === "tokens" ? "rate_limited_tokens" : "rate_limited_requests";
    case 529:
      return "overloaded";
  }
  if (says(MODEL_CODES)) return "unknown_model";
  if (status === 503) return "overloaded";
  return status >= 500 ? "server_error" : "bad_request";
}

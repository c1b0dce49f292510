import type { AdminFailure, Failure, FailureSource, Refusal } from "./failure.ts";
import type { Reading } from "./limits/limit.ts";
import type { About } from "./limits/rules.ts";

/** What a caller may learn of a failure, before it is put into a dialect's error shape. */
export interface WireError {
  readonly status: number;
  /** OpenAI's `error.type`. */
  readonly type: "invalid_request_error" | "requests" | "tokens" | "insufficient_quota" | "server_error";
  readonly code: string;
  readonly param: string | null;
  readonly message: string;
  readonly source: FailureSource;
  /** `retry-after`, in seconds or as an HTTP date; absent when trying again does not help. */
  readonly retryAfter?: string;
  /** A client that tries again unchanged would fail again (`x-should-retry: false`). */
  readonly final: boolean;
}

/** The one place that decides what each failure looks like from outside. */
export function wireError(failure: Failure): WireError {
  switch (failure.kind) {
    case "bad_key":
      return client(401, "invalid_api_key", SAY.badKey);
    case "not_allowed":
      return client(403, "not_allowed", SAY.notAllowed);
    case "model_not_allowed":
      return client(403, "model_not_allowed", SAY.modelNotAllowed, "model");
    case "proof_failed":
      return client(401, "zero_trust_failed", SAY.proofFailed);
    case "invalid_request":
      return client(400, "invalid_request", failure.message, failure.param);
    case "too_large":
      return client(413, "request_too_large", failure.message, failure.param);
    case "content_blocked":
      return client(422, "content_blocked", blocked(failure.entities));
    case "unknown_path":
      return client(404, "not_found", SAY.unknownPath);
    case "wrong_method":
      return client(405, "method_not_allowed", `This path takes ${failure.allowed}.`);
    case "unknown_model":
      return client(404, "model_not_found", SAY.unknownModel, "model");
    case "rate_limited":
    case "over_limit":
    case "budget_exceeded":
      return limited(failure);
    case "unknown_price":
      return client(403, "model_not_allowed", SAY.unknownPrice, "model");
    case "state_unavailable":
      return gateway(503, "state_unavailable", SAY.stateUnavailable, false);
    case "upstream_refused":
      return refusal(failure.status, failure.refusal);
    case "upstream_rate_limited":
      return upstreamRateLimited(failure.retryAfter);
    case "upstream_rejected_gateway":
      return upstream(502, "upstream_error", SAY.rejectedGateway, true);
    case "upstream_broken":
      return upstream(502, "upstream_error", SAY.upstreamBroken, false);
    case "upstream_timeout":
      return upstream(504, "upstream_timeout", SAY.upstreamTimeout, false);
    case "client_gone":
      return client(499, "client_closed_request", "The client closed the connection.");
    case "bad_admin_token":
    case "unknown_record":
    case "conflict":
    case "version_mismatch":
    case "ledger_unavailable":
      return adminError(failure);
    case "misconfigured":
      return gateway(500, "misconfigured", "The gateway's configuration is not valid. Its log names the field.", true);
    case "internal":
      return gateway(500, "internal_error", "The gateway failed to handle this request.", false);
    default:
      return unreachable(failure);
  }
}

function adminError(failure: AdminFailure): WireError {
  switch (failure.kind) {
    case "bad_admin_token":
      return client(401, "invalid_admin_token", SAY.badAdminToken);
    case "unknown_record":
      return client(404, "not_found", `There is no such ${failure.record}.`, failure.record);
    case "conflict":
      return client(409, "conflict", failure.message, failure.param);
    case "version_mismatch":
      return client(412, "version_mismatch", SAY.versionMismatch, "if-match");
    case "ledger_unavailable":
      return gateway(503, "ledger_unavailable", SAY.ledgerUnavailable, false);
    default:
      return unreachable(failure);
  }
}

const SAY = {
  badKey: "Missing or incorrect API key. Send a gateway key (sk-as-…) as 'Authorization: Bearer' or 'x-api-key'.",
  badAdminToken: "Missing or incorrect admin token. Send it as 'Authorization: Bearer'.",
  notAllowed: "This key may not be used for this path, from this address or from this page.",
  unknownPrice: "Nobody has told the gateway what this model costs, so it does not let it through.",
  modelNotAllowed: "This key may not use this model. GET /v1/models lists what it may use.",
  versionMismatch: "Somebody else has changed it meanwhile. Read it again, and send its version as 'if-match'.",
  ledgerUnavailable: "The usage ledger cannot be read at the moment. Try again.",
  proofFailed: "The request does not prove where it comes from in a way that this gateway asks for beside the key.",
  unknownPath: "Unknown path. The gateway forwards only the paths that it screens.",
  unknownModel:
    "The model does not exist or no provider is configured for it. GET /v1/models lists what this key may use.",
  stateUnavailable: "The gateway cannot check its limits at the moment, so it lets nothing through. Try again.",
  rejectedGateway:
    "The provider rejected the gateway's own credential or account. The gateway's operator has to check it.",
  upstreamBroken: "The provider failed or did not send a complete, valid answer.",
  upstreamTimeout: "The provider did not answer in time.",
  upstreamRateLimit: "The provider's own rate limit for this gateway is reached. Try again later.",
};

/** A failure about a limit. */
type Limited = Extract<Failure, { readonly about: About }>;

function limited(failure: Limited): WireError {
  const { about } = failure;
  switch (failure.kind) {
    case "rate_limited":
      return rateLimited(about, failure.reading);
    case "over_limit":
      return { ...client(429, "rate_limit_exceeded", overLimit(about)), type: typeOf(about) };
    case "budget_exceeded":
      return { ...client(402, "budget_exceeded", spent(about)), type: "insufficient_quota" };
  }
}

function rateLimited(about: About, { retryAfterMs }: Reading): WireError {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  const message = `Rate limit reached: ${inWords(about)}. Try again after the time in 'retry-after'.`;
  return {
    ...client(429, "rate_limit_exceeded", message),
    type: typeOf(about),
    retryAfter: String(seconds),
    final: false,
  };
}

function overLimit(about: About): string {
  return `The request may use more than its limit of ${inWords(about)}. Send less, or set a lower 'max_completion_tokens'.`;
}

function spent({ per, period }: About): string {
  return `The budget of this ${per} for the ${period} is spent, or reserved by requests that run now.`;
}

/** What callers are told of a limit: its figure, and nothing of what others have used. */
function inWords({ of, per, amount, everyMs }: About): string {
  if (everyMs === undefined) return `${amount} requests at a time for each ${per}`;
  return `${amount} ${of} per ${everyMs / 1000} s for each ${per}`;
}

function typeOf({ of }: About): WireError["type"] {
  return of === "tokens" ? "tokens" : "requests";
}

function blocked(entities: readonly string[]): string {
  return `The request holds what this gateway does not let through: ${entities.join(", ")}. Nothing was sent.`;
}

function upstreamRateLimited(retryAfter: string | null): WireError {
  const error = upstream(429, "rate_limit_exceeded", SAY.upstreamRateLimit, false);
  return { ...error, type: "requests", ...(retryAfter === null ? {} : { retryAfter }) };
}

function refusal(status: number, { message, param, code }: Refusal): WireError {
  return { ...client(status, code ?? "upstream_refused", message, param), source: "upstream" };
}

function client(status: number, code: string, message: string, param: string | null = null): WireError {
  return { status, type: "invalid_request_error", code, param, message, source: "client", final: true };
}

function gateway(status: number, code: string, message: string, final: boolean): WireError {
  return { status, type: "server_error", code, param: null, message, source: "gateway", final };
}

function upstream(status: number, code: string, message: string, final: boolean): WireError {
  return { status, type: "server_error", code, param: null, message, source: "upstream", final };
}

function unreachable(failure: never): never {
  throw new TypeError(`unhandled failure: ${JSON.stringify(failure)}`);
}

import { signedHeaders } from "./webhook-signature.ts";

const TRY_TIMEOUT_MS = 5_000;
/** Before each try. All of them together end within the 30 s that a Worker has after its answer. */
const PAUSES_MS = [0, 1_000, 5_000];
/** What may pass by itself. */
const PASSING = new Set([408, 429]);

/** A budget that was passed to its warning or to its limit. No text of anybody's. */
export interface BudgetEvent {
  readonly tenant: string;
  /** Without it, the tenant's own budget. */
  readonly keyId: string | undefined;
  readonly kind: "hard" | "soft";
  /** A day or a month of UTC: `2026-11-21`, `2026-11`. */
  readonly period: string;
  readonly level: "warning" | "spent";
  readonly spentMicrodollars: number;
  readonly limitMicrodollars: number;
}

export interface WebhookPorts {
  readonly fetch: (url: string, request: RequestInit) => Promise<Response>;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  /** Told once when no try has succeeded. */
  readonly failed: (event: BudgetEvent, reason: string) => void;
}

/**
 * Tells the operator's address about budgets. The promise resolves when the event was taken or
 * given up, and never rejects; it is to be waited for behind the answer.
 * @param key of the signatures (`signingKey`)
 */
export function budgetWebhook(url: string, key: Uint8Array<ArrayBuffer>, ports: WebhookPorts) {
  return async function budgetWebhook(event: BudgetEvent): Promise<void> {
    const id = await eventId(event);
    let failure = "";
    for (const pauseMs of PAUSES_MS) {
      if (pauseMs > 0) await ports.pause(pauseMs);
      const outcome = await send(url, key, id, event, ports);
      if (outcome === "taken") return;
      failure = outcome.reason;
      if (!outcome.passing) break;
    }
    ports.failed(event, failure);
  };
}

type Outcome = "taken" | { readonly reason: string; readonly passing: boolean };

async function send(
  url: string,
  key: Uint8Array<ArrayBuffer>,
  id: string,
  event: BudgetEvent,
  { fetch, now }: WebhookPorts,
): Promise<Outcome> {
  const at = now();
  const body = bodyOf(event, at);
  try {
    const response = await fetch(url, {
      method: "POST",
      // Whoever answers with another address does not get the event.
      redirect: "manual",
      headers: { "content-type": "application/json", ...(await signedHeaders(key, id, at, body)) },
      body,
      signal: AbortSignal.timeout(TRY_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (response.ok) return "taken";
    return { reason: `status ${response.status}`, passing: response.status >= 500 || PASSING.has(response.status) };
  } catch (thrown) {
    const late = thrown instanceof Error && thrown.name === "TimeoutError";
    return { reason: late ? "no answer in time" : "not reachable", passing: true };
  }
}

/** The form that Standard Webhooks recommends. */
function bodyOf(event: BudgetEvent, at: number): string {
  return JSON.stringify({
    type: `budget.${event.level}`,
    timestamp: new Date(at).toISOString(),
    data: {
      tenant: event.tenant,
      key_id: event.keyId ?? null,
      kind: event.kind,
      period: event.period,
      spent_microdollars: event.spentMicrodollars,
      limit_microdollars: event.limitMicrodollars,
    },
  });
}

/** The same for the same event, so that the receiver can tell one that comes twice. */
async function eventId({ tenant, keyId, kind, period, level }: BudgetEvent): Promise<string> {
  const name = new TextEncoder().encode(JSON.stringify([tenant, keyId ?? null, kind, period, level]));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", name));
  return `msg_${Array.from(digest.slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

import type { Charge, Limit } from "../core/limits/limit.ts";
import { type Admission, MAX_BATCH, MAX_LEASE_MS, MAX_LIMITS, type Nonce, type Settlement } from "./port.ts";

/** Sums of a few thousand of them are exact in doubles. A thousand million dollars. */
const MAX_AMOUNT = 1e15;
/** Longest window or time to fill. */
const MAX_PERIOD_MS = 400 * 86_400_000;
/** Characters of an id, a counter's name, a nonce or a cache key. Names of models have up to 256, and stand in names of counters. */
const MAX_NAME = 512;
/** Characters of a ledger entry as JSON. */
const MAX_ENTRY = 8_192;

/** What an adapter must not let through. @throws RangeError that names the field */
export function checkAdmission({ id, leaseMs, limits, nonce, cacheKey }: Admission): void {
  checkName("id", id);
  checkWhole("leaseMs", leaseMs, 1, MAX_LEASE_MS);
  checkCounters("limits", limits);
  for (const limit of limits) {
    checkLimit(limit);
    if (limit.kind === "window") checkWhole("amount of a window", limit.amount, 1, limit.limit);
    if (limit.kind === "bucket") checkWhole("amount of a bucket", limit.amount, 1, limit.capacity);
  }
  if (nonce !== undefined) checkNonce(nonce);
  if (cacheKey !== undefined && cacheKey.length > MAX_NAME) throw new RangeError("cacheKey is too long");
}

/** @throws RangeError that names the field */
export function checkSettlements(tenant: string, settlements: readonly Settlement[]): void {
  checkBatch("settlements", settlements);
  for (const { id, charges, entry } of settlements) {
    checkName("id", id);
    checkCounters(
      "charges",
      charges.map(({ limit }) => limit),
    );
    charges.forEach(checkCharge);
    if (entry === undefined) continue;
    if (entry.id !== id || entry.tenant !== tenant) throw new RangeError("entry is of another id or tenant");
    if (JSON.stringify(entry).length > MAX_ENTRY) throw new RangeError("entry is too long");
  }
}

/** @throws RangeError when there are too many in one call. */
export function checkBatch(name: string, items: readonly unknown[]): void {
  if (items.length > MAX_BATCH) throw new RangeError(`${name}: more than ${MAX_BATCH}`);
}

function checkCharge({ limit, since, used }: Charge): void {
  checkLimit(limit);
  checkWhole("since", since, 0, Number.MAX_SAFE_INTEGER);
  checkWhole("used", used, 0, MAX_AMOUNT);
}

function checkLimit(limit: Limit): void {
  checkName("counter", limit.counter);
  switch (limit.kind) {
    case "window":
      checkWhole("limit of a window", limit.limit, 1, MAX_AMOUNT);
      checkWhole("amount of a window", limit.amount, 0, MAX_AMOUNT);
      return checkWhole("windowMs", limit.windowMs, 1, MAX_PERIOD_MS);
    case "bucket":
      checkWhole("capacity of a bucket", limit.capacity, 1, MAX_AMOUNT);
      checkWhole("amount of a bucket", limit.amount, 0, MAX_AMOUNT);
      return checkWhole("fillMs", limit.fillMs, 1, MAX_PERIOD_MS);
    case "concurrency":
      return checkWhole("limit of concurrency", limit.limit, 1, MAX_AMOUNT);
    case "budget":
      checkWhole("limit of a budget", limit.limit, 0, MAX_AMOUNT);
      checkWhole("amount of a budget", limit.amount, 0, MAX_AMOUNT);
      checkWhole("warnAt", limit.warnAt, 0, MAX_AMOUNT);
      return checkWhole("endsAt", limit.endsAt, 0, Number.MAX_SAFE_INTEGER);
    default:
      throw new RangeError("unknown kind of limit");
  }
}

function checkNonce({ value, expiresAt }: Nonce): void {
  checkName("nonce", value);
  checkWhole("expiresAt", expiresAt, 0, Number.MAX_SAFE_INTEGER);
}

function checkCounters(name: string, limits: readonly Limit[]): void {
  if (limits.length > MAX_LIMITS) throw new RangeError(`${name}: more than ${MAX_LIMITS}`);
  if (new Set(limits.map(({ counter }) => counter)).size < limits.length)
    throw new RangeError(`${name}: two name the same counter`);
}

function checkName(name: string, text: string): void {
  if (text === "" || text.length > MAX_NAME) throw new RangeError(`${name}: empty, or longer than ${MAX_NAME}`);
}

function checkWhole(name: string, number: number, least: number, most: number): void {
  if (!Number.isSafeInteger(number) || number < least || number > most)
    throw new RangeError(`${name}: not a whole number from ${least} to ${most}`);
}

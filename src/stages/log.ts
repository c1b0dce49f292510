import type { AuditRecord } from "../core/audit-record.ts";
import type { Settlement } from "../state/port.ts";

/** Writes a request's record as one line of JSON. */
export function logRecord(record: AuditRecord): void {
  console.log(JSON.stringify({ event: "request", ...record }));
}

/** Writes down the requests that were not charged, since the state could not be reached for too long: their entries say what they cost. */
export function logLost(tenant: string, settlements: readonly Settlement[], thrown: unknown): void {
  const entries = settlements.flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
  const error = thrown instanceof Error ? thrown.name : undefined;
  console.error(JSON.stringify({ event: "settlements_lost", tenant, count: settlements.length, error, entries }));
}

/** Writes a change of a tenant or a key as one line of JSON: what was done, and to what. */
export function logChange(change: Readonly<Record<"action" | "tenant" | "requestId", string>>): void {
  console.log(JSON.stringify({ event: "admin", ...change }));
}

/** Writes a line about something that went wrong beside a request. Errors are logged by name only: their text may hold a prompt. */
export function log(event: string): (about: string, thrown?: unknown) => void {
  return (about, thrown) =>
    console.error(
      JSON.stringify({
        event,
        about,
        error: thrown instanceof Error ? thrown.name : thrown === undefined ? undefined : typeof thrown,
      }),
    );
}

import type { AuditRecord } from "../core/audit-record.ts";

/** Writes a request's record as one line of JSON. */
export function logRecord(record: AuditRecord): void {
  console.log(JSON.stringify({ event: "request", ...record }));
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

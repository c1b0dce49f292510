import { asList, asText, asWhole } from "../upstash/answers.ts";
import { AUDITS, HAPPENED } from "./lua/scripts.ts";
import { AUDIT_DAYS, type AuditHour, type Happened, type Sum, SUMS } from "./port.ts";
import { indexKey } from "./upstash-keys.ts";
import type { UpstashIndexPorts } from "./upstash-ports.ts";
import { MOST_USES_WORTH_MS, USE_WORTH_MS } from "./worth.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long a day's audits are kept: they count for fourteen days behind its end. */
const AUDITS_LIVE_MS = (AUDIT_DAYS + 2) * DAY_MS;

export async function recordHappened(
  { redis, deadlineMs, now }: UpstashIndexPorts,
  tenant: string,
  { used = [], sums = {}, audit }: Happened,
): Promise<void> {
  const at = now();
  const named = SUMS.flatMap((name) => ((sums[name] ?? 0) > 0 ? [name, sums[name] ?? 0] : []));
  const keys = [indexKey(tenant, "sums"), auditsKey(tenant, Math.floor(at / DAY_MS)), indexKey(tenant, "worth")];
  const audited = [Math.floor(at / HOUR_MS), audit?.audited ?? 0, audit?.wrong ?? 0, AUDITS_LIVE_MS];
  const args = [at, USE_WORTH_MS, MOST_USES_WORTH_MS, ...audited, named.length / 2, ...named, ...used].map(String);
  await redis.call(deadlineMs, ({ evaluate }) => evaluate(HAPPENED, keys, args));
}

export async function readSums({ redis, deadlineMs }: UpstashIndexPorts, tenant: string): Promise<Record<Sum, number>> {
  const answer = await redis.call(deadlineMs, ({ redis }) => redis.exec(["HMGET", indexKey(tenant, "sums"), ...SUMS]));
  const read = asList(answer);
  const sums = SUMS.map((name, index) => [name, read[index] === null ? 0 : asWhole(read[index])]);
  return Object.fromEntries(sums) as Record<Sum, number>;
}

export async function readAudits({ redis, deadlineMs, now }: UpstashIndexPorts, tenant: string): Promise<AuditHour[]> {
  const first = Math.floor(now() / HOUR_MS) - AUDIT_DAYS * 24;
  const answer = await redis.call(deadlineMs, ({ evaluate }) => evaluate(AUDITS, auditKeys(tenant, now()), []));
  const hours = new Map<number, { audited: number; wrong: number }>();
  for (const day of asList(answer)) {
    const fields = asList(day);
    for (let at = 0; at < fields.length; at += 2) {
      const [name = "", kind] = asText(fields[at]).split(":");
      const hour = hours.get(asWhole(name)) ?? { audited: 0, wrong: 0 };
      hours.set(asWhole(name), { ...hour, [kind === "wrong" ? "wrong" : "audited"]: asWhole(fields[at + 1]) });
    }
  }
  return [...hours]
    .map(([hour, audits]) => ({ hour, ...audits }))
    .filter(({ hour }) => hour > first)
    .toSorted((one, other) => one.hour - other.hour);
}

/** Where the audits are that count. */
export function auditKeys(tenant: string, now: number): string[] {
  const today = Math.floor(now / DAY_MS);
  return Array.from({ length: AUDIT_DAYS + 1 }, (_, back) => auditsKey(tenant, today - back));
}

function auditsKey(tenant: string, day: number): string {
  return indexKey(tenant, "audits", String(day));
}

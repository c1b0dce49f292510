import { AUDIT_DAYS, type AuditHour, type Happened, type Sum, SUMS } from "./port.ts";

const HOUR_MS = 3_600_000;

/**
 * | table  | key                      | value                        | lives    |
 * |--------|--------------------------|------------------------------|----------|
 * | sums   | what is counted          | how often, or how much       | for good |
 * | audits | hour, unix ms / 3600000  | hits asked again; wrong ones | 14 days, or until the tenant is emptied |
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sums (name TEXT PRIMARY KEY, sum INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS audits (hour INTEGER PRIMARY KEY, audited INTEGER NOT NULL, wrong INTEGER NOT NULL);
`;

/** What is counted for a tenant: added up in memory, and on the disk when it is written. */
export class SumTables {
  readonly #sql: SqlStorage;
  readonly #sums = new Map<Sum, number>();
  readonly #audits = new Map<number, { audited: number; wrong: number }>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  add({ sums = {}, audit }: Pick<Happened, "sums" | "audit">, now: number): void {
    for (const name of SUMS) {
      const more = sums[name];
      if (more !== undefined) this.#sums.set(name, (this.#sums.get(name) ?? 0) + more);
    }
    if (audit === undefined) return;
    const hour = Math.floor(now / HOUR_MS);
    const { audited, wrong } = this.#audits.get(hour) ?? { audited: 0, wrong: 0 };
    this.#audits.set(hour, { audited: audited + audit.audited, wrong: wrong + audit.wrong });
  }

  /** Writes what is only in memory. Call within a transaction. */
  write(): void {
    for (const [name, sum] of this.#sums)
      this.#sql.exec("INSERT INTO sums VALUES (?, ?) ON CONFLICT DO UPDATE SET sum = sum + excluded.sum", name, sum);
    for (const [hour, { audited, wrong }] of this.#audits)
      this.#sql.exec(
        "INSERT INTO audits VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET audited = audited + excluded.audited, wrong = wrong + excluded.wrong",
        hour,
        audited,
        wrong,
      );
    this.#sums.clear();
    this.#audits.clear();
  }

  sums(): Record<Sum, number> {
    this.write();
    const rows = this.#sql.exec<{ name: string; sum: number }>("SELECT name, sum FROM sums");
    const sums = new Map([...rows].map(({ name, sum }) => [name, sum]));
    return Object.fromEntries(SUMS.map((name) => [name, sums.get(name) ?? 0])) as Record<Sum, number>;
  }

  audits(now: number): AuditHour[] {
    this.write();
    const query = "SELECT hour, audited, wrong FROM audits WHERE hour > ? ORDER BY hour";
    return this.#sql.exec<{ hour: number; audited: number; wrong: number }>(query, firstHour(now)).toArray();
  }

  dropOldAudits(now: number): void {
    this.#sql.exec("DELETE FROM audits WHERE hour <= ?", firstHour(now));
  }

  forgetAudits(): void {
    this.#audits.clear();
    this.#sql.exec("DELETE FROM audits");
  }
}

function firstHour(now: number): number {
  return Math.floor(now / HOUR_MS) - AUDIT_DAYS * 24;
}

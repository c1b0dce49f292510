import type { Reach } from "./port.ts";

/**
 * | table  | key                                    | value | lives    |
 * |--------|----------------------------------------|-------|----------|
 * | epochs | what was emptied: its reach, as JSON   | times | for good |
 */
const SCHEMA = "CREATE TABLE IF NOT EXISTS epochs (reach TEXT PRIMARY KEY, epoch INTEGER NOT NULL) WITHOUT ROWID;";

/** The reaches that hold a partition: all of the tenant, its namespace, itself. */
export function reachesOf(namespace: string, partition: string): readonly [string, string, string] {
  return [reachName({}), reachName({ namespace }), reachName({ namespace, partition })];
}

/** A reach as a key; no two are written alike. */
export function reachName({ namespace, partition }: Reach): string {
  return JSON.stringify([namespace, partition].filter((part) => part !== undefined));
}

/** How often what holds a partition was emptied. */
export class EpochTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  read(namespace: string, partition: string): string {
    const reaches = reachesOf(namespace, partition);
    const rows = this.#sql.exec<{ reach: string; epoch: number }>(
      "SELECT reach, epoch FROM epochs WHERE reach IN (?, ?, ?)",
      ...reaches,
    );
    const epochs = new Map([...rows].map(({ reach, epoch }) => [reach, epoch]));
    return reaches.map((reach) => epochs.get(reach) ?? 0).join(".");
  }

  bump(reach: Reach): void {
    const name = reachName(reach);
    this.#sql.exec("INSERT INTO epochs VALUES (?, 1) ON CONFLICT DO UPDATE SET epoch = epoch + 1", name);
  }
}

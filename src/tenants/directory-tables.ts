/** A record as it is stored. */
export interface Row {
  readonly id: string;
  readonly record: string;
}

export interface Rows {
  readonly rows: readonly string[];
  readonly next: string | undefined;
}

/** Characters of one page: a call between objects must stay small. */
const MAX_PAGE_CHARACTERS = 8 * 1_048_576;

/**
 * | table   | key                 | value                        | lives    |
 * |---------|---------------------|------------------------------|----------|
 * | tenants | id of the tenant    | its record as JSON, version  | for good |
 * | keys    | public id of a key  | its record as JSON, version  | for good |
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tenants (id TEXT PRIMARY KEY, version INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS keys (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, version INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS keys_by_tenant ON keys (tenant, id);
`;

/** The directory's tables. Synchronous, as SQLite in a Durable Object is. */
export class DirectoryTables {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  check(): void {
    this.#sql.exec("SELECT 1 FROM tenants LIMIT 1").toArray();
  }

  /** A key with its tenant. */
  find(publicId: string): { readonly key: string; readonly tenant: string } | undefined {
    const query = `SELECT keys.record AS "key", tenants.record AS tenant FROM keys JOIN tenants ON tenants.id = keys.tenant WHERE keys.id = ?`;
    return this.#sql.exec<{ key: string; tenant: string }>(query, publicId).toArray()[0];
  }

  tenant(id: string): string | undefined {
    return this.#sql.exec<{ record: string }>("SELECT record FROM tenants WHERE id = ?", id).toArray()[0]?.record;
  }

  tenants(limit: number, after: string): Rows {
    return page(limit, this.#sql.exec<Cells>("SELECT id, record FROM tenants WHERE id > ? ORDER BY id", after));
  }

  addTenant(id: string, version: number, record: string): boolean {
    const query = "INSERT INTO tenants VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING id";
    return this.#sql.exec(query, id, version, record).toArray().length > 0;
  }

  replaceTenant(id: string, version: number, record: string): boolean {
    const query = "UPDATE tenants SET version = ?2, record = ?3 WHERE id = ?1 AND version = ?2 - 1 RETURNING id";
    return this.#sql.exec(query, id, version, record).toArray().length > 0;
  }

  addKey(id: string, tenant: string, version: number, record: string): boolean {
    const query =
      "INSERT INTO keys SELECT ?1, id, ?3, ?4 FROM tenants WHERE id = ?2 ON CONFLICT DO NOTHING RETURNING id";
    return this.#sql.exec(query, id, tenant, version, record).toArray().length > 0;
  }

  key(tenant: string, id: string): string | undefined {
    const query = "SELECT record FROM keys WHERE id = ? AND tenant = ?";
    return this.#sql.exec<{ record: string }>(query, id, tenant).toArray()[0]?.record;
  }

  keys(tenant: string, limit: number, after: string): Rows {
    const query = "SELECT id, record FROM keys WHERE tenant = ? AND id > ? ORDER BY id";
    return page(limit, this.#sql.exec<Cells>(query, tenant, after));
  }

  replaceKey(id: string, tenant: string, version: number, record: string): boolean {
    const query =
      "UPDATE keys SET version = ?3, record = ?4 WHERE id = ?1 AND tenant = ?2 AND version = ?3 - 1 RETURNING id";
    return this.#sql.exec(query, id, tenant, version, record).toArray().length > 0;
  }
}

type Cells = Record<keyof Row, string>;

function page(limit: number, found: Iterable<Row>): Rows {
  const rows: string[] = [];
  let characters = 0;
  let last: string | undefined;
  for (const { id, record } of found) {
    if (rows.length >= limit || (rows.length > 0 && characters + record.length > MAX_PAGE_CHARACTERS))
      return { rows, next: last };
    rows.push(record);
    characters += record.length;
    last = id;
  }
  return { rows, next: undefined };
}

import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";

/** SQLite in memory as a Durable Object offers it, as far as the tables use it. */
export function sqlite(database: DatabaseSync = new DatabaseSync(":memory:")) {
  const exec = (query: string, ...values: (SQLInputValue | ArrayBuffer)[]) => {
    if (query.includes("CREATE TABLE")) {
      database.exec(query);
      return;
    }
    const rows = database
      .prepare(query)
      .all(...values.map(given))
      .map(read);
    return { toArray: () => rows, one: () => rows[0], [Symbol.iterator]: () => rows[Symbol.iterator]() };
  };
  return {
    sql: { exec } as unknown as SqlStorage,
    rows: (query: string) =>
      database
        .prepare(query)
        .all()
        .map((row) => ({ ...row })),
  };
}

/** A Durable Object's bytes are ArrayBuffers. */
function given(value: SQLInputValue | ArrayBuffer): SQLInputValue {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value;
}

function read(row: Record<string, SQLOutputValue>): Record<string, unknown> {
  const values = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? new Uint8Array(value).buffer : value,
  ]);
  return Object.fromEntries(values) as Record<string, unknown>;
}

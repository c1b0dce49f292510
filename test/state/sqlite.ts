import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/** SQLite in memory as a Durable Object offers it, as far as the tables use it. */
export function sqlite(database: DatabaseSync = new DatabaseSync(":memory:")) {
  const exec = (query: string, ...values: SQLInputValue[]) => {
    if (query.includes("CREATE TABLE")) {
      database.exec(query);
      return;
    }
    const rows = database.prepare(query).all(...values);
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

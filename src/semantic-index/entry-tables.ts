import { entryOf, type StoredRow, type StoredEntry } from "./stored-entry.ts";

/**
 * Texts are masked. What is removed leaves the other tables with its entry; entries of a scope that
 * is not in `scopes` any more are found by nobody and are swept.
 *
 * | table     | key                              | value                                  | lives                                    |
 * |-----------|----------------------------------|----------------------------------------|------------------------------------------|
 * | scopes    | namespace, partition, dimensions | id                                     | until it is emptied, or holds nothing    |
 * | entries   | number; id of the wording        | wording, answer's key, use             | its time to live, or until it gives way  |
 * | vectors   | scope, number                    | vector, 8 bits a number                | like its entry                           |
 * | tags      | tag, number                      | nothing                                | like its entry                           |
 * | negatives | number, wording                  | when it was found out                  | like its entry; at most 8 an entry       |
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS scopes (id INTEGER PRIMARY KEY AUTOINCREMENT, namespace TEXT NOT NULL, part TEXT NOT NULL, dimensions INTEGER NOT NULL, UNIQUE (namespace, part, dimensions));
  CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, scope INTEGER NOT NULL, origin TEXT, writer TEXT NOT NULL, text TEXT NOT NULL, facets TEXT NOT NULL, answer TEXT NOT NULL, stored INTEGER NOT NULL, expires INTEGER NOT NULL, worth INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS entries_by_scope ON entries (scope);
  CREATE INDEX IF NOT EXISTS entries_by_worth ON entries (worth);
  CREATE INDEX IF NOT EXISTS entries_by_writer ON entries (writer, worth);
  CREATE INDEX IF NOT EXISTS entries_by_expiry ON entries (expires);
  CREATE INDEX IF NOT EXISTS entries_by_origin ON entries (origin) WHERE origin IS NOT NULL;
  CREATE TABLE IF NOT EXISTS vectors (scope INTEGER NOT NULL, number INTEGER NOT NULL, expires INTEGER NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (scope, number)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tags (tag TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (tag, number)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS tags_by_number ON tags (number);
  CREATE TABLE IF NOT EXISTS negatives (number INTEGER NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (number, text)) WITHOUT ROWID;
`;

/** An entry as it is written. */
export interface EntryRow {
  readonly id: string;
  readonly scope: number;
  readonly origin: string | null;
  readonly writer: string;
  readonly text: string;
  readonly facets: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly answerKey: string;
  readonly vector: Int8Array;
  readonly storedAt: number;
  readonly expiresAt: number;
  readonly worth: number;
}

/** Where an entry is, for what is in memory. */
export interface Place {
  readonly number: number;
  readonly scope: number;
  readonly writer: string;
}

type PlaceRow = { number: number; scope: number; writer: string };
export type VectorRow = { number: number; expires: number; vector: ArrayBuffer };

const PLACES = "SELECT number, scope, writer FROM entries";

/** A tenant's entries on the disk of its object. Synchronous, as SQLite in a Durable Object is. */
export class EntryTables {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Entries of each writer. */
  writers(): Map<string, number> {
    const rows = this.#sql.exec<{ writer: string; n: number }>(
      "SELECT writer, COUNT(*) AS n FROM entries GROUP BY writer",
    );
    return new Map([...rows].map(({ writer, n }) => [writer, n]));
  }

  scopeId(namespace: string, partition: string, dimensions: number): number | undefined {
    const query = "SELECT id FROM scopes WHERE namespace = ? AND part = ? AND dimensions = ?";
    const [row] = this.#sql.exec<{ id: number }>(query, namespace, partition, dimensions).toArray();
    return row?.id;
  }

  makeScope(namespace: string, partition: string, dimensions: number): number {
    this.#sql.exec(
      "INSERT OR IGNORE INTO scopes (namespace, part, dimensions) VALUES (?, ?, ?)",
      namespace,
      partition,
      dimensions,
    );
    const id = this.scopeId(namespace, partition, dimensions);
    if (id === undefined) throw new Error("a scope was not written");
    return id;
  }

  /** Takes scopes away; their entries are swept. Nothing given means every one. */
  dropScopes(namespace: string | undefined, partition: string | undefined): number[] {
    const rows = this.#sql.exec<{ id: number }>(
      "DELETE FROM scopes WHERE (?1 IS NULL OR namespace = ?1) AND (?2 IS NULL OR part = ?2) RETURNING id",
      namespace ?? null,
      partition ?? null,
    );
    return [...rows].map(({ id }) => id);
  }

  insert(row: EntryRow): number {
    const facets = JSON.stringify(row.facets);
    const { number } = this.#sql
      .exec<{ number: number }>(
        "INSERT INTO entries (id, scope, origin, writer, text, facets, answer, stored, expires, worth) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
        row.id,
        row.scope,
        row.origin,
        row.writer,
        row.text,
        facets,
        row.answerKey,
        row.storedAt,
        row.expiresAt,
        row.worth,
      )
      .one();
    const vector = new Uint8Array(row.vector).buffer;
    this.#sql.exec("INSERT INTO vectors VALUES (?, ?, ?, ?)", row.scope, number, row.expiresAt, vector);
    for (const tag of row.tags) this.#sql.exec("INSERT OR IGNORE INTO tags VALUES (?, ?)", tag, number);
    return number;
  }

  /** Vectors of a scope behind a number, in the order of their numbers. */
  vectorsAfter(scope: number, number: number, most: number, now: number): VectorRow[] {
    return this.#sql
      .exec<VectorRow>(
        "SELECT number, expires, vector FROM vectors WHERE scope = ? AND number > ? AND expires > ? ORDER BY number LIMIT ?",
        scope,
        number,
        now,
        most,
      )
      .toArray();
  }

  /** What is known of entries, by their numbers; undefined where it cannot be read. */
  read(numbers: readonly number[]): Map<number, StoredEntry | undefined> {
    const rows = this.#sql.exec<StoredRow>(
      `SELECT number, id, text, facets, answer, stored,
        (SELECT json_group_array(text) FROM (SELECT text FROM negatives WHERE number = entries.number ORDER BY at DESC)) AS negatives
        FROM entries WHERE number IN (SELECT value FROM json_each(?))`,
      JSON.stringify(numbers),
    );
    return new Map([...rows].map((row) => [row.number, entryOf(row)]));
  }

  /** An entry that is not orphaned and not too old. */
  find(
    id: string,
    now: number,
  ): (Place & { tags: string[]; facets: string; answer: string; expires: number }) | undefined {
    const [row] = this.#sql
      .exec<PlaceRow & { tags: string; facets: string; answer: string; expires: number }>(
        `SELECT number, scope, writer, facets, answer, expires,
          (SELECT json_group_array(tag) FROM tags WHERE number = entries.number) AS tags
          FROM entries WHERE id = ? AND expires > ? AND scope IN (SELECT id FROM scopes)`,
        id,
        now,
      )
      .toArray();
    return row && { ...row, tags: JSON.parse(row.tags) as string[] };
  }

  /** The entry, found or not, and its aliases. */
  placesOf(id: string): Place[] {
    return this.#places(`${PLACES} WHERE id = ?1 UNION ${PLACES} WHERE origin = ?1`, id);
  }

  placesAt(numbers: readonly number[]): Place[] {
    return this.#places(`${PLACES} WHERE number IN (SELECT value FROM json_each(?))`, JSON.stringify(numbers));
  }

  /** These, and their aliases. */
  withAliases(places: readonly Place[]): Place[] {
    const these = "number IN (SELECT value FROM json_each(?1))";
    const query = `${PLACES} WHERE ${these} OR origin IN (SELECT id FROM entries WHERE ${these})`;
    return this.#places(query, JSON.stringify(places.map(({ number }) => number)));
  }

  placesOfTag(tag: string): Place[] {
    const tagged = "SELECT number FROM tags WHERE tag = ?";
    return this.#places(
      `${PLACES} WHERE number IN (${tagged}) OR origin IN (SELECT id FROM entries WHERE number IN (${tagged}))`,
      tag,
      tag,
    );
  }

  leastWorth(most: number): Place[] {
    return this.#places(`${PLACES} ORDER BY worth LIMIT ?`, most);
  }

  leastWorthOf(writer: string, most: number): Place[] {
    return this.#places(`${PLACES} WHERE writer = ? ORDER BY worth LIMIT ?`, writer, most);
  }

  /** Entries whose time is over, and those whose scope was emptied. */
  dead(now: number, most: number): Place[] {
    const expired = this.#places(`${PLACES} WHERE expires <= ? LIMIT ?`, now, most);
    if (expired.length > 0) return expired;
    return this.#places(`${PLACES} WHERE scope NOT IN (SELECT id FROM scopes) LIMIT ?`, most);
  }

  delete(numbers: readonly number[]): void {
    if (numbers.length === 0) return;
    const given = JSON.stringify(numbers);
    const these = "number IN (SELECT value FROM json_each(?))";
    this.#sql.exec(
      `DELETE FROM vectors WHERE (scope, number) IN (SELECT scope, number FROM entries WHERE ${these})`,
      given,
    );
    for (const table of ["entries", "tags", "negatives"]) this.#sql.exec(`DELETE FROM ${table} WHERE ${these}`, given);
  }

  deleteVector(scope: number, number: number): void {
    this.#sql.exec("DELETE FROM vectors WHERE scope = ? AND number = ?", scope, number);
  }

  dropEmptyScopes(): void {
    this.#sql.exec("DELETE FROM scopes WHERE NOT EXISTS (SELECT 1 FROM entries WHERE scope = scopes.id)");
  }

  addNegative(number: number, text: string, at: number, most: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO negatives VALUES (?, ?, ?)", number, text, at);
    this.#sql.exec(
      "DELETE FROM negatives WHERE number = ?1 AND text NOT IN (SELECT text FROM negatives WHERE number = ?1 ORDER BY at DESC LIMIT ?2)",
      number,
      most,
    );
  }

  /** An entry was used. @param worthOf what it is worth then, by what it was */
  use(id: string, worthOf: (worth: number) => number): void {
    const [row] = this.#sql.exec<{ worth: number }>("SELECT worth FROM entries WHERE id = ?", id).toArray();
    if (row !== undefined) this.#sql.exec("UPDATE entries SET worth = ? WHERE id = ?", worthOf(row.worth), id);
  }

  #places(query: string, ...values: (string | number)[]): Place[] {
    return this.#sql.exec<PlaceRow>(query, ...values).toArray();
  }
}

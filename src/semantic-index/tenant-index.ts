import { parseJson } from "../core/json.ts";
import { entryId } from "./entry-id.ts";
import { type EntryRow, EntryTables, type Place } from "./entry-tables.ts";
import { EpochTable } from "./epoch-table.ts";
import {
  type AuditHour,
  type Candidate,
  type Capacity,
  type Found,
  type Happened,
  type IndexScope,
  type Kept,
  MAX_NEGATIVES,
  type NewEntry,
  type Reach,
  type Sum,
  type Target,
  type Wording,
} from "./port.ts";
import { ResidentScopes } from "./resident-scopes.ts";
import { quantized } from "./scope-vectors.ts";
import { isFacets } from "./stored-entry.ts";
import { SumTables } from "./sum-tables.ts";
import type { VectorScanner } from "./vector-scanner.ts";
import { worthAfterUses } from "./worth.ts";

/** Bytes of a tenant's vectors: a new one of so many dimensions finds room for so many. */
const MAX_VECTOR_BYTES = 16 * 1_048_576;
/** Entries that give way, or are swept, in one transaction. */
const MAX_REMOVED = 2_000;
/** Candidates that may be damaged before fewer than asked for are found. */
const SPARE = 3;
/** Entries whose use is not written yet; beyond that the use of others is not counted. */
const MAX_USED = 10_000;

/** Entries of one tenant: on the disk, vectors also in memory. Transactions are the caller's. */
export class TenantIndex {
  readonly #tables: EntryTables;
  readonly #epochs: EpochTable;
  readonly #sums: SumTables;
  readonly #residents: ResidentScopes;
  readonly #capacity: Capacity;
  readonly #scanner: VectorScanner;
  readonly #writers: Map<string, number>;
  readonly #used = new Map<string, { hits: number; at: number }>();
  #count = 0;

  /** @param pause lets other work go on while a large scope is read. */
  constructor(sql: SqlStorage, capacity: Capacity, scanner: VectorScanner, pause: () => Promise<void>) {
    this.#scanner = scanner;
    this.#tables = new EntryTables(sql);
    this.#epochs = new EpochTable(sql);
    this.#sums = new SumTables(sql);
    this.#capacity = capacity;
    this.#residents = new ResidentScopes(this.#tables, pause, (scopeId, number) =>
      this.#dropCorrupted(scopeId, number),
    );
    this.#writers = this.#tables.writers();
    for (const count of this.#writers.values()) this.#count += count;
  }

  isEmpty(): boolean {
    return this.#count === 0;
  }

  async query(scope: IndexScope, vector: Float32Array, top: number, now: number): Promise<Found> {
    const { namespace, partition } = scope;
    const scopeId = () => this.#tables.scopeId(namespace, partition, vector.length);
    const id = scopeId();
    const vectors = id === undefined ? undefined : await this.#residents.vectorsOf(id, vector.length, now);
    const epoch = this.#epochs.read(namespace, partition);
    // It may have been emptied while it was read.
    if (id === undefined || vectors === undefined || scopeId() !== id) return { epoch, candidates: [] };
    const near = vectors.nearest(this.#scanner, quantized(vector), top + SPARE, now);
    const entries = this.#tables.read(near.map(({ entry }) => entry));
    const candidates = near.flatMap(({ entry, cosine }): Candidate[] => {
      const stored = entries.get(entry);
      if (stored !== undefined) return [{ ...stored, cosine }];
      this.#dropCorrupted(id, entry);
      return [];
    });
    return { epoch, candidates: candidates.slice(0, top) };
  }

  put(scope: IndexScope, epoch: string, entry: NewEntry, now: number): Kept {
    const { wording, facets, tags, writer, answerKey, ttlMs } = entry;
    return this.#keep(
      scope,
      epoch,
      wording,
      { origin: null, facets, tags, writer, answerKey, expiresAt: now + ttlMs },
      now,
    );
  }

  addAlias(scope: IndexScope, epoch: string, id: string, wording: Wording, writer: string, now: number): Kept {
    const origin = this.#tables.find(id, now);
    if (origin === undefined) return { kind: "gone" };
    const { facets, tags, answer: answerKey, expires: expiresAt } = origin;
    // Its own wording again, or that of another dimension, would replace it or be found by nobody who asks for it.
    if (entryId(scope, wording.vector.length, wording.text) === id) return { kind: "kept", id };
    if (origin.scope !== this.#tables.scopeId(scope.namespace, scope.partition, wording.vector.length))
      return { kind: "gone" };
    const read = parseJson(facets);
    if (!isFacets(read)) {
      this.#dropCorrupted(origin.scope, origin.number);
      return { kind: "gone" };
    }
    return this.#keep(scope, epoch, wording, { origin: id, facets: read, tags, writer, answerKey, expiresAt }, now);
  }

  addNegative(id: string, text: string, now: number): boolean {
    const entry = this.#tables.find(id, now);
    if (entry !== undefined) this.#tables.addNegative(entry.number, text, now, MAX_NEGATIVES);
    return entry !== undefined;
  }

  remove(target: Target): void {
    this.#delete("id" in target ? this.#tables.placesOf(target.id) : this.#tables.placesOfTag(target.tag));
  }

  bumpEpoch(reach: Reach): void {
    this.#epochs.bump(reach);
    this.#residents.drop(this.#tables.dropScopes(reach.namespace, reach.partition));
    if (reach.namespace === undefined) this.#sums.forgetAudits();
  }

  report(id: string, now: number): boolean {
    if (this.#tables.find(id, now) === undefined) return false;
    this.remove({ id });
    this.#sums.add({ sums: { reported: 1 } }, now);
    return true;
  }

  record(happened: Happened, now: number): void {
    this.#sums.add(happened, now);
    for (const id of happened.used ?? []) {
      const { hits } = this.#used.get(id) ?? { hits: 0 };
      if (hits > 0 || this.#used.size < MAX_USED) this.#used.set(id, { hits: hits + 1, at: now });
    }
  }

  sums(): Record<Sum, number> {
    return this.#sums.sums();
  }

  audits(now: number): AuditHour[] {
    return this.#sums.audits(now);
  }

  /** Writes what is only in memory. */
  write(): void {
    this.#sums.write();
    this.#writeUses();
  }

  /** Removes what nobody can find any more. Says whether there may be more of it. */
  sweep(now: number): boolean {
    const dead = this.#tables.dead(now, MAX_REMOVED);
    this.#delete(dead);
    if (dead.length > 0) return true;
    this.#tables.dropEmptyScopes();
    this.#sums.dropOldAudits(now);
    return false;
  }

  #keep(
    scope: IndexScope,
    epoch: string,
    { text, vector }: Wording,
    rest: Pick<EntryRow, "origin" | "facets" | "tags" | "writer" | "answerKey" | "expiresAt">,
    now: number,
  ): Kept {
    const { namespace, partition } = scope;
    if (epoch !== this.#epochs.read(namespace, partition)) return { kind: "stale" };
    const id = entryId(scope, vector.length, text);
    // Its aliases go with the answer that it had.
    this.#delete(this.#tables.placesOf(id));
    this.#makeRoom(rest.writer, vector.length, now);
    // What gave way may be the entry that it is an alias of.
    if (rest.origin !== null && this.#tables.find(rest.origin, now) === undefined) return { kind: "gone" };
    const scopeId = this.#tables.makeScope(namespace, partition, vector.length);
    const numbers = quantized(vector);
    const row = { ...rest, id, scope: scopeId, text, vector: numbers, storedAt: now, worth: now };
    const number = this.#tables.insert(row);
    this.#residents.add(scopeId, number, numbers, rest.expiresAt);
    this.#count += 1;
    this.#writers.set(rest.writer, (this.#writers.get(rest.writer) ?? 0) + 1);
    return { kind: "kept", id };
  }

  #writeUses(): void {
    for (const [id, { hits, at }] of this.#used) this.#tables.use(id, (worth) => worthAfterUses(worth, hits, at));
    this.#used.clear();
  }

  #makeRoom(writer: string, dimensions: number, now: number): void {
    const before = this.#count;
    const most = Math.min(this.#capacity.entries, Math.floor(MAX_VECTOR_BYTES / dimensions));
    const own = (this.#writers.get(writer) ?? 0) - this.#capacity.entriesOfWriter + 1;
    if (own > 0 || before >= most) this.#writeUses();
    if (own > 0) this.#evict(this.#tables.leastWorthOf(writer, Math.min(own, MAX_REMOVED)));
    const all = this.#count - most + 1;
    if (all > 0) this.#evict(this.#tables.leastWorth(Math.min(all, MAX_REMOVED)));
    if (before > this.#count) this.#sums.add({ sums: { evicted: before - this.#count } }, now);
  }

  #evict(places: readonly Place[]): void {
    this.#delete(this.#tables.withAliases(places));
  }

  #dropCorrupted(scope: number, number: number): void {
    this.#delete(this.#tables.placesAt([number]));
    // Its entry may be what was lost.
    this.#tables.deleteVector(scope, number);
    this.#residents.delete([{ scope, number }]);
    this.#sums.add({ sums: { corrupted: 1 } }, 0);
  }

  #delete(places: readonly Place[]): void {
    this.#tables.delete(places.map(({ number }) => number));
    this.#forget(places);
  }

  #forget(places: readonly Place[]): void {
    this.#residents.delete(places);
    this.#count -= places.length;
    for (const { writer } of places) {
      const left = (this.#writers.get(writer) ?? 1) - 1;
      if (left > 0) this.#writers.set(writer, left);
      else this.#writers.delete(writer);
    }
  }
}

import { DurableObject } from "cloudflare:workers";
import { Gathered } from "../state/gathered.ts";
import {
  type AuditHour,
  CAPACITY,
  type Capacity,
  type Found,
  type Happened,
  type IndexScope,
  type Kept,
  type NewEntry,
  type Reach,
  type Sum,
  type Target,
  type Wording,
} from "./port.ts";
import { TenantIndex } from "./tenant-index.ts";
import { VectorScanner } from "./vector-scanner.ts";
import vectors from "./vectors.wasm";

/** One for all objects of an isolate: it keeps nothing between scans. */
const scanner = new VectorScanner(vectors);

/** How long what is only counted may wait for the disk: what a crash can lose. */
const FLUSH_DELAY_MS = 1_000;
/** How often an idle object looks for what has expired. */
const SWEEP_DELAY_MS = 3_600_000;

type Change = () => Kept;

/**
 * The semantic cache of one tenant. Entries are written together with those of other callers that
 * came within 10 ms, since the runtime holds every answer back until the writes before it are
 * confirmed; uses and sums at most FLUSH_DELAY_MS later.
 */
export class CacheObject extends DurableObject {
  readonly #index: TenantIndex;
  readonly #changes = new Gathered((changes: readonly Change[]) =>
    this.#write(() => changes.map((change) => [change()])),
  );
  #flushing: ReturnType<typeof setTimeout> | undefined;
  /** When the runtime will call {@link alarm}, unix ms. */
  #alarmAt = Number.POSITIVE_INFINITY;

  constructor(context: DurableObjectState, environment: Env, capacity: Capacity = CAPACITY) {
    super(context, environment);
    const pause = () => new Promise<void>((resume) => setTimeout(resume, 0));
    this.#index = new TenantIndex(context.storage.sql, capacity, scanner, pause);
    void context.blockConcurrencyWhile(async () => {
      this.#alarmAt = (await context.storage.getAlarm()) ?? Number.POSITIVE_INFINITY;
    });
  }

  query(scope: IndexScope, vector: Float32Array, top: number): Promise<Found> {
    return this.#index.query(scope, vector, top, Date.now());
  }

  put(scope: IndexScope, epoch: string, entry: NewEntry): Promise<Kept> {
    return this.#change(() => this.#index.put(scope, epoch, entry, Date.now()));
  }

  addAlias(scope: IndexScope, epoch: string, id: string, wording: Wording, writer: string): Promise<Kept> {
    return this.#change(() => this.#index.addAlias(scope, epoch, id, wording, writer, Date.now()));
  }

  addNegative(id: string, text: string): boolean {
    return this.#write(() => this.#index.addNegative(id, text, Date.now()));
  }

  remove(target: Target): void {
    this.#write(() => this.#index.remove(target));
  }

  bumpEpoch(reach: Reach): void {
    this.#write(() => this.#index.bumpEpoch(reach));
    this.#wakeBy(Date.now());
  }

  report(id: string): boolean {
    return this.#write(() => this.#index.report(id, Date.now()));
  }

  record(happened: Happened): void {
    this.#index.record(happened, Date.now());
    this.#flushing ??= setTimeout(() => this.#flush(), FLUSH_DELAY_MS);
  }

  sums(): Record<Sum, number> {
    return this.#write(() => this.#index.sums());
  }

  audits(): AuditHour[] {
    return this.#write(() => this.#index.audits(Date.now()));
  }

  ping(): void {
    this.#index.isEmpty();
  }

  override alarm(): void {
    this.#alarmAt = Number.POSITIVE_INFINITY;
    this.#flush();
    // One transaction removes a bounded number: the rest follows at once.
    if (this.#write(() => this.#index.sweep(Date.now()))) this.#wakeBy(Date.now());
    else if (!this.#index.isEmpty()) this.#wakeBy(Date.now() + SWEEP_DELAY_MS);
  }

  async #change(change: Change): Promise<Kept> {
    const [kept = { kind: "gone" }] = await this.#changes.add([change]);
    this.#wakeBy(Date.now() + SWEEP_DELAY_MS);
    return kept;
  }

  #flush(): void {
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    this.#write(() => this.#index.write());
  }

  /** One transaction. When it fails, memory is ahead of the disk: the object starts anew from what the disk has. */
  #write<T>(changes: () => T): T {
    try {
      return this.ctx.storage.transactionSync(changes);
    } catch (thrown) {
      this.ctx.abort("the disk does not take a write");
      throw thrown;
    }
  }

  #wakeBy(time: number): void {
    if (this.#alarmAt <= time) return;
    this.#alarmAt = time;
    this.ctx.waitUntil(this.ctx.storage.setAlarm(time));
  }
}

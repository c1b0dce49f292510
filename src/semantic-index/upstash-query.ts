import { BoundedMap } from "../core/bounded-map.ts";
import { asList, asText, asTextOrNull } from "../upstash/answers.ts";
import { UpstashFault } from "../upstash/fault.ts";
import type { Scored } from "../upstash/vector.ts";
import { digest } from "./entry-id.ts";
import { reachesOf } from "./epoch-table.ts";
import { READ } from "./lua/scripts.ts";
import type { Candidate, Found, IndexScope } from "./port.ts";
import { forgetEntries } from "./upstash-forget.ts";
import { indexKey, spaceOf } from "./upstash-keys.ts";
import type { UpstashIndexPorts } from "./upstash-ports.ts";
import { readEntry } from "./upstash-records.ts";
import { recordHappened } from "./upstash-sums.ts";

/** Candidates that may be gone or damaged before fewer than asked for are found. */
const SPARE = 3;
/** Scopes whose epoch this isolate remembers. */
const MAX_EPOCHS = 4_096;
const FIRST_EPOCH = "0.0.0";

/** What Redis says about a scope and some of its entries. */
interface Read {
  readonly epoch: string;
  readonly candidates: readonly Candidate[];
  /** Ids of entries that cannot be read. */
  readonly corrupted: readonly string[];
}

/**
 * Queries in two requests: the vectors of the space that the scope had when this isolate asked last,
 * then its epoch and the entries, in one step. When it was emptied meanwhile, both once more.
 */
export class UpstashQuery {
  readonly #ports: UpstashIndexPorts;
  readonly #epochs = new BoundedMap<string, string>(MAX_EPOCHS);

  constructor(ports: UpstashIndexPorts) {
    this.#ports = ports;
  }

  async query(scope: IndexScope, vector: Float32Array, top: number, deadlineMs: number): Promise<Found> {
    const name = digest([scope.tenant, scope.namespace, scope.partition]);
    const guess = this.#epochs.get(name) ?? FIRST_EPOCH;
    let read = await this.#read(scope, vector, top, guess, deadlineMs);
    if (read.epoch !== guess) read = await this.#read(scope, vector, top, read.epoch, deadlineMs);
    this.#epochs.set(name, read.epoch);
    if (read.corrupted.length > 0) await this.#drop(scope.tenant, read.corrupted);
    return { epoch: read.epoch, candidates: read.candidates.slice(0, top) };
  }

  /** What the entries are, as of the epoch that is given; none when it is another. */
  async #read(scope: IndexScope, vector: Float32Array, top: number, guess: string, deadlineMs: number): Promise<Read> {
    const { tenant, namespace, partition } = scope;
    const space = spaceOf(scope, vector.length, guess);
    const near = await this.#ports.vector.query(space, [...vector], top + SPARE, deadlineMs);
    const keys = near.flatMap(({ id }) => [indexKey(tenant, "entry", id), indexKey(tenant, "negatives", id)]);
    const reaches = reachesOf(namespace, partition);
    const answer = await this.#ports.redis.call(deadlineMs, ({ evaluate }) =>
      evaluate(READ, [indexKey(tenant, "epochs"), ...keys], reaches),
    );
    const [readEpoch, readEntries] = asList(answer);
    const [epoch, entries] = [asText(readEpoch), asList(readEntries)];
    if (entries.length !== near.length) throw new UpstashFault("garbled");
    if (epoch !== guess) return { epoch, candidates: [], corrupted: [] };
    const read = near.map((one, index) => candidateOf(one, entries[index], space, this.#ports.now()));
    return {
      epoch,
      candidates: read.filter((one) => typeof one === "object"),
      corrupted: near.flatMap(({ id }, index) => (read[index] === "corrupted" ? [id] : [])),
    };
  }

  async #drop(tenant: string, ids: readonly string[]): Promise<void> {
    await forgetEntries(this.#ports, tenant, ids);
    await recordHappened(this.#ports, tenant, { sums: { corrupted: ids.length } });
  }
}

/** An entry is `gone` when its time is over, or when it was written anew elsewhere. */
function candidateOf(
  { id, cosine }: Scored,
  answer: unknown,
  space: string,
  now: number,
): Candidate | "gone" | "corrupted" {
  const [record, negatives] = asList(answer);
  const text = asTextOrNull(record);
  if (text === null) return "gone";
  const entry = readEntry(text);
  if (entry === undefined) return "corrupted";
  if (entry.space !== space || entry.expiresAt <= now) return "gone";
  const { facets, answerKey, storedAt } = entry;
  return { id, cosine, text: entry.text, facets, answerKey, negatives: asList(negatives).map(asText), storedAt };
}

import type { Candidate, IndexScope, NewEntry, SemanticIndex } from "../../src/semantic-index/port.ts";

export const DIMENSIONS = 16;
export const LONG_MS = 3_600_000;
/** Longer than a loaded machine takes. */
export const DEADLINE_MS = 20_000;
/** Indexing may take a while. */
export const SOON = { interval: 20, timeout: 10_000 };
/** What the indexes under test keep of a tenant. */
export const SMALL = { entries: 40, entriesOfWriter: 16 };

let made = 0;
export function freshScope(changes: Partial<IndexScope> = {}): IndexScope {
  made += 1;
  return { tenant: `tenant-${made}`, namespace: "", partition: "partition", ...changes };
}

/** The same numbers for the same seed, in every direction. */
export function vectorOf(seed: number, dimensions = DIMENSIONS): Float32Array {
  let state = (seed + 1) * 2_654_435_761;
  return Float32Array.from({ length: dimensions }, () => {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917;
    return (state >>> 0) / 2 ** 31 - 1;
  });
}

export function cosine(one: Float32Array, other: Float32Array): number {
  const dot = (left: Float32Array, right: Float32Array) =>
    left.reduce((sum, number, at) => sum + number * (right[at] ?? 0), 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}

export function entry(text: string, vector: Float32Array, changes: Partial<NewEntry> = {}): NewEntry {
  return {
    wording: { text, vector },
    answerKey: `answer to ${text.slice(0, 40)}`,
    facets: {},
    tags: [],
    writer: "key",
    ttlMs: LONG_MS,
    ...changes,
  };
}

/** What a test asks of an index, in few words. */
export function asking(index: () => SemanticIndex) {
  const find = async (scope: IndexScope, vector: Float32Array, top = 5): Promise<readonly Candidate[]> =>
    (await index().query(scope, vector, top, DEADLINE_MS)).candidates;
  const epochOf = async (scope: IndexScope): Promise<string> =>
    (await index().query(scope, vectorOf(0), 1, DEADLINE_MS)).epoch;
  const put = async (scope: IndexScope, text: string, vector: Float32Array, changes: Partial<NewEntry> = {}) => {
    const kept = await index().put(scope, await epochOf(scope), entry(text, vector, changes));
    if (kept.kind !== "kept") throw new Error(`it was not kept: ${kept.kind}`);
    return kept.id;
  };
  const texts = async (scope: IndexScope, vector: Float32Array): Promise<string[]> =>
    (await find(scope, vector)).map(({ text }) => text);
  /** Whether a text is found by its own vector, nearest. */
  const has = async (scope: IndexScope, text: string, vector: Float32Array): Promise<boolean> =>
    (await texts(scope, vector)).includes(text);
  return { find, epochOf, put, texts, has };
}

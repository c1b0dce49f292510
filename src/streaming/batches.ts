import type { JsonObject } from "../core/json.ts";
import type { ChunkBatches } from "./event-stream.ts";

/** Replaces each chunk by any number of others. */
export async function* mapChunks(
  batches: ChunkBatches,
  map: (chunk: JsonObject) => readonly JsonObject[],
): AsyncGenerator<readonly JsonObject[]> {
  for await (const batch of batches) {
    const mapped = batch.flatMap(map);
    if (mapped.length > 0) yield mapped;
  }
}

/** Batches that are read one by one, and can be left. */
export interface BatchReader extends AsyncIterableIterator<readonly JsonObject[], void, void> {
  return(): Promise<IteratorResult<readonly JsonObject[], void>>;
}

/**
 * Waits for the first batch, so that an answer that fails before it is an error with a status and
 * not a stream that breaks.
 */
export async function started(batches: AsyncGenerator<readonly JsonObject[], void, void>): Promise<BatchReader> {
  let first: IteratorResult<readonly JsonObject[], void> | undefined = await batches.next();
  // Not a generator: one that was never read would not pass its end on.
  const reader: BatchReader = {
    async next() {
      const result = first ?? batches.next();
      first = undefined;
      return result;
    },
    return: () => batches.return(),
    [Symbol.asyncIterator]() {
      return reader;
    },
  };
  return reader;
}

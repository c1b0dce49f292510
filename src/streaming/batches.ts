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

/**
 * Waits for the first batch, so that an answer that fails before it is an error with a status and
 * not a stream that breaks.
 */
export async function started(
  batches: AsyncGenerator<readonly JsonObject[]>,
): Promise<AsyncGenerator<readonly JsonObject[]>> {
  const first = await batches.next();
  return (async function* whole() {
    try {
      if (first.done !== true) yield first.value;
      yield* batches;
    } finally {
      await batches.return(undefined);
    }
  })();
}

import type { JsonObject } from "../core/json.ts";
import { EventDecoder } from "../streaming/event-decoder.ts";
import { type EventTranslator, UpstreamFault } from "./port.ts";
import type { UpstreamCall } from "./call.ts";

/**
 * Reads a streamed answer as batches of chunks in the caller's dialect, one batch for each piece
 * that the network gives. What came before a fault is given before the fault is thrown.
 * @throws GatewayError when the provider breaks off, breaks its dialect or is silent for too long.
 */
export async function* upstreamChunks(
  call: UpstreamCall,
  translator: EventTranslator,
): AsyncGenerator<readonly JsonObject[]> {
  const decoder = new EventDecoder();
  try {
    for (;;) {
      const bytes = await call.read();
      if (bytes === undefined) throw new UpstreamFault("stream ended before its end marker");
      const { chunks, done, fault } = translateAll(bytes, decoder, translator);
      if (chunks.length > 0) yield chunks;
      if (fault !== undefined) throw fault;
      if (done) return;
    }
  } catch (thrown) {
    throw call.failureOf(thrown);
  } finally {
    call.close();
  }
}

interface Piece {
  readonly chunks: JsonObject[];
  readonly done: boolean;
  readonly fault?: unknown;
}

function translateAll(bytes: Uint8Array, decoder: EventDecoder, translator: EventTranslator): Piece {
  const chunks: JsonObject[] = [];
  try {
    for (const event of decoder.decode(bytes)) {
      const translated = translator.translate(event);
      chunks.push(...translated.chunks);
      if (translated.done) return { chunks, done: true };
    }
    return { chunks, done: false };
  } catch (fault) {
    return { chunks, done: false, fault };
  }
}

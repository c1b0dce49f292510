import { GatewayError } from "../../core/failure.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { type DeltaContext, DeltaTexts } from "../delta-texts.ts";
import type { AnswerScreening } from "../port.ts";
import { isSigned, screenBlock, screenMessage, screenTexts, screenValue } from "./screen-message.ts";

/** Blocks, and further texts in them, of one stream; more is no answer but an attack on memory. */
const MAX_HELD = 8192;
/** Deltas that are whole, and those that only the provider can read. */
const WHOLE_DELTAS = new Set<Json | undefined>(["citations_delta"]);
const OPAQUE_DELTAS = new Set<Json | undefined>(["signature_delta"]);
/** The types of the deltas that carry on these texts. */
const DELTA_TYPES: Readonly<Record<string, string>> = {
  text: "text_delta",
  partial_json: "input_json_delta",
  thinking: "thinking_delta",
};

const ENVELOPE = new Set(["type", "index", "usage"]);
/** What of an event is dealt with by itself. */
const PIECES: ReadonlyMap<Json | undefined, string> = new Map<Json | undefined, string>([
  ["message_start", "message"],
  ["content_block_start", "content_block"],
  ["content_block_delta", "delta"],
  ["message_delta", "delta"],
]);

interface OpenBlock {
  readonly texts: DeltaTexts;
  /** Nothing in it may be changed. */
  readonly isSigned: boolean;
  /** Of the last delta whose type is not known. */
  deltaType: string | undefined;
}

/**
 * Screens a streamed message: each text of each block by itself, flushed before the block ends.
 * Signed thinking passes as it is.
 */
export class MessageStreamScreener {
  readonly #screening: AnswerScreening;
  readonly #context: DeltaContext;
  readonly #open = new Map<Json | undefined, OpenBlock>();
  #held = 0;

  constructor(screening: AnswerScreening) {
    const { vault, redaction, jsonAnswer } = screening;
    this.#screening = screening;
    this.#context = {
      vault,
      redaction,
      isStructure: (key) => key === "type",
      formOf: (key) => (key === "partial_json" || (jsonAnswer && key === "text") ? "json" : "text"),
      appended: new Set(),
      countOne: () => this.#countOne(),
    };
  }

  event(given: JsonObject): readonly JsonObject[] {
    const event = this.#beside(given);
    switch (event.type) {
      case "message_start":
        return [this.#start(event)];
      case "content_block_start":
        return [this.#startBlock(event)];
      case "content_block_delta":
        return this.#delta(event);
      case "content_block_stop":
        return [...this.#flush(event.index), event];
      case "message_delta": {
        const rest = [...this.#open.keys()].flatMap((index) => this.#flush(index));
        return [...rest, this.#end(event)];
      }
      default:
        return [event];
    }
  }

  /** The event with everything screened but what is dealt with piece by piece. */
  #beside(event: JsonObject): JsonObject {
    const pieces = PIECES.get(event.type);
    const isKnown = ([name, value]: [string, Json]) => ENVELOPE.has(name) || (name === pieces && isObject(value));
    const entries = Object.entries(event);
    if (entries.every(isKnown)) return event;
    return Object.fromEntries(
      entries.map(([name, value]) => [
        name,
        isKnown([name, value]) ? value : screenValue(name, value, this.#screening),
      ]),
    );
  }

  #start(event: JsonObject): JsonObject {
    const { message } = event;
    return isObject(message) ? { ...event, message: screenMessage(message, this.#screening) } : event;
  }

  #startBlock(event: JsonObject): JsonObject {
    const { index, content_block: block } = event;
    if (!isObject(block)) return event;
    this.#countOne();
    const signed = isSigned(block, this.#screening);
    const texts = new DeltaTexts(this.#context);
    this.#open.set(index, { texts, isSigned: signed, deltaType: undefined });
    if (signed) return event;
    // A text that begins here goes on in the deltas; every other structure is whole.
    const name = block.type === "text" || block.type === "thinking" ? block.type : undefined;
    const begun = name === undefined ? undefined : block[name];
    if (name !== undefined && typeof begun === "string") {
      const { [name]: _, ...beside } = block;
      const restored = texts.restore({ [name]: begun });
      return { ...event, content_block: { ...screenBlock(beside, this.#screening), ...restored } };
    }
    return { ...event, content_block: screenBlock(block, this.#screening) };
  }

  #delta(event: JsonObject): JsonObject[] {
    const { index, delta } = event;
    const open = this.#open.get(index);
    if (!isObject(delta) || open?.isSigned === true || OPAQUE_DELTAS.has(delta.type)) return [event];
    if (open === undefined || WHOLE_DELTAS.has(delta.type))
      return [{ ...event, delta: screenTexts(delta, this.#screening) }];
    if (typeof delta.type === "string") open.deltaType = delta.type;
    const restored = open.texts.restore(delta);
    return isSilenced(delta, restored) ? [] : [{ ...event, delta: restored }];
  }

  /** What a block still holds back, as further deltas of it. */
  #flush(index: Json | undefined): JsonObject[] {
    const open = this.#open.get(index);
    if (open === undefined) return [];
    this.#open.delete(index);
    return open.texts.flush().map((delta) => {
      const type = DELTA_TYPES[Object.keys(delta)[0] ?? ""] ?? open.deltaType ?? null;
      return { type: "content_block_delta", index: index ?? null, delta: { type, ...delta } };
    });
  }

  /** What made it stop may be a text of the caller's. */
  #end(event: JsonObject): JsonObject {
    const { delta } = event;
    return isObject(delta) ? { ...event, delta: screenMessage(delta, this.#screening) } : event;
  }

  #countOne(): void {
    this.#held += 1;
    if (this.#held > MAX_HELD)
      throw new GatewayError({ kind: "upstream_broken", reason: "too many blocks in a stream" });
  }
}

/** Whether all of a delta's text is held back for now. */
function isSilenced(delta: JsonObject, restored: JsonObject): boolean {
  const texts = Object.keys(delta).filter((name) => name !== "type");
  return texts.length > 0 && texts.every((name) => restored[name] === "" && delta[name] !== "");
}

import type { Json, JsonObject } from "../../core/json.ts";
import { UpstreamFault } from "../port.ts";
import type { MessageDelta } from "./chunk.ts";
import { argumentsOf, objectOf, textOf } from "./read-upstream.ts";

interface ToolBlock {
  readonly type: "tool_use";
  /** Counts tool calls only, as chat completions do; Anthropic's index counts all blocks. */
  readonly call: number;
  /** Said by the block's start: the whole input when no piece of it follows. */
  readonly startArguments: string;
  hasPieces: boolean;
}

type OpenBlock = { readonly type: "text" | "thinking" | "other" } | ToolBlock;

/** The content blocks of one streamed message, as deltas of a chat message. */
export class ContentBlocks {
  readonly #open = new Map<number, OpenBlock>();
  readonly #legacy: boolean;
  #calls = 0;

  /** @param legacy the caller speaks `functions`: a call is given as `function_call`. */
  constructor(legacy: boolean) {
    this.#legacy = legacy;
  }

  start(event: JsonObject): MessageDelta[] {
    const index = indexOf(event);
    if (this.#open.has(index)) throw new UpstreamFault("content block started twice");
    const block = objectOf(event.content_block, "content_block_start without a block");
    const type = textOf(block.type, "content block without a type");
    if (type === "tool_use") return this.#startTool(index, block);
    if (type !== "text" && type !== "thinking") {
      this.#open.set(index, { type: "other" });
      return [];
    }
    this.#open.set(index, { type });
    return textDelta(type, block[type] ?? "");
  }

  delta(event: JsonObject): MessageDelta[] {
    const block = this.#open.get(indexOf(event));
    if (block === undefined) throw new UpstreamFault("delta for a content block that is not open");
    const delta = objectOf(event.delta, "content_block_delta without a delta");
    switch (textOf(delta.type, "delta without a type")) {
      case "text_delta":
        return block.type === "other" ? [] : textDelta("text", delta.text, block.type);
      case "thinking_delta":
        return block.type === "other" ? [] : textDelta("thinking", delta.thinking, block.type);
      case "input_json_delta":
        return block.type === "other" ? [] : this.#argumentsDelta(block, delta.partial_json);
      default:
        return [];
    }
  }

  stop(event: JsonObject): MessageDelta[] {
    const index = indexOf(event);
    const block = this.#open.get(index);
    if (block === undefined) throw new UpstreamFault("stop of a content block that is not open");
    this.#open.delete(index);
    // Callers parse the arguments: a call without input must not end as an empty string.
    if (block.type !== "tool_use" || block.hasPieces) return [];
    return [this.#callDelta(block.call, { arguments: block.startArguments })];
  }

  /** Ends what the message's end leaves open, as after a refusal amid a block. */
  stopAll(): MessageDelta[] {
    return [...this.#open.keys()].flatMap((index) => this.stop({ index }));
  }

  #startTool(index: number, block: JsonObject): MessageDelta[] {
    const id = textOf(block.id, "tool_use block without an id");
    const name = textOf(block.name, "tool_use block without a name");
    const call = this.#calls++;
    if (this.#legacy && call > 0) throw new UpstreamFault("several calls where one is allowed");
    const startArguments = argumentsOf(block.input ?? {});
    this.#open.set(index, { type: "tool_use", call, startArguments, hasPieces: false });
    const start = { name, arguments: "" };
    if (this.#legacy) return [{ function_call: start }];
    return [{ tool_calls: [{ index: call, id, type: "function", function: start }] }];
  }

  #argumentsDelta(block: OpenBlock, piece: Json | undefined): MessageDelta[] {
    const text = textOf(piece, "input_json_delta without text");
    if (block.type !== "tool_use") throw new UpstreamFault("delta of another type than its block");
    if (text === "") return [];
    block.hasPieces = true;
    return [this.#callDelta(block.call, { arguments: text })];
  }

  #callDelta(index: number, piece: { arguments: string }): MessageDelta {
    return this.#legacy ? { function_call: piece } : { tool_calls: [{ index, function: piece }] };
  }
}

function indexOf(event: JsonObject): number {
  const { index } = event;
  if (typeof index !== "number" || !Number.isSafeInteger(index) || index < 0) {
    throw new UpstreamFault("content block event without an index");
  }
  return index;
}

function textDelta(
  type: "text" | "thinking",
  piece: Json | undefined,
  blockType: OpenBlock["type"] = type,
): MessageDelta[] {
  const text = textOf(piece, `${type} delta without text`);
  if (blockType !== type) throw new UpstreamFault("delta of another type than its block");
  if (text === "") return [];
  return [type === "text" ? { content: text } : { reasoning_content: text }];
}

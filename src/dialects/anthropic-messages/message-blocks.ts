import type { JsonObject } from "../../core/json.ts";
import { UpstreamFault } from "../../core/upstream-fault.ts";
import { callId } from "./from-completion.ts";

/** How often it is tried whether a call is complete while another waits; behind that, the latter waits for the end. */
const MAX_TRIES = 64;
/** Calls of one answer; more is no answer but an attack on memory. */
const MAX_CALLS = 1024;

interface Call {
  id: JsonObject[string] | undefined;
  name: string;
  /** All of its arguments so far. */
  arguments: string;
  /** How many characters of them were given. */
  given: number;
  /** How often it was tried whether these are complete. */
  tries: number;
}

/**
 * The blocks of one streamed message: one after the other, never two at a time. Chat completions may
 * send the pieces of several calls in turns: those of a later call wait until the one before it is complete.
 */
export class MessageBlocks {
  readonly #newId: () => string;
  readonly #calls = new Map<number, Call>();
  /** Calls that are not given yet, in the order in which they began; the first may be open. */
  readonly #waiting: Call[] = [];
  #open: "thinking" | "text" | Call | undefined;
  #next = 0;

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  get hasCalls(): boolean {
    return this.#calls.size > 0;
  }

  say(kind: "thinking" | "text", text: string): JsonObject[] {
    const events = this.#open === kind ? [] : [...this.#giveCalls(true), ...this.#close(), this.#startText(kind)];
    const delta = kind === "text" ? { type: "text_delta", text } : { type: "thinking_delta", thinking: text };
    return [...events, this.#delta(delta)];
  }

  /** @throws UpstreamFault when a call goes on that was complete */
  call({ index, id }: JsonObject, { name, arguments: piece }: JsonObject): JsonObject[] {
    const call = this.#callAt(typeof index === "number" ? index : this.#placeOf(id));
    call.id ??= id;
    if (typeof name === "string" && call.name === "") call.name = name;
    if (typeof piece === "string" && piece !== "") {
      if (!this.#waiting.includes(call)) throw new UpstreamFault("call goes on behind its end");
      call.arguments += piece;
    }
    return this.#giveCalls(false);
  }

  /** Ends whatever is open or waits. */
  end(): JsonObject[] {
    return [...this.#giveCalls(true), ...this.#close()];
  }

  /** Where no index is given, each id is another call. */
  #placeOf(id: JsonObject[string] | undefined): number {
    const known = [...this.#calls].find(([, call]) => call.id === id);
    if (known !== undefined) return known[0];
    return typeof id === "string" || this.#calls.size === 0 ? this.#calls.size : this.#calls.size - 1;
  }

  #callAt(index: number): Call {
    let call = this.#calls.get(index);
    if (call === undefined) {
      if (this.#calls.size >= MAX_CALLS) throw new UpstreamFault("too many calls");
      call = { id: undefined, name: "", arguments: "", given: 0, tries: 0 };
      this.#calls.set(index, call);
      this.#waiting.push(call);
    }
    return call;
  }

  /** Gives what may be given of the calls that wait: of the first as it comes, of the next when it is complete. */
  #giveCalls(isEnd: boolean): JsonObject[] {
    const events: JsonObject[] = [];
    for (let [call] = this.#waiting; call !== undefined; [call] = this.#waiting) {
      if (this.#open !== call) events.push(...this.#startCall(call));
      if (call.given < call.arguments.length) {
        events.push(this.#delta({ type: "input_json_delta", partial_json: call.arguments.slice(call.given) }));
        call.given = call.arguments.length;
      }
      if (!isEnd && (this.#waiting.length === 1 || !isComplete(call))) return events;
      events.push(...this.#close());
      this.#waiting.shift();
    }
    return events;
  }

  #startCall(call: Call): JsonObject[] {
    if (call.name === "") throw new UpstreamFault("call without a name");
    const events = this.#close();
    this.#open = call;
    const block = { type: "tool_use", id: callId(call.id, this.#newId), name: call.name, input: {} };
    return [...events, { type: "content_block_start", index: this.#next, content_block: block }];
  }

  #startText(kind: "thinking" | "text"): JsonObject {
    this.#open = kind;
    const block =
      kind === "text" ? { type: "text", text: "", citations: null } : { type: "thinking", thinking: "", signature: "" };
    return { type: "content_block_start", index: this.#next, content_block: block };
  }

  #delta(delta: JsonObject): JsonObject {
    return { type: "content_block_delta", index: this.#next, delta };
  }

  #close(): JsonObject[] {
    if (this.#open === undefined) return [];
    this.#open = undefined;
    const event = { type: "content_block_stop", index: this.#next };
    this.#next += 1;
    return [event];
  }
}

/** Whether the arguments of a call are a whole object. Tried seldom: each time all of them are read. */
function isComplete(call: Call): boolean {
  if (!call.arguments.endsWith("}") || call.tries >= MAX_TRIES) return false;
  call.tries += 1;
  try {
    JSON.parse(call.arguments);
    return true;
  } catch {
    return false;
  }
}

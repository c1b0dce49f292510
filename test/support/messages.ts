import { createParser } from "eventsource-parser";

/** A complete message of Anthropic's with one text. */
export function message(text: string, more: object = {}): object {
  return {
    id: "msg_test",
    type: "message",
    role: "assistant",
    model: "claude-test",
    content: [{ type: "text", text }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 5 },
    ...more,
  };
}

/** An event as it stands on the wire. */
export function named(event: { readonly type: string }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** One block of a stream: how it begins, and the deltas that follow. */
export interface Block {
  readonly start: object;
  readonly deltas: readonly object[];
}

export const textBlock = (...pieces: readonly string[]): Block => ({
  start: { type: "text", text: "" },
  deltas: pieces.map((text) => ({ type: "text_delta", text })),
});

export const toolBlock = (id: string, name: string, ...pieces: readonly string[]): Block => ({
  start: { type: "tool_use", id, name, input: {} },
  deltas: pieces.map((partial_json) => ({ type: "input_json_delta", partial_json })),
});

export const thinkingBlock = (signature: string, ...pieces: readonly string[]): Block => ({
  start: { type: "thinking", thinking: "", signature: "" },
  deltas: [...pieces.map((thinking) => ({ type: "thinking_delta", thinking })), { type: "signature_delta", signature }],
});

/** The events of a streamed message. */
export function messageEvents(blocks: readonly Block[], stop = "end_turn"): { readonly type: string }[] {
  const { content: _, ...head } = message("") as { content: unknown };
  return [
    {
      type: "message_start",
      message: { ...head, content: [], stop_reason: null, usage: { input_tokens: 3, output_tokens: 1 } },
    },
    { type: "ping" },
    ...blocks.flatMap(({ start, deltas }, index) => [
      { type: "content_block_start", index, content_block: start },
      ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
      { type: "content_block_stop", index },
    ]),
    { type: "message_delta", delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: 5 } },
    { type: "message_stop" },
  ] as { type: string }[];
}

interface Event {
  readonly type: string;
  readonly index?: number;
  readonly content_block?: Record<string, unknown>;
  readonly delta?: Record<string, unknown>;
}

/** A streamed message as a client sees it. */
export interface ReadMessage {
  readonly events: readonly Event[];
  /** The names that stand behind `event:`. */
  readonly names: readonly string[];
  /** Each block with its deltas put together. */
  readonly blocks: readonly Record<string, unknown>[];
  /** How often `message_stop` came. */
  readonly stops: number;
  readonly error: { readonly type: string; readonly message: string } | undefined;
}

const TEXTS = ["text", "partial_json", "thinking", "signature"];

export async function readMessage(response: Response): Promise<ReadMessage> {
  return readEvents(await response.text());
}

export function readEvents(text: string): ReadMessage {
  const events: Event[] = [];
  const names: string[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => {
      names.push(event ?? "");
      events.push(JSON.parse(data) as Event);
    },
  });
  parser.feed(text);
  const blocks: Record<string, unknown>[] = [];
  for (const { type, index = 0, content_block: block, delta } of events) {
    if (type === "content_block_start") blocks[index] = { ...block };
    if (type !== "content_block_delta" || delta === undefined) continue;
    const open = (blocks[index] ??= {});
    for (const name of TEXTS)
      if (typeof delta[name] === "string") open[name] = `${(open[name] as string | undefined) ?? ""}${delta[name]}`;
  }
  const last = events.at(-1) as { type?: string; error?: ReadMessage["error"] } | undefined;
  return {
    events,
    names,
    blocks,
    stops: events.filter(({ type }) => type === "message_stop").length,
    error: last?.type === "error" ? last.error : undefined,
  };
}

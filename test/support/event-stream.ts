import { createParser } from "eventsource-parser";

interface Choice {
  index: number;
  delta: { content?: string; tool_calls?: { index: number; function?: { name?: string; arguments?: string } }[] };
  finish_reason: string | null;
}

/** A streamed answer as a client sees it. */
export interface ReadStream {
  /** Data of each event, parsed; the end marker as it is. */
  readonly events: unknown[];
  /** Text of each choice. */
  readonly texts: Record<number, string>;
  /** Arguments of each tool call, by choice and index. */
  readonly toolArguments: Record<string, string>;
  readonly done: boolean;
  readonly error: { message: string; type: string; code: string } | undefined;
}

export async function readStream(response: Response): Promise<ReadStream> {
  const events: unknown[] = [];
  const parser = createParser({ onEvent: ({ data }) => events.push(data === "[DONE]" ? data : JSON.parse(data)) });
  parser.feed(await response.text());
  const texts: Record<number, string> = {};
  const toolArguments: Record<string, string> = {};
  for (const choice of events.flatMap((entry) => (entry as { choices?: Choice[] }).choices ?? [])) {
    if (choice.delta.content !== undefined) texts[choice.index] = (texts[choice.index] ?? "") + choice.delta.content;
    for (const call of choice.delta.tool_calls ?? []) {
      const name = `${choice.index}/${call.index}`;
      toolArguments[name] = (toolArguments[name] ?? "") + (call.function?.arguments ?? "");
    }
  }
  const last = events.at(-1) as { error?: ReadStream["error"] } | string | undefined;
  return {
    events,
    texts,
    toolArguments,
    done: last === "[DONE]",
    error: typeof last === "object" ? last.error : undefined,
  };
}

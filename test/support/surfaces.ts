import type { DialectName } from "../../src/dialects/port.ts";
import { readStream } from "./event-stream.ts";
import { message, messageEvents, named, readMessage, textBlock, toolBlock } from "./messages.ts";
import { completion, DONE, event, json, stream, streamEvents, type TestUpstream } from "./upstream.ts";

type Answer = Parameters<TestUpstream["answerWith"]>[0];

/** What an answer says, whatever its dialect. */
export interface Said {
  readonly text: string;
  /** Arguments of its tool call, as JSON; empty without one. */
  readonly call: string;
  /** It claims to be complete. */
  readonly complete: boolean;
  readonly failed: boolean;
}

/** How the tests speak a dialect. A dialect that is missing here fails the type check. */
export interface Speaker {
  ask(model: string, content: string, more?: object): object;
  readonly tools: readonly object[];
  read(response: Response, streamed: boolean): Promise<Said>;
  /** The keys of an error body. */
  readonly errorKeys: readonly string[];
  /** Fields that make a request wrong. */
  readonly wrong: object;
  /** What a provider says, where the path is for something else than a written answer. */
  readonly notWritten?: object;
}

interface Whole {
  readonly choices?: {
    message: { content: string | null; tool_calls?: { function: { arguments: string } }[] };
    finish_reason: string;
  }[];
  readonly content?: { type: string; text?: string; input?: unknown }[];
  readonly stop_reason?: string;
}

interface TextCompletion {
  readonly error: object;
  readonly choices: { text: string }[];
}

const SCHEMA = { type: "object", properties: { to: { type: "string" } } };

export const SPEAKERS: Readonly<Record<DialectName, Speaker>> = {
  "openai-chat": {
    ask: (model, content, more) => ({ model, messages: [{ role: "user", content }], ...more }),
    tools: [{ type: "function", function: { name: "send", parameters: SCHEMA } }],
    errorKeys: ["error"],
    wrong: { messages: [] },
    async read(response, streamed) {
      if (streamed) {
        const { texts, toolArguments, done, error } = await readStream(response);
        return { text: texts[0] ?? "", call: toolArguments["0/0"] ?? "", complete: done, failed: error !== undefined };
      }
      const { choices: [choice] = [] } = (await response.json()) as Whole;
      return {
        text: choice?.message.content ?? "",
        call: choice?.message.tool_calls?.[0]?.function.arguments ?? "",
        complete: choice !== undefined,
        failed: choice === undefined,
      };
    },
  },
  "anthropic-messages": {
    ask: (model, content, more) => ({ model, max_tokens: 64, messages: [{ role: "user", content }], ...more }),
    tools: [{ name: "send", input_schema: SCHEMA }],
    errorKeys: ["type", "error", "request_id"],
    wrong: { messages: [] },
    async read(response, streamed) {
      if (streamed) {
        const { blocks, stops, error } = await readMessage(response);
        const text = written(blocks, "text");
        const call = written(blocks, "partial_json");
        return { text, call, complete: stops === 1, failed: error !== undefined };
      }
      const { content = [], stop_reason: reason } = (await response.json()) as Whole;
      const call = content.find(({ type }) => type === "tool_use");
      return {
        text: content.map(({ text = "" }) => text).join(""),
        call: call === undefined ? "" : JSON.stringify(call.input),
        complete: reason !== undefined,
        failed: reason === undefined,
      };
    },
  },
  "openai-completions": {
    ask: (model, prompt, more) => ({ model, prompt, ...more }),
    // They have none.
    tools: [],
    errorKeys: ["error"],
    wrong: { prompt: [1, 2] },
    async read(response, streamed) {
      if (streamed) {
        const datas = (await response.text()).match(/(?<=^data: ).*$/gm) ?? [];
        const events = datas.map((data) => (data === "[DONE]" ? {} : JSON.parse(data)) as Partial<TextCompletion>);
        const text = events.map(({ choices: [choice] = [] }) => choice?.text ?? "").join("");
        return { text, call: "", complete: datas.at(-1) === "[DONE]", failed: events.at(-1)?.error !== undefined };
      }
      const { choices: [choice] = [] } = (await response.json()) as Partial<TextCompletion>;
      return { text: choice?.text ?? "", call: "", complete: choice !== undefined, failed: choice === undefined };
    },
  },
  "openai-embeddings": {
    ask: (model, input, more) => ({ model, input, ...more }),
    tools: [],
    errorKeys: ["error"],
    wrong: { input: [] },
    notWritten: {
      object: "list",
      model: "m",
      data: [{ object: "embedding", index: 0, embedding: [0.25, -0.5] }],
      usage: { prompt_tokens: 4, total_tokens: 4 },
    },
    async read(response) {
      const { data } = (await response.json()) as { data?: { embedding: number[] }[] };
      return { text: "", call: "", complete: data?.[0]?.embedding.length === 2, failed: data === undefined };
    },
  },
};

/** What a provider of the tests says. */
export interface Saying {
  readonly text: string;
  readonly call?: string | undefined;
  readonly streamed: boolean;
  /** Breaks off behind the text. */
  readonly cut?: boolean;
}

function chatCompletion({ text, call, streamed, cut = false }: Saying): Answer {
  const end = call === undefined ? "stop" : "tool_calls";
  const called = { index: 0, id: "call_1", type: "function", function: { name: "send", arguments: call } };
  if (!streamed) {
    const whole = completion(text, end) as { choices: { message: object }[] };
    if (call !== undefined) Object.assign(whole.choices[0]?.message ?? {}, { tool_calls: [called] });
    return cut ? stream(["{"]) : json(whole);
  }
  const [start = "", ...rest] = streamEvents(halves(text), { finish: end });
  const last = rest.pop() ?? "";
  const chunk = event({ choices: [{ index: 0, delta: { tool_calls: [called] }, finish_reason: null }] });
  return stream([start, ...rest, ...(call === undefined ? [] : [chunk]), ...(cut ? [] : [last, DONE])]);
}

function textCompletion({ text, streamed, cut = false }: Saying): Answer {
  const said = (piece: string, finish: string | null) => ({
    id: "cmpl-test",
    object: "text_completion",
    model: "test-model",
    choices: [{ text: piece, index: 0, logprobs: null, finish_reason: finish }],
  });
  const usage = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 };
  if (!streamed) return cut ? stream(["{"]) : json({ ...said(text, "stop"), usage });
  const pieces = halves(text).map((piece) => event(said(piece, null)));
  return stream([...pieces, ...(cut ? [] : [event(said("", "stop")), event({ choices: [], usage }), DONE])]);
}

/** How the tests' providers speak, by their ids. */
export const PROVIDERS = {
  openai(saying: Saying): Answer {
    return (response, request) =>
      (request.path.endsWith("/v1/completions") ? textCompletion(saying) : chatCompletion(saying))(response, request);
  },
  anthropic({ text, call, streamed, cut = false }: Saying): Answer {
    const end = call === undefined ? "end_turn" : "tool_use";
    if (!streamed) {
      const called =
        call === undefined
          ? []
          : [{ type: "tool_use", id: "toolu_1", name: "send", input: JSON.parse(call) as object }];
      return cut
        ? stream(["{"])
        : json(message("", { content: [{ type: "text", text }, ...called], stop_reason: end }));
    }
    const blocks = [
      textBlock(...halves(text)),
      ...(call === undefined ? [] : [toolBlock("toolu_1", "send", ...halves(call))]),
    ];
    const events = messageEvents(blocks, end).map(named);
    return stream(cut ? events.slice(0, -2) : events);
  },
} as const;

function written(blocks: readonly Record<string, unknown>[], name: string): string {
  return blocks.map(({ [name]: text }) => (typeof text === "string" ? text : "")).join("");
}

function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}

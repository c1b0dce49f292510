import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { openaiCompatible } from "./openai-compatible.ts";
import { textOf } from "./journal.ts";
import type { UpstreamFetch } from "./port.ts";
import type { Provider } from "./provider.ts";

/** Reserved by RFC 2606: no request to it can leave the machine. */
const ECHO_URL = "http://echo.invalid/v1";
/** Short, so that placeholders arrive in pieces, as they do from a model. */
const PIECE_LENGTH = 5;

/** Development only: a provider that answers with the text that it received. */
export const echoProvider: Provider = {
  id: "echo",
  dialect: openaiCompatible,
  baseUrl: ECHO_URL,
  credential: undefined,
  headers: {},
  modelPrefixes: [],
};

/** A `fetch` that answers the echo provider's requests itself and leaves all others to `next`. */
export function withEcho(next: UpstreamFetch, now: () => number): UpstreamFetch {
  return async (url, request) => {
    if (!url.startsWith(`${ECHO_URL}/`)) return next(url, request);
    if (url === `${ECHO_URL}/models`)
      return Response.json({
        object: "list",
        data: [{ id: "echo", object: "model", created: 0, owned_by: "agentshield" }],
      });
    if (url !== `${ECHO_URL}/chat/completions`)
      return Response.json(
        { error: { message: "The echo provider only answers chats.", param: "model" } },
        { status: 404 },
      );
    return echo(JSON.parse(textOf(request.body)) as JsonObject, now());
  };
}

function echo(chat: JsonObject, now: number): Response {
  const text = lastText(chat);
  const head = { id: `chatcmpl-echo-${now}`, created: Math.floor(now / 1000), model: "echo" };
  const promptTokens = Math.ceil(JSON.stringify(chat.messages).length / 4);
  const completionTokens = Math.ceil(text.length / 4);
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
  const indexes = Array.from({ length: typeof chat.n === "number" ? chat.n : 1 }, (_, index) => index);
  if (chat.stream !== true) {
    const choices = indexes.map((index) => ({
      index,
      message: { role: "assistant", content: text, refusal: null },
      logprobs: null,
      finish_reason: "stop",
    }));
    return Response.json({ ...head, object: "chat.completion", choices, usage });
  }
  const chunk = (choices: Json, rest: JsonObject = {}): string =>
    `data: ${JSON.stringify({ ...head, object: "chat.completion.chunk", choices, ...rest })}\n\n`;
  const pieces = text.match(new RegExp(`.{1,${PIECE_LENGTH}}`, "gsu")) ?? [];
  const events = indexes.flatMap((index) => [
    chunk([{ index, delta: { role: "assistant", content: "" }, finish_reason: null }]),
    ...pieces.map((content) => chunk([{ index, delta: { content }, finish_reason: null }])),
    chunk([{ index, delta: {}, finish_reason: "stop" }]),
  ]);
  return new Response([...events, chunk([], { usage }), "data: [DONE]\n\n"].join(""), {
    headers: { "content-type": "text/event-stream" },
  });
}

function lastText({ messages }: JsonObject): string {
  const last = Array.isArray(messages) ? messages.at(-1) : undefined;
  const content = isObject(last) ? last.content : undefined;
  if (typeof content === "string") return content;
  return Array.isArray(content)
    ? content.map((part) => (isObject(part) && typeof part.text === "string" ? part.text : "")).join("")
    : "";
}

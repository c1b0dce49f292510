import { readdirSync, readFileSync } from "node:fs";
import { scanner } from "../scan/engine.ts";

/** A value that must not turn up where it was not asked for. */
export interface Canary {
  readonly entity: string;
  readonly value: string;
  /** What would be seen of it: as it stands, escaped for JSON or a URL, or a line of it. */
  readonly traces: readonly string[];
}

interface Vector {
  readonly text: string;
  readonly finds: readonly (readonly [string, string])[];
}

/** Shorter ones turn up by chance, in times and counts. */
const SHORTEST = 9;
const VECTORS = "rust-wasm/vectors";

/** Entities that are looked for unless a policy says otherwise. */
const USUAL = new Set(scanner.rules.filter(({ on }) => on).map(({ entity }) => entity));

/** Every value of the engine's test vectors that stands alone there, of every usual kind. */
export const CANARIES: readonly Canary[] = readdirSync(VECTORS)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => JSON.parse(readFileSync(`${VECTORS}/${file}`, "utf8")) as Vector[])
  .flatMap(({ text, finds: [find, ...more] }) => {
    const whole = find !== undefined && more.length === 0 && find[1] === text && USUAL.has(find[0]);
    // The machine's own address stands in every URL of these tests. A quotation mark within a value
    // hides it in a document within a document (docs/masking.md).
    return whole && text.length >= SHORTEST && !text.startsWith("127.") && !text.includes('"')
      ? [canary(find[0], text)]
      : [];
  });

function canary(entity: string, value: string): Canary {
  const lines = value.split("\n").filter((line) => line.length > 24 && !line.startsWith("-----"));
  const forms = [value, JSON.stringify(value).slice(1, -1), encodeURI(value), encodeURIComponent(value), ...lines];
  return { entity, value, traces: [...new Set(forms)] };
}

/** One of each kind that can stand in a header. */
export const ONE_OF_EACH: readonly Canary[] = [
  ...new Map(
    CANARIES.filter(({ value }) => /^[\x21-\x7e]{1,200}$/.test(value)).map((canary) => [canary.entity, canary]),
  ).values(),
];

/** The canaries of which a text shows a trace. */
export function tracesIn(seen: unknown, canaries: readonly Canary[] = CANARIES): string[] {
  const text = typeof seen === "string" ? seen : JSON.stringify(seen);
  return canaries.flatMap(({ traces }) => traces.filter((trace) => text.includes(trace)));
}

/** A request that is being made up. */
export interface Draft {
  readonly body: { messages: unknown[]; tools: unknown[] } & Record<string, unknown>;
  readonly headers: Record<string, string>;
  query: string;
}

/** Words around a canary: what is left of it between them, if anything, was not recognised. */
const sentence = (value: string) => `Use ${value} now`;
export const SENTENCES = /Use (.*?) now/gs;
/** JSON may hold it as a number. */
const isNumber = (value: string) => /^[1-9]\d+$/.test(value);
const escaped = (value: string) =>
  [...Array(value.length).keys()].map((at) => `\\u${value.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");

type Put = (draft: Draft, value: string) => void;

const said =
  (role: string, content: (value: string) => unknown, more: object = {}): Put =>
  ({ body }, value) =>
    void body.messages.push({ role, content: content(value), ...more });
const part = (type: string, make: (value: string) => object): Put =>
  said("user", (value) => [
    { type: "text", text: "See:" },
    { type, ...make(value) },
  ]);
const called =
  (make: (value: string) => string): Put =>
  ({ body }, value) => {
    const id = `call_${body.messages.length}`;
    body.messages.push(
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id, type: "function", function: { name: "find", arguments: make(value) } }],
      },
      { role: "tool", tool_call_id: id, content: "ok" },
    );
  };
const tool =
  (make: (value: string) => object): Put =>
  ({ body }, value) =>
    void body.tools.push({ type: "function", function: { name: `tool_${body.tools.length}`, ...make(value) } });
const field =
  (name: string, make: (value: string) => unknown = sentence): Put =>
  ({ body }, value) => {
    body[name] = make(value);
  };

/** Every place of a body that can hold a caller's text, known to the gateway or not. */
export const PLACES: Readonly<Record<string, Put>> = {
  "system text": said("system", sentence),
  "developer text": said("developer", sentence),
  "user text": said("user", sentence),
  "assistant text": said("assistant", sentence),
  "function result": said("function", sentence, { name: "find" }),
  "system part": said("system", (value) => [{ type: "text", text: sentence(value) }]),
  "refusal part": said("assistant", (value) => [{ type: "refusal", refusal: sentence(value) }]),
  "refusal field": ({ body }, value) =>
    void body.messages.push({ role: "assistant", content: "no", refusal: sentence(value) }),
  "name of a speaker": ({ body }, value) => void body.messages.push({ role: "user", content: "hi", name: value }),
  "text part": part("text", (value) => ({ text: sentence(value) })),
  "unknown field of a part": part("text", (value) => ({ text: "hi", note: { deep: [sentence(value)] } })),
  "address of an image": part("image_url", (value) => ({ image_url: { url: `https://example.org/ ${value}` } })),
  "name of a file": part("file", (value) => ({ file: { filename: sentence(value), file_id: "file-1" } })),
  "id of a file": part("file", (value) => ({ file: { file_id: value } })),
  "text of a file": part("file", (value) => ({ file: { file_data: `data:text/plain,${sentence(value)}` } })),
  "tool arguments": called((value) => JSON.stringify({ query: sentence(value) })),
  "tool arguments, escaped": called((value) => `{"query":"Use ${escaped(value)} now"}`),
  "tool arguments, deep": called((value) => JSON.stringify([{ list: [1, null, { query: value }] }])),
  "name of a tool argument": called((value) => JSON.stringify({ [value]: true })),
  "tool arguments that are no JSON": called((value) => `{"query": ${sentence(value)}`),
  "number among tool arguments": called((value) => `{"number":${isNumber(value) ? value : JSON.stringify(value)}}`),
  "legacy call": ({ body }, value) =>
    void body.messages.push({
      role: "assistant",
      content: null,
      function_call: { name: "find", arguments: JSON.stringify({ query: sentence(value) }) },
    }),
  "tool result": ({ body }, value) =>
    void body.messages.push({ role: "tool", tool_call_id: "call_x", content: JSON.stringify({ found: value }) }),
  "tool result in parts": ({ body }, value) =>
    void body.messages.push({
      role: "tool",
      tool_call_id: "call_x",
      content: [{ type: "text", text: sentence(value) }],
    }),
  "id of a call": ({ body }, value) => void body.messages.push({ role: "tool", tool_call_id: value, content: "ok" }),
  "description of a tool": tool((value) => ({ description: sentence(value) })),
  "name of a tool": tool((value) => ({ name: value })),
  "schema of a tool": tool((value) => ({
    parameters: { type: "object", properties: { to: { enum: [value], default: value, examples: [sentence(value)] } } },
  })),
  "name of a property": tool((value) => ({
    parameters: { type: "object", properties: { [value]: { type: "string" } }, required: [value] },
  })),
  "chosen tool": field("tool_choice", (name) => ({ type: "function", function: { name } })),
  user: field("user", (value) => value),
  "safety identifier": field("safety_identifier", (value) => value),
  metadata: field("metadata", (value) => ({ contact: sentence(value) })),
  "name of metadata": field("web_search_options", (value) => ({ [value]: "x" })),
  "stop sequence": field("stop", (value) => ["END", value]),
  prediction: field("prediction", (value) => ({ type: "content", content: sentence(value) })),
  "schema of the answer": field("response_format", (value) => ({
    type: "text",
    json_schema: { name: "x", description: sentence(value), schema: { const: value } },
  })),
  "unknown field": field("brand_new", (value) => ({ nested: [[{ text: sentence(value) }], value] })),
  "unknown kind of text": field("instructions"),
  number: field("account", (value) => (isNumber(value) ? JSON.rawJSON(value) : value)),
  "name of an unknown field": ({ body }, value) => {
    body[value] = 1;
  },
};

const header =
  (name: string): Put =>
  ({ headers }, value) => {
    // Others cannot be sent.
    if (/^[\x21-\x7e][\x20-\x7e]*$/.test(value)) headers[name] = value;
  };

/** Places beside the body. */
export const ENVELOPE: Readonly<Record<string, Put>> = {
  "request id": header("x-request-id"),
  "metadata header": ({ headers }, value) => {
    headers["x-agentshield-metadata"] = `{"mail":"Use ${escaped(value)} now","${escaped(value)}":"x"}`;
  },
  "cache namespace": ({ headers }, value) => {
    if (/^[\w.:-]{1,64}$/.test(value)) headers["x-agentshield-cache-namespace"] = value;
  },
  "user agent": header("user-agent"),
  cookie: header("cookie"),
  referer: header("referer"),
  organization: header("openai-organization"),
  "idempotency key": header("idempotency-key"),
  "header of one's own": header("x-caller-note"),
  query: (draft, value) => {
    draft.query = `?note=${encodeURIComponent(value)}`;
  },
};

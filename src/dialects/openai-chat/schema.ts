import { z } from "zod";

// Only what the gateway acts on or translates is checked; unknown fields are carried untouched.
// Source: OpenAI's OpenAPI document, CreateChatCompletionRequest.

z.config({ jitless: true });

const text = z.string();
const filled = z.string().min(1, "must not be empty");
const optionalNumber = (minimum: number, maximum: number) => z.number().min(minimum).max(maximum).nullish();
const optionalCount = (maximum: number) => z.int().min(1).max(maximum).nullish();

const part = z.discriminatedUnion(
  "type",
  [
    z.looseObject({ type: z.literal("text"), text }),
    z.looseObject({ type: z.literal("refusal"), refusal: text }),
    z.looseObject({ type: z.literal("image_url"), image_url: z.looseObject({ url: filled }) }),
    z.looseObject({ type: z.literal("input_audio"), input_audio: z.looseObject({ data: filled, format: filled }) }),
    z.looseObject({
      type: z.literal("file"),
      file: z.looseObject({ file_data: filled.optional(), file_id: filled.optional() }),
    }),
  ],
  { error: "must be a content part of a known type (text, refusal, image_url, input_audio, file)" },
);

const parts = z.array(part).min(1, "must not be empty");
const anyText = z.union([text, parts], { error: "must be a string or a list of content parts" });
const filledText = z.union([filled, parts], {
  error: "must be a string that is not empty, or a list of content parts",
});

const toolCall = z.looseObject({
  id: filled,
  type: filled,
  function: z.looseObject({ name: filled, arguments: text }).optional(),
});

const assistant = z.looseObject({
  role: z.literal("assistant"),
  content: anyText.nullish(),
  tool_calls: z.array(toolCall).min(1, "must not be empty").nullish(),
});

const message = z.discriminatedUnion(
  "role",
  [
    z.looseObject({ role: z.enum(["system", "developer"]), content: anyText }),
    z.looseObject({ role: z.literal("user"), content: filledText }),
    assistant,
    z.looseObject({ role: z.literal("tool"), content: anyText, tool_call_id: filled }),
    z.looseObject({ role: z.literal("function"), content: text.nullable(), name: filled }),
  ],
  { error: "must be a message with a known role (developer, system, user, assistant, tool, function)" },
);

const tool = z.looseObject({
  type: filled,
  function: z
    .looseObject({ name: filled, description: text.nullish(), parameters: z.looseObject({}).nullish() })
    .optional(),
});

const MAX_TOOLS = 1024;
const MAX_CHOICES = 128;
const MAX_TOKENS = 100_000_000;

/** The fields of a chat-completions request that the gateway relies on. */
export const chatRequest = z.looseObject({
  model: z.string().min(1, "must not be empty").max(256),
  messages: z.array(message).min(1, "must hold at least one message"),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: optionalCount(MAX_CHOICES),
  max_tokens: optionalCount(MAX_TOKENS),
  max_completion_tokens: optionalCount(MAX_TOKENS),
  temperature: optionalNumber(0, 2),
  top_p: optionalNumber(0, 1),
  tools: z.array(tool).max(MAX_TOOLS).nullish(),
  response_format: z.looseObject({ type: filled }).nullish(),
});

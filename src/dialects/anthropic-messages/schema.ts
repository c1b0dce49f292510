import { z } from "zod";

// Only what the gateway acts on or translates is checked; unknown fields and blocks are carried untouched.
// Source: Anthropic's API reference, "Create a Message", version 2023-06-01.

z.config({ jitless: true });

const text = z.string();
const filled = z.string().min(1, "must not be empty");
const optionalNumber = (minimum: number, maximum: number) => z.number().min(minimum).max(maximum).nullish();

const MAX_TOOLS = 1024;
const MAX_TOKENS = 100_000_000;

const source = z.looseObject({ type: filled });

/** Blocks that are known, by their types; any other is carried as it is. */
const KNOWN_BLOCKS = {
  text: z.looseObject({ text }),
  image: z.looseObject({ source }),
  document: z.looseObject({ source }),
  tool_use: z.looseObject({ id: filled, name: filled, input: z.looseObject({}) }),
  tool_result: z.looseObject({ tool_use_id: filled, content: z.union([text, z.array(source)]).nullish() }),
  thinking: z.looseObject({ thinking: text, signature: text }),
} as const;

const block = z.looseObject({ type: filled }).superRefine((value, context) => {
  if (!isKnown(value.type)) return;
  const checked = KNOWN_BLOCKS[value.type].safeParse(value);
  for (const issue of checked.error?.issues ?? [])
    context.addIssue({ code: "custom", path: issue.path, message: issue.message });
});

function isKnown(type: string): type is keyof typeof KNOWN_BLOCKS {
  return Object.hasOwn(KNOWN_BLOCKS, type);
}

const blocks = z.array(block);
const content = z.union([text, blocks], { error: "must be a string or a list of content blocks" });
const filledContent = z.union([filled, blocks.min(1, "must not be empty")], {
  error: "must be a string that is not empty, or a list of content blocks",
});

const message = z.discriminatedUnion(
  "role",
  [
    z.looseObject({ role: z.enum(["user", "system"]), content: filledContent }),
    z.looseObject({ role: z.literal("assistant"), content }),
  ],
  { error: "must be a message with a known role (user, assistant, system)" },
);

const tool = z.looseObject({
  name: filled.optional(),
  type: filled.nullish(),
  input_schema: z.looseObject({}).nullish(),
});
const format = z.looseObject({ type: filled }).nullish();

const common = {
  model: z.string().min(1, "must not be empty").max(256),
  messages: z.array(message).min(1, "must hold at least one message"),
  system: z
    .union([text, z.array(z.looseObject({ type: z.literal("text"), text }))], {
      error: "must be a string or a list of text blocks",
    })
    .nullish(),
  tools: z.array(tool).max(MAX_TOOLS).nullish(),
  tool_choice: z.looseObject({ type: filled }).nullish(),
  thinking: z.looseObject({ type: filled }).nullish(),
  output_config: z.looseObject({ format }).nullish(),
  output_format: format,
};

/** The fields of a Messages request that the gateway relies on. */
export const messagesRequest = z.looseObject({
  ...common,
  max_tokens: z.int().min(1).max(MAX_TOKENS),
  stream: z.boolean().nullish(),
  stop_sequences: z.array(text).max(MAX_TOOLS).nullish(),
  temperature: optionalNumber(0, 1),
  top_p: optionalNumber(0, 1),
  metadata: z.looseObject({ user_id: text.nullish() }).nullish(),
});

/** The same of a request to count tokens, which needs no answer. */
export const countRequest = z.looseObject(common);

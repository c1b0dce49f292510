import type { Usage } from "../../core/audit-record.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { ReadUsage } from "../port.ts";

/** More is no count of one answer's tokens. */
const MAX_TOKENS = 1_000_000_000;
/** Strings of a block that the model has not written, or that nobody counts by their length. */
const NOT_WRITTEN = new Set(["type", "id", "signature", "data", "tool_use_id", "citation", "citations"]);

type Counts = Record<"input" | "output" | "read" | "written" | "writtenForAnHour" | "thinking", number | undefined>;

/**
 * Reads what a `Message`, or the events of one, say of what was used. The counts are totals so far,
 * spread over several events: a later one replaces the earlier one of its field. What the gateway
 * itself has estimated says nothing.
 */
export function readMessagesUsage(): ReadUsage {
  let counts: Partial<Counts> = {};
  let tier: Usage["serviceTier"];
  return (body) => {
    const message = isObject(body.message) ? body.message : body;
    const { usage } = message;
    if (isObject(usage) && usage.estimated !== true) {
      counts = { ...counts, ...said(usage) };
      if (usage.service_tier === "priority" || usage.service_tier === "batch") tier = usage.service_tier;
    }
    return { usage: usageOf(counts), tier, written: writtenIn(body) };
  };
}

function said(usage: JsonObject): Partial<Counts> {
  const { cache_creation: creation, output_tokens_details: details } = usage;
  const counts = {
    input: countOf(usage.input_tokens),
    output: countOf(usage.output_tokens),
    read: countOf(usage.cache_read_input_tokens),
    written: countOf(usage.cache_creation_input_tokens),
    writtenForAnHour: isObject(creation) ? countOf(creation.ephemeral_1h_input_tokens) : undefined,
    thinking: isObject(details) ? countOf(details.thinking_tokens) : undefined,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined));
}

/** Anthropic's input leaves out what was read from its cache, or written to it. */
function usageOf(counts: Partial<Counts>): Usage | undefined {
  const { input, output, read = 0, written = 0, writtenForAnHour = 0, thinking = 0 } = counts;
  if (input === undefined || output === undefined) return undefined;
  const promptTokens = input + read + written;
  if (promptTokens === 0) return undefined;
  return {
    promptTokens,
    completionTokens: output,
    ...(read > 0 && { cachedTokens: read }),
    ...(written > 0 && { cacheWriteTokens: written }),
    ...(writtenForAnHour > 0 && { cacheWrite1hTokens: writtenForAnHour }),
    ...(thinking > 0 && { reasoningTokens: thinking }),
  };
}

function writtenIn({ content, content_block: block, delta, type }: JsonObject): string[] {
  const texts: string[] = [];
  collect(content, texts);
  collect(block, texts);
  if (type === "content_block_delta") collect(delta, texts);
  return texts;
}

function collect(node: Json | undefined, texts: string[]): void {
  if (typeof node === "string") texts.push(node);
  else if (Array.isArray(node)) for (const item of node) collect(item, texts);
  else if (isObject(node))
    for (const [name, value] of Object.entries(node)) if (!NOT_WRITTEN.has(name)) collect(value, texts);
}

function countOf(value: Json | undefined): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_TOKENS ? value : undefined;
}

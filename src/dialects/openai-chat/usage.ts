import type { Usage } from "../../core/audit-record.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { UsageReport } from "../port.ts";

/** More is no count of one answer's tokens. */
const MAX_TOKENS = 1_000_000_000;
/** Strings of a message that the model has not written. */
const NOT_WRITTEN = new Set(["role", "id", "type", "index"]);

/** What a `chat.completion`, or a `chat.completion.chunk`, says of what was used. */
export function readChatUsage(body: JsonObject): UsageReport {
  const { service_tier: tier } = body;
  const written: string[] = [];
  for (const choice of Array.isArray(body.choices) ? body.choices : []) {
    if (!isObject(choice)) continue;
    collect(choice.delta, written);
    collect(choice.message, written);
  }
  return {
    usage: readUsage(body.usage),
    tier: tier === "flex" || tier === "priority" || tier === "batch" ? tier : undefined,
    written,
  };
}

function collect(node: Json | undefined, written: string[]): void {
  if (typeof node === "string") written.push(node);
  else if (Array.isArray(node)) for (const item of node) collect(item, written);
  else if (isObject(node))
    for (const [name, value] of Object.entries(node)) if (!NOT_WRITTEN.has(name)) collect(value, written);
}

/**
 * A report of usage, with each part within its total. `undefined` for none, or for one that says
 * that the request had no tokens.
 */
export function readUsage(usage: Json | undefined): Usage | undefined {
  if (!isObject(usage)) return undefined;
  const prompt = countOf(usage.prompt_tokens);
  if (prompt === undefined || prompt === 0) return undefined;
  const inputs = detailsOf(usage.prompt_tokens_details);
  const outputs = detailsOf(usage.completion_tokens_details);
  const cachedTokens =
    inputs("cached_tokens") ?? countOf(usage.cached_tokens) ?? countOf(usage.prompt_cache_hit_tokens) ?? 0;
  const cacheWrite1hTokens = inputs("cache_write_1h_tokens") ?? 0;
  const cacheWriteTokens = Math.max(inputs("cache_write_tokens") ?? 0, cacheWrite1hTokens);
  // Who gives more parts than the whole has counts them beside it.
  const parts = cachedTokens + cacheWriteTokens;
  const promptTokens = parts > prompt ? prompt + parts : prompt;
  const said = countOf(usage.completion_tokens) ?? 0;
  // What a total has beyond both is output too: some leave reasoning out of completion_tokens.
  const unsaid = Math.max(0, (countOf(usage.total_tokens) ?? 0) - promptTokens - said);
  return {
    promptTokens,
    completionTokens: said + unsaid,
    ...present({
      cachedTokens,
      cacheWriteTokens,
      cacheWrite1hTokens,
      promptAudioTokens: inputs("audio_tokens"),
      promptImageTokens: inputs("image_tokens"),
      reasoningTokens: Math.max(outputs("reasoning_tokens") ?? 0, unsaid),
      completionAudioTokens: outputs("audio_tokens"),
      completionImageTokens: outputs("image_tokens"),
    }),
  };
}

function detailsOf(details: Json | undefined): (name: string) => number | undefined {
  return (name) => (isObject(details) ? countOf(details[name]) : undefined);
}

function countOf(value: Json | undefined): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_TOKENS ? value : undefined;
}

/** Leaves out what is 0. */
function present(counts: Readonly<Record<string, number | undefined>>): Partial<Usage> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined && count > 0));
}

/** Usage is always asked for upstream, but shown only to those who asked for it. */
export function withoutUsage(chunk: JsonObject): JsonObject[] {
  if (!("usage" in chunk)) return [chunk];
  const { usage: _, ...rest } = chunk;
  return Array.isArray(rest.choices) && rest.choices.length === 0 ? [] : [rest];
}

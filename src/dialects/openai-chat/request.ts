import type { z } from "zod";
import { GatewayError } from "../../core/failure.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { chatRequest } from "./schema.ts";

/** A checked chat-completions request. `body` is the caller's, whole and unchanged. */
export interface ChatRequest {
  readonly body: JsonObject;
  readonly model: string;
  readonly stream: boolean;
  /** The caller asked for a usage event at the end of the stream. */
  readonly showUsage: boolean;
  readonly choices: number;
  /** The answer's text is a JSON document, so what is put back into it must be escaped. */
  readonly jsonAnswer: boolean;
}

/**
 * Checks the shape of a chat-completions body.
 * @throws GatewayError `invalid_request` naming the first wrong field, `too_large` for too many messages.
 */
export function readChatRequest(body: Json, maxMessages: number): ChatRequest {
  if (!isObject(body)) throw invalid(null, "The request body must be a JSON object.");
  // Before the full check, which would look at each of them.
  if (Array.isArray(body.messages) && body.messages.length > maxMessages) {
    throw new GatewayError({
      kind: "too_large",
      param: "messages",
      message: `At most ${maxMessages} messages are allowed.`,
    });
  }
  const checked = chatRequest.safeParse(body);
  if (!checked.success) throw invalidField(checked.error.issues);
  const { model, stream, stream_options: options, n, response_format: format } = checked.data;
  return {
    body,
    model,
    stream: stream === true,
    showUsage: options?.include_usage === true,
    choices: n ?? 1,
    jsonAnswer: format !== undefined && format !== null && format.type !== "text",
  };
}

type Issue = z.core.$ZodIssue;

function invalidField(issues: readonly Issue[]): GatewayError {
  const issue = issues[0] && innermost(issues[0]);
  if (issue === undefined) return invalid(null, "The request body is not valid.");
  const param = issue.path
    .map((key, depth) => (typeof key === "number" ? `[${key}]` : `${depth === 0 ? "" : "."}${String(key)}`))
    .join("");
  return invalid(param, `Invalid value for '${param}': ${plainWords(issue)}.`);
}

/** Of a value that fits none of several forms: what is wrong with the form that it comes closest to. */
function innermost(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const closest = issue.errors
    .flatMap(([first]) => (first === undefined ? [] : [innermost(first)]))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  if (closest === undefined || closest.path.length === 0) return issue;
  return { ...closest, path: [...issue.path, ...closest.path] };
}

/** Zod's message names types and options, never the caller's value. */
function plainWords({ message }: Issue): string {
  return message.replace(/^Invalid input: /, "");
}

function invalid(param: string | null, message: string): GatewayError {
  return new GatewayError({ kind: "invalid_request", param, message });
}

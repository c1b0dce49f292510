import type { z } from "zod";
import { GatewayError } from "../core/failure.ts";

type Issue = z.core.$ZodIssue;

/** What a caller is told of the first thing that is wrong with a body. */
export function invalidField(issues: readonly Issue[]): GatewayError {
  const issue = issues[0] && innermost(issues[0]);
  if (issue === undefined) return invalidRequest(null, "The request body is not valid.");
  const param = issue.path
    .map((key, depth) => (typeof key === "number" ? `[${key}]` : `${depth === 0 ? "" : "."}${String(key)}`))
    .join("");
  return invalidRequest(param, `Invalid value for '${param}': ${plainWords(issue)}.`);
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

/** @param param the field, as the caller would write it; null for the whole body */
export function invalidRequest(param: string | null, message: string): GatewayError {
  return new GatewayError({ kind: "invalid_request", param, message });
}

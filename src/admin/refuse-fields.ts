import type { z } from "@hono/zod-openapi";
import { invalid } from "./body.ts";
import { ConfigMistake } from "../config/parse-config.ts";
import type { GatewayError } from "../core/failure.ts";

type Issue = z.core.$ZodIssue;

/** The error for what a schema does not allow. Names the field; of what was sent it shows nothing else. */
export function refuseFields(issues: readonly Issue[]): GatewayError {
  const [issue] = issues;
  if (issue === undefined) return invalid(null, "The request is not valid.");
  if (issue.code === "unrecognized_keys") {
    // A name that looks like one: anything else may be a secret that slipped.
    const name = issue.keys.find((key) => /^[A-Za-z_]\w{0,31}$/.test(key));
    const param = pathOf([...issue.path, ...(name === undefined ? [] : [name])]);
    return invalid(param, "There is no such field.");
  }
  return invalidField(issue.path, issue.message);
}

/** Runs what compiles a policy; what it cannot use is the caller's mistake, named from the field that holds it. */
export function refusingMistakes(field: readonly string[], check: () => void): void {
  try {
    check();
  } catch (thrown) {
    if (!(thrown instanceof ConfigMistake)) throw thrown;
    throw invalidField([...field, ...thrown.path], thrown.problem);
  }
}

function invalidField(path: readonly PropertyKey[], problem: string): GatewayError {
  const param = pathOf(path);
  const said = problem.replace(/^Invalid input: /, "");
  return invalid(param, `Invalid '${param ?? "body"}': ${said}${said.endsWith("?") ? "" : "."}`);
}

function pathOf(path: readonly PropertyKey[]): string | null {
  const names = path.map(String).map((name) => (/^[\w-]{1,64}$/.test(name) ? name : "?"));
  return names.length === 0 ? null : names.join(".");
}

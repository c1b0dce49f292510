import { createHash } from "node:crypto";
import type { JsonObject } from "../core/json.ts";

/** Raised when what a key covers changes, so that no older entry is found under a new meaning. */
const VERSION = 2;

export interface Scope {
  /** The caller's dialect, and what it asks for beside the body: the same body means another thing in another. */
  readonly surface: string;
  readonly tenant: string;
  readonly namespace: string;
  /** Where the request would go. */
  readonly provider: string;
  readonly model: string;
}

/**
 * The exact-cache key: SHA-256, hex, over the scope and the whole masked body. Only the question
 * whether usage is shown is left out, because it does not change the answer.
 */
export function fingerprint(scope: Scope, maskedBody: JsonObject): string {
  const { stream_options: _, model: __, ...rest } = maskedBody;
  const text = JSON.stringify([
    VERSION,
    scope.surface,
    scope.tenant,
    scope.namespace,
    scope.provider,
    scope.model,
    rest,
  ]);
  return createHash("sha256").update(text).digest("hex");
}

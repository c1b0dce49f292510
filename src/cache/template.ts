import { isObject, type JsonObject, parseJson } from "../core/json.ts";

/** An answer as it is cached: masked text, restored with each caller's own values. */
export type Template =
  | { readonly kind: "json"; readonly body: JsonObject }
  | { readonly kind: "stream"; readonly chunks: readonly JsonObject[] };

export function writeTemplate(template: Template): string {
  return JSON.stringify(template);
}

/** Reads a cached answer; undefined when it is not one, which the caller treats as a miss. */
export function readTemplate(text: string, stream: boolean): Template | undefined {
  const value = parseJson(text);
  if (!isObject(value)) return undefined;
  const { kind, body, chunks } = value;
  if (!stream && kind === "json" && isObject(body)) return { kind, body };
  if (stream && kind === "stream" && Array.isArray(chunks) && chunks.every(isObject)) return { kind, chunks };
  return undefined;
}

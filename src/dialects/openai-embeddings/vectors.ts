import { isObject, type Json, type JsonObject } from "../../core/json.ts";

/**
 * Does something to an answer without its vectors, which are no text, and puts them back as they came.
 * A long vector is not even looked at.
 */
export function besideVectors(answer: JsonObject, change: (rest: JsonObject) => JsonObject): JsonObject {
  const changed = change(withoutVectors(answer));
  const { data } = answer;
  if (!Array.isArray(data) || !Array.isArray(changed.data)) return changed;
  return { ...changed, data: changed.data.map((entry, index) => withVector(entry, data[index])) };
}

export function withoutVectors(answer: JsonObject): JsonObject {
  if (!Array.isArray(answer.data)) return answer;
  const data = answer.data.map((entry) =>
    isObject(entry) && "embedding" in entry ? { ...entry, embedding: null } : entry,
  );
  return { ...answer, data };
}

function withVector(entry: Json, original: Json | undefined): Json {
  if (!isObject(entry) || !isObject(original) || original.embedding === undefined) return entry;
  return { ...entry, embedding: original.embedding };
}

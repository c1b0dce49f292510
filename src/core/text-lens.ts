import { isObject, type Json, type JsonObject } from "./json.ts";

/** A text as it stands, a text that holds JSON (tool arguments), or something that is no text. */
export type TextKind = "plain" | "json" | "skip";

/** What a dialect knows of its bodies: which strings are structure or binary, which hold JSON. */
export type Classify = (where: Where, text: string) => TextKind;

export interface Where {
  /** The name of the property; elements of an array have the array's. */
  readonly key: string;
  /** The name of the property that holds the object with that property. */
  readonly parent: string;
  /** 1 for the properties of the body itself. */
  readonly depth: number;
}

export type Visit = (text: string, kind: "plain" | "json") => string;

/**
 * The one traversal of a body. Visits every piece of text in it, in document order: strings, names
 * of properties that are not plain words, and numbers long enough to be somebody's. What a dialect
 * does not know is visited too, so a new field cannot pass unseen.
 * Gives the same object when nothing changed, else a copy of the changed branches.
 */
export function mapText(body: JsonObject, classify: Classify, visit: Visit): JsonObject {
  return mapObject(body, "", 1, classify, visit);
}

/** Every text of a body, whatever its place. */
export function textsOf(body: JsonObject): string[] {
  const texts: string[] = [];
  mapText(
    body,
    () => "plain",
    (text) => {
      texts.push(text);
      return text;
    },
  );
  return texts;
}

function mapNode(node: Json, where: Where, classify: Classify, visit: Visit): Json {
  if (typeof node === "string") {
    const kind = classify(where, node);
    return kind === "skip" ? node : visit(node, kind);
  }
  if (typeof node === "number") return Math.abs(node) < SHORTEST_NUMBER ? node : mapNumber(node, String(node), visit);
  if (Array.isArray(node)) return mapArray(node, where, classify, visit);
  if (!isObject(node)) return node;
  if (isRawNumber(node)) return mapNumber(node, node.rawJSON, visit);
  return mapObject(node, where.key, where.depth + 1, classify, visit);
}

function mapArray(nodes: Json[], where: Where, classify: Classify, visit: Visit): Json[] {
  let copy: Json[] | undefined;
  for (const [index, node] of nodes.entries()) {
    const mapped = mapNode(node, where, classify, visit);
    if (mapped !== node) (copy ??= nodes.slice())[index] = mapped;
  }
  return copy ?? nodes;
}

function mapObject(node: JsonObject, parent: string, depth: number, classify: Classify, visit: Visit): JsonObject {
  const entries = Object.entries(node);
  let changed = false;
  for (const entry of entries) {
    const [key, value] = entry;
    const name = PLAIN_WORD.test(key) ? key : visit(key, "plain");
    const mapped = mapNode(value, { key, parent, depth }, classify, visit);
    if (name === key && mapped === value) continue;
    changed = true;
    entry[0] = name;
    entry[1] = mapped;
  }
  // fromEntries defines properties, so a name such as __proto__ stays a property.
  return changed ? Object.fromEntries(entries) : node;
}

function mapNumber(node: Json, digits: string, visit: Visit): Json {
  const mapped = visit(digits, "plain");
  return mapped === digits ? node : mapped;
}

/** A number that a double cannot hold, kept as written by {@link parseExactly}. */
interface RawNumber extends JsonObject {
  readonly rawJSON: string;
}

function isRawNumber(node: JsonObject): node is RawNumber {
  return JSON.isRawJSON(node);
}

/** `JSON.parse` that keeps a number as written where a double would change it (ECMAScript proposal json-parse-with-source). */
export function parseExactly(text: string): Json {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    if (typeof value !== "number" || context?.source === undefined) return value;
    return survives(value, context.source) ? value : JSON.rawJSON(context.source);
  }) as Json;
}

function survives(value: number, source: string): boolean {
  if (value === 0) return !/^-?[0-9.]*[1-9]/.test(source);
  if (Number.isInteger(value)) return Number.isSafeInteger(value);
  return Number.isFinite(value) && source.length <= LONGEST_EXACT_SOURCE;
}

/** Sign, point and the 15 digits that a double always keeps. */
const LONGEST_EXACT_SOURCE = 17;
const SHORTEST_NUMBER = 1_000_000;
const PLAIN_WORD = /^[A-Za-z_]{1,24}$/;

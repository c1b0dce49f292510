import {
  type Happened,
  type IndexScope,
  MAX_TEXT,
  MAX_TOP,
  MAX_TTL_MS,
  type NewEntry,
  type Reach,
  type Target,
  type Wording,
} from "./port.ts";

/** Numbers of a vector. */
const MAX_DIMENSIONS = 4_096;
const MAX_NAME = 256;
const MAX_FACETS = 16;
const MAX_TAGS = 16;
/** Ids of one record. */
const MAX_USED = 1_000;
const MAX_SUM = 1e15;

/** What an adapter must not let through. @throws RangeError that names the field */
export function checkQuery(scope: IndexScope, vector: Float32Array, top: number): void {
  checkScope(scope);
  checkVector(vector);
  checkWhole("top", top, 1, MAX_TOP);
}

/** @throws RangeError that names the field */
export function checkEntry(scope: IndexScope, { wording, answerKey, facets, tags, writer, ttlMs }: NewEntry): void {
  checkScope(scope);
  checkWording(wording);
  checkName("answerKey", answerKey);
  checkName("writer", writer);
  checkWhole("ttlMs", ttlMs, 1, MAX_TTL_MS);
  if (Object.keys(facets).length > MAX_FACETS) throw new RangeError(`facets: more than ${MAX_FACETS}`);
  for (const [name, value] of Object.entries(facets)) {
    checkName("name of a facet", name);
    if (value.length > MAX_NAME) throw new RangeError("facet is too long");
  }
  if (tags.length > MAX_TAGS) throw new RangeError(`tags: more than ${MAX_TAGS}`);
  for (const tag of tags) checkName("tag", tag);
}

/** @throws RangeError that names the field */
export function checkAlias(scope: IndexScope, id: string, wording: Wording, writer: string): void {
  checkScope(scope);
  checkName("id", id);
  checkName("writer", writer);
  checkWording(wording);
}

/** @throws RangeError */
export function checkText(text: string): void {
  if (text === "" || text.length > MAX_TEXT) throw new RangeError(`text: empty, or longer than ${MAX_TEXT}`);
}

/** @throws RangeError */
export function checkTarget(target: Target): void {
  if ("id" in target) checkName("id", target.id);
  else checkName("tag", target.tag);
}

/** A partition without its namespace would be written like a namespace. @throws RangeError */
export function checkReach({ namespace, partition }: Reach): void {
  if (namespace !== undefined && namespace.length > MAX_NAME) throw new RangeError("namespace is too long");
  if (partition !== undefined) checkName("partition", partition);
  if (partition !== undefined && namespace === undefined) throw new RangeError("partition: without its namespace");
}

/** @throws RangeError */
export function checkHappened({ used = [], sums = {}, audit }: Happened): void {
  if (used.length > MAX_USED) throw new RangeError(`used: more than ${MAX_USED}`);
  for (const id of used) checkName("id", id);
  for (const sum of Object.values(sums)) checkWhole("sum", sum, 0, MAX_SUM);
  if (audit === undefined) return;
  checkWhole("audited", audit.audited, 0, MAX_SUM);
  checkWhole("wrong", audit.wrong, 0, audit.audited);
}

/** @throws RangeError */
export function checkName(name: string, text: string): void {
  if (text === "" || text.length > MAX_NAME) throw new RangeError(`${name}: empty, or longer than ${MAX_NAME}`);
}

function checkScope({ tenant, namespace, partition }: IndexScope): void {
  checkName("tenant", tenant);
  if (namespace.length > MAX_NAME) throw new RangeError("namespace is too long");
  checkName("partition", partition);
}

function checkWording({ text, vector }: Wording): void {
  checkText(text);
  checkVector(vector);
}

function checkVector(vector: Float32Array): void {
  if (vector.length === 0 || vector.length > MAX_DIMENSIONS)
    throw new RangeError(`vector: not from 1 to ${MAX_DIMENSIONS} numbers`);
  const squares = vector.reduce((sum, number) => sum + number * number, 0);
  // The sum of what is not a number is none either.
  if (!(squares > 0 && squares < Number.POSITIVE_INFINITY)) throw new RangeError("vector: has no direction");
}

function checkWhole(name: string, number: number, least: number, most: number): void {
  if (!Number.isSafeInteger(number) || number < least || number > most)
    throw new RangeError(`${name}: not a whole number from ${least} to ${most}`);
}

import { asList, asText, asTextOrNull, asWhole } from "../upstash/answers.ts";
import { UpstashFault } from "../upstash/fault.ts";
import { entryId } from "./entry-id.ts";
import { reachesOf } from "./epoch-table.ts";
import { PUT } from "./lua/scripts.ts";
import type { IndexScope, Kept, NewEntry, Wording } from "./port.ts";
import { forgetEntries } from "./upstash-forget.ts";
import { indexKey, placeText, spaceOf, TENANTS } from "./upstash-keys.ts";
import { GRACE_MS, LONG_MS, type UpstashIndexPorts } from "./upstash-ports.ts";
import { type EntryRecord, readEntry, type SpaceRecord } from "./upstash-records.ts";
import { recordHappened } from "./upstash-sums.ts";

/** Keeps an entry: in Redis first, as a vector that has no entry yet would be found in vain. */
export async function putEntry(
  ports: UpstashIndexPorts,
  scope: IndexScope,
  epoch: string,
  { wording, answerKey, facets, tags, writer, ttlMs }: NewEntry,
): Promise<Kept> {
  const storedAt = ports.now();
  const space = spaceOf(scope, wording.vector.length, epoch);
  const times = { storedAt, expiresAt: storedAt + ttlMs };
  const record = {
    space,
    text: wording.text,
    answerKey,
    facets: { ...facets },
    tags: [...new Set(tags)],
    writer,
    ...times,
  };
  return keep(ports, scope, epoch, wording, record);
}

/** Another wording for an entry's answer, of the same scope and dimension. */
export async function putAlias(
  ports: UpstashIndexPorts,
  scope: IndexScope,
  epoch: string,
  origin: string,
  wording: Wording,
  writer: string,
): Promise<Kept> {
  const key = indexKey(scope.tenant, "entry", origin);
  const text = await ports.redis.call(ports.deadlineMs, ({ redis }) => redis.get<string>(key));
  const entry = text === null ? undefined : readEntry(text);
  const space = spaceOf(scope, wording.vector.length, epoch);
  const storedAt = ports.now();
  if (entry === undefined || entry.expiresAt <= storedAt) return { kind: "gone" };
  if (entryId(scope, wording.vector.length, wording.text) === origin) return { kind: "kept", id: origin };
  // Of another scope; or of one that was emptied since, which the script would find out too.
  if (entry.space !== space) return { kind: (await isCurrent(ports, scope, epoch)) ? "gone" : "stale" };
  return keep(ports, scope, epoch, wording, { ...entry, text: wording.text, writer, origin, storedAt });
}

async function isCurrent(ports: UpstashIndexPorts, scope: IndexScope, epoch: string): Promise<boolean> {
  const fields = reachesOf(scope.namespace, scope.partition);
  const read = await ports.redis.call(ports.deadlineMs, ({ redis }) =>
    redis.exec(["HMGET", indexKey(scope.tenant, "epochs"), ...fields]),
  );
  const epochs = asList(read).map((one) => asTextOrNull(one) ?? "0");
  return epochs.join(".") === epoch;
}

async function keep(
  ports: UpstashIndexPorts,
  scope: IndexScope,
  epoch: string,
  wording: Wording,
  record: EntryRecord,
): Promise<Kept> {
  const { redis, vector: index, deadlineMs } = ports;
  const { vector } = wording;
  const id = entryId(scope, vector.length, wording.text);
  const { keys, args } = writePut(ports, scope, epoch, id, record);
  const answer = asList(await redis.call(deadlineMs, ({ evaluate }) => evaluate(PUT, keys, args)));
  const [kind, evicted, forgotten, replaced] = answer;
  if (kind === "stale" || kind === "gone") return { kind };
  if (kind !== "kept") throw new UpstashFault("garbled");
  const text = asTextOrNull(replaced);
  await leavePlaces(ports, scope.tenant, id, text === null ? undefined : readEntry(text), record);
  await index.upsert(record.space, id, [...vector], deadlineMs);
  await forgetEntries(ports, scope.tenant, asList(forgotten).map(asText));
  const count = asWhole(evicted);
  if (count > 0) await recordHappened(ports, scope.tenant, { sums: { evicted: count } });
  return { kind: "kept", id };
}

/** What is kept anew is no longer where only the record before it belonged. */
async function leavePlaces(
  { redis, deadlineMs }: UpstashIndexPorts,
  tenant: string,
  id: string,
  before: EntryRecord | undefined,
  now: EntryRecord,
): Promise<void> {
  if (before === undefined) return;
  const left: [string, string][] = before.tags
    .filter((tag) => !now.tags.includes(tag))
    .map((tag) => ["SREM", indexKey(tenant, "tag", tag)]);
  if (before.writer !== now.writer) left.push(["ZREM", indexKey(tenant, "writer", before.writer)]);
  if (before.origin !== undefined && before.origin !== now.origin)
    left.push(["SREM", indexKey(tenant, "aliases", before.origin)]);
  for (const [command, key] of left) await redis.call(deadlineMs, ({ redis }) => redis.exec([command, key, id]));
}

/** Keys and arguments as `lua/put.ts` reads them. */
function writePut(
  { capacity }: UpstashIndexPorts,
  { tenant, namespace, partition }: IndexScope,
  epoch: string,
  id: string,
  record: EntryRecord,
): { keys: string[]; args: string[] } {
  const { space, writer, origin, tags, storedAt, expiresAt } = record;
  const reaches = reachesOf(namespace, partition);
  const spaceRecord: SpaceRecord = { space, reaches: [...reaches], epoch };
  const keys = [
    ...(["epochs", "worth", "expiry", "spaces"] as const).map((kind) => indexKey(tenant, kind)),
    TENANTS,
    indexKey(tenant, "writer", writer),
    ...(["entry", "negatives", "aliases"] as const).map((kind) => indexKey(tenant, kind, id)),
    ...(origin === undefined ? [] : [indexKey(tenant, "entry", origin), indexKey(tenant, "aliases", origin)]),
    ...tags.map((tag) => indexKey(tenant, "tag", tag)),
  ];
  const entry = [id, JSON.stringify(record), expiresAt - storedAt + GRACE_MS, placeText({ space, id }), expiresAt];
  const limits = [capacity.entries, capacity.entriesOfWriter, LONG_MS];
  const isAlias = origin === undefined ? 0 : 1;
  const args = [epoch, ...reaches, storedAt, ...entry, JSON.stringify(spaceRecord), tenant, ...limits, isAlias];
  return { keys, args: args.map(String) };
}

import { asList, asText, asTextOrNull } from "../upstash/answers.ts";
import { UpstashFault } from "../upstash/fault.ts";
import { FORGET, PLACES } from "./lua/scripts.ts";
import { indexKey, type Placed, placeText } from "./upstash-keys.ts";
import type { UpstashIndexPorts } from "./upstash-ports.ts";
import { type EntryRecord, readEntry } from "./upstash-records.ts";

/** Entries that are forgotten by one script. */
const MAX_FORGOTTEN = 100;

interface Known {
  readonly id: string;
  readonly entry: EntryRecord | undefined;
  /** The entry that Redis has, if it can be read or not. */
  readonly exists: boolean;
  readonly aliases: readonly string[];
}

/** Forgets entries with their aliases, in Redis first: a vector without an entry is found by nobody. */
export async function forgetEntries(ports: UpstashIndexPorts, tenant: string, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += MAX_FORGOTTEN) {
    const known = await readPlaces(ports, tenant, ids.slice(from, from + MAX_FORGOTTEN));
    await forget(ports, tenant, known, []);
    const aliases = known.flatMap((one) => one.aliases);
    for (let at = 0; at < aliases.length; at += MAX_FORGOTTEN)
      await forget(ports, tenant, await readPlaces(ports, tenant, aliases.slice(at, at + MAX_FORGOTTEN)), []);
  }
}

/** Forgets vectors whose time is over, and their entries where those were not written anew elsewhere. */
export async function forgetPlaces(ports: UpstashIndexPorts, tenant: string, places: readonly Placed[]): Promise<void> {
  for (let from = 0; from < places.length; from += MAX_FORGOTTEN) {
    const some = places.slice(from, from + MAX_FORGOTTEN);
    const known = await readPlaces(
      ports,
      tenant,
      some.map(({ id }) => id),
    );
    const theirs = known.filter(({ entry, exists }, at) => !exists || entry?.space === some[at]?.space);
    await forget(ports, tenant, theirs, some);
  }
}

async function readPlaces(ports: UpstashIndexPorts, tenant: string, ids: readonly string[]): Promise<Known[]> {
  if (ids.length === 0) return [];
  const keys = ids.flatMap((id) => [indexKey(tenant, "entry", id), indexKey(tenant, "aliases", id)]);
  const answer = await ports.redis.call(ports.deadlineMs, ({ evaluate }) => evaluate(PLACES, keys, []));
  const read = asList(answer);
  if (read.length !== ids.length) throw new UpstashFault("garbled");
  return read.map((one, index) => {
    const [record, aliases] = asList(one);
    const text = asTextOrNull(record);
    const entry = text === null ? undefined : readEntry(text);
    return { id: ids[index] ?? "", entry, exists: text !== null, aliases: asList(aliases).map(asText) };
  });
}

async function forget(
  ports: UpstashIndexPorts,
  tenant: string,
  known: readonly Known[],
  more: readonly Placed[],
): Promise<void> {
  const places = [
    ...more,
    ...known.flatMap(({ id, entry }) => (entry === undefined ? [] : [{ space: entry.space, id }])),
  ];
  const ids = known.map(({ id }) => id);
  if (ids.length === 0 && places.length === 0) return;
  const entries = known.flatMap(({ entry }) => entry ?? []);
  const texts = ids.flatMap((id) =>
    (["entry", "negatives", "aliases"] as const).map((kind) => indexKey(tenant, kind, id)),
  );
  const writers = keysOf(
    tenant,
    "writer",
    entries.map(({ writer }) => writer),
  );
  const tags = keysOf(
    tenant,
    "tag",
    entries.flatMap(({ tags }) => tags),
  );
  const keys = [indexKey(tenant, "worth"), indexKey(tenant, "expiry"), ...texts, ...writers, ...tags];
  const args = [...[texts.length, writers.length, places.length].map(String), ...places.map(placeText), ...ids];
  await ports.redis.call(ports.deadlineMs, ({ evaluate }) => evaluate(FORGET, keys, args));
  for (const [space, gone] of Map.groupBy(places, ({ space }) => space))
    await ports.vector.delete(
      space,
      gone.map(({ id }) => id),
      ports.deadlineMs,
    );
}

function keysOf(tenant: string, kind: "writer" | "tag", names: readonly string[]): string[] {
  return [...new Set(names)].map((name) => indexKey(tenant, kind, name));
}

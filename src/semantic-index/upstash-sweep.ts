import { asList, asText } from "../upstash/answers.ts";
import { forgetPlaces } from "./upstash-forget.ts";
import { indexKey, placeFrom, TENANTS } from "./upstash-keys.ts";
import type { UpstashIndexPorts } from "./upstash-ports.ts";
import { readSpace } from "./upstash-records.ts";

/** Entries, spaces or tenants of one request. */
const PAGE = 500;
/** Pages that one sweep reads of each, so that it ends. */
const MAX_PAGES = 20;

/**
 * Removes what nobody can find any more: entries whose time is over, and spaces that were emptied or
 * hold nothing. Some may stay for the next time.
 */
export async function sweepTenant(ports: UpstashIndexPorts, tenant: string): Promise<void> {
  const now = String(ports.now());
  const expiry = indexKey(tenant, "expiry");
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const expired = await listOf(ports, ["ZRANGEBYSCORE", expiry, "-inf", now, "LIMIT", 0, PAGE]);
    await forgetPlaces(ports, tenant, expired.map(placeFrom));
    if (expired.length < PAGE) break;
  }
  const spaces = indexKey(tenant, "spaces");
  const epochs = await epochsOf(ports, tenant);
  await dropSpaces(ports, tenant, await listOf(ports, ["ZRANGEBYSCORE", spaces, "-inf", now, "LIMIT", 0, PAGE]));
  for (const page of await pagesOf(ports, ["ZSCAN", spaces])) {
    // A page of a sorted set holds scores too.
    const members = page.filter((_, index) => index % 2 === 0);
    const emptied = members.filter((text) => {
      const space = readSpace(text);
      return space?.reaches.map((reach) => epochs.get(reach) ?? "0").join(".") !== space?.epoch || space === undefined;
    });
    await dropSpaces(ports, tenant, emptied);
  }
  const left = await ports.redis.call(ports.deadlineMs, ({ redis }) => redis.exec(["ZCARD", spaces]));
  // Whoever puts something in between names the tenant again with the next entry.
  if (left === 0) await ports.redis.call(ports.deadlineMs, ({ redis }) => redis.exec(["SREM", TENANTS, tenant]));
}

/** Every tenant that has something to be swept; goes on behind one that fails. @throws the first failure */
export async function sweepTenants(ports: UpstashIndexPorts): Promise<void> {
  const failures: unknown[] = [];
  for (const tenant of new Set((await pagesOf(ports, ["SSCAN", TENANTS])).flat()))
    await sweepTenant(ports, tenant).catch((thrown: unknown) => failures.push(thrown));
  if (failures.length > 0) throw failures[0];
}

async function dropSpaces(ports: UpstashIndexPorts, tenant: string, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const space = readSpace(text);
    if (space !== undefined) await ports.vector.deleteNamespace(space.space, ports.deadlineMs);
  }
  if (texts.length === 0) return;
  const key = indexKey(tenant, "spaces");
  await ports.redis.call(ports.deadlineMs, ({ redis }) => redis.exec(["ZREM", key, ...texts]));
}

async function epochsOf(ports: UpstashIndexPorts, tenant: string): Promise<Map<string, string>> {
  const epochs = new Map<string, string>();
  for (const page of await pagesOf(ports, ["HSCAN", indexKey(tenant, "epochs")])) {
    for (let at = 0; at < page.length; at += 2) epochs.set(page[at] ?? "", page[at + 1] ?? "");
  }
  return epochs;
}

async function pagesOf(ports: UpstashIndexPorts, [command, key]: [string, string]): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor = "0";
  do {
    const at = cursor;
    const answer = await ports.redis.call(ports.deadlineMs, ({ redis }) =>
      redis.exec([command, key, at, "COUNT", PAGE]),
    );
    const [next, members] = asList(answer);
    pages.push(asList(members).map(asText));
    cursor = asText(next);
  } while (cursor !== "0" && pages.length < MAX_PAGES);
  return pages;
}

async function listOf(ports: UpstashIndexPorts, command: [string, ...(string | number)[]]): Promise<string[]> {
  return asList(await ports.redis.call(ports.deadlineMs, ({ redis }) => redis.exec(command))).map(asText);
}

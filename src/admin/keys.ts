import type { OpenAPIHono } from "@hono/zod-openapi";
import { GatewayError } from "../core/failure.ts";
import { hexOf } from "../keys/key-hash.ts";
import { exchangeOf, type GatewayContext, type GatewayEnvironment } from "../stages/context.ts";
import { ChangedMeanwhile, type StoredKey } from "../tenants/port.ts";
import { invalid } from "./body.ts";
import { routes } from "./key-routes.ts";
import { lastUses } from "./last-uses.ts";
import type { AdminPorts } from "./ports.ts";
import { refusingMistakes } from "./refuse-fields.ts";
import { shownKey } from "./shapes.ts";
import { changedMeanwhile, fromState, keyOf, tenantOf } from "./stores.ts";

/** A public id that is taken is drawn again; 71 bits never need it. */
const MAX_DRAWS = 3;
const MAX_ATTEMPTS = 5;

/** The keys of a tenant. A secret is shown when it is made, and never again. */
export function keyRoutes(app: OpenAPIHono<GatewayEnvironment>, ports: AdminPorts): void {
  const { directory, policies, now } = ports;
  changeRoutes(app, ports);

  app.openapi(routes.create, async (c) => {
    const { label, policy, expiresAt } = c.req.valid("json");
    refusingMistakes(["policy"], () => policies.checkKey(policy));
    const { id: tenant } = await tenantOf(ports, c.req.valid("param").tenant);
    const draft = { tenant, label, policy, version: 1, createdAt: now(), expiresAt: endOf(expiresAt, now()) };
    const { key, secret } = await add(ports, draft);
    note(ports, c, "key created", key);
    return c.json({ ...shownKey(key, undefined, now()), ...shownSecret(ports, key, secret) }, 201);
  });

  app.openapi(routes.list, async (c) => {
    const { limit, after } = c.req.valid("query");
    const { id: tenant } = await tenantOf(ports, c.req.valid("param").tenant);
    const [{ items, next = null }, { uses, ...warning }] = await Promise.all([
      fromState(directory.keys(tenant, limit, after)),
      lastUses(ports, tenant),
    ]);
    const data = items.map((key) => shownKey(key, uses.get(key.publicId), now()));
    return c.json({ data, next, ...warning }, 200);
  });

  app.openapi(routes.read, async (c) => {
    const { tenant, key } = c.req.valid("param");
    return c.json(await withLastUse(ports, await keyOf(ports, tenant, key)), 200);
  });
}

/** What changes a key. */
function changeRoutes(app: OpenAPIHono<GatewayEnvironment>, ports: AdminPorts): void {
  const { policies, now } = ports;

  app.openapi(routes.change, async (c) => {
    const { label, policy, expiresAt } = c.req.valid("json");
    if (policy !== undefined) refusingMistakes(["policy"], () => policies.checkKey(policy));
    const { tenant, key: id } = c.req.valid("param");
    const old = await keyOf(ports, tenant, id);
    const end = expiresAt === undefined ? old.expiresAt : endOf(expiresAt ?? undefined, now());
    const key = await replaced(ports, {
      ...old,
      label: label ?? old.label,
      policy: policy ?? old.policy,
      expiresAt: end,
    });
    note(ports, c, "key changed", key);
    return c.json(await withLastUse(ports, key), 200);
  });

  app.openapi(routes.rotate, async (c) => {
    const { tenant, key: id } = c.req.valid("param");
    const { overlapSeconds } = c.req.valid("json");
    const old = await keyOf(ports, tenant, id);
    const secret = ports.keys.newSecret(id);
    const key = await replaced(ports, { ...old, hashes: rotated(ports, old, secret, overlapSeconds) });
    note(ports, c, "key rotated", key);
    return c.json({ ...shownKey(key, undefined, now()), ...shownSecret(ports, key, secret) }, 200);
  });

  app.openapi(routes.revoke, async (c) => {
    const { tenant, key: id } = c.req.valid("param");
    const key = await revoked(ports, tenant, id);
    note(ports, c, "key revoked", key);
    return c.json(await withLastUse(ports, key), 200);
  });
}

function note({ log }: AdminPorts, c: GatewayContext, action: string, { tenant, publicId: keyId }: StoredKey): void {
  log({ action, tenant, keyId, requestId: exchangeOf(c).record.requestId });
}

/** The key with its last use, for those answers that show one. */
async function withLastUse(ports: AdminPorts, key: StoredKey) {
  const { uses, ...warning } = await lastUses(ports, key.tenant);
  return { ...shownKey(key, uses.get(key.publicId), ports.now()), ...warning };
}

async function add(
  { directory, keys, hash }: AdminPorts,
  draft: Omit<StoredKey, "publicId" | "hashes">,
): Promise<{ readonly key: StoredKey; readonly secret: string }> {
  for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
    const publicId = keys.newId();
    const secret = keys.newSecret(publicId);
    const key = { ...draft, publicId, hashes: [{ hash: hexOf(hash(secret)) }] };
    if (await fromState(directory.addKey(key))) return { key, secret };
  }
  throw changedMeanwhile();
}

/** The new secret's hash, and the last one's for as long as both count. */
function rotated(
  { hash, now }: AdminPorts,
  key: StoredKey,
  secret: string,
  overlapSeconds: number,
): StoredKey["hashes"] {
  if (key.revokedAt !== undefined) throw ended("The key is revoked.");
  if (key.expiresAt !== undefined && key.expiresAt <= now()) throw ended("The key has expired.");
  const until = now() + overlapSeconds * 1_000;
  const old = overlapSeconds === 0 ? [] : key.hashes.slice(0, 1);
  return [{ hash: hexOf(hash(secret)) }, ...old.map(({ hash }) => ({ hash, until }))];
}

/** A revocation does not fail because something else was changed at the same time. */
async function revoked(ports: AdminPorts, tenant: string, id: string): Promise<StoredKey> {
  for (let attempt = 1; ; attempt += 1) {
    const old = await keyOf(ports, tenant, id);
    if (old.revokedAt !== undefined) return old;
    try {
      return await replaced(ports, { ...old, revokedAt: ports.now() });
    } catch (thrown) {
      if (!(thrown instanceof GatewayError) || thrown.failure.kind !== "conflict" || attempt === MAX_ATTEMPTS)
        throw thrown;
    }
  }
}

/** @throws GatewayError `conflict` */
async function replaced({ directory }: AdminPorts, key: StoredKey): Promise<StoredKey> {
  const next = { ...key, version: key.version + 1 };
  await fromState(directory.replaceKey(next)).catch((thrown: unknown) => {
    throw thrown instanceof ChangedMeanwhile ? changedMeanwhile() : thrown;
  });
  return next;
}

function shownSecret({ signingSecret }: AdminPorts, { publicId }: StoredKey, secret: string) {
  const key = `sk-as-${publicId}-${secret}`;
  return signingSecret === undefined ? { key } : { key, signingSecret: signingSecret(publicId) };
}

function endOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const end = Date.parse(text);
  if (!(end > now)) throw invalid("expiresAt", "Invalid 'expiresAt': must be in the future.");
  return end;
}

function ended(message: string): GatewayError {
  return new GatewayError({ kind: "conflict", param: "key", message });
}

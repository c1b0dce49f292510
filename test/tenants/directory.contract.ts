import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ChangedMeanwhile, type Directory, type StoredKey } from "../../src/tenants/port.ts";
import { tenantPolicy } from "../../src/config/tenant-policy.ts";
import { storedKey, tenantRecord } from "./records.ts";

export interface DirectoryUnderTest {
  readonly directory: Directory;
  /** Writes what is no record where a tenant or a key is held that was added before. */
  readonly spoil: (what: "tenant" | "key", id: string, json: string) => Promise<void>;
  /** Adds many keys past the port, where one call for each would take too long. */
  readonly fill?: (keys: readonly StoredKey[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

let made = 0;
/** An id that no other test uses. */
const fresh = (name = "") => {
  made += 1;
  return `t${made}${name}`;
};

/** What every directory must do. Called with a factory, once for each adapter. */
export function directoryContract(adapter: string, start: () => Promise<DirectoryUnderTest>): void {
  describe(`directory in ${adapter}`, () => {
    let under: DirectoryUnderTest;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under.close());

    tenantTests(() => under.directory);
    keyTests(() => under.directory);
    isolationTests(() => under.directory);
    pagingTests(() => under);
    badRecordTests(() => under);

    test("answers when it is asked whether it is there", async () => {
      await expect(under.directory.ping()).resolves.toBeUndefined();
    });
  });
}

function tenantTests(directory: () => Directory): void {
  test("a tenant that was added is found as it was written, policy and all", async () => {
    const id = fresh();
    const policy = tenantPolicy.parse({
      models: ["openai/*"],
      ips: ["10.0.0.0/8"],
      pii: { words: [{ name: "PROJECT", words: ["Ärmelkanal 漢字 \u0000 '\"\\"] }] },
      budgets: [{ per: "tenant", period: "month", usd: 12.5 }],
    });
    const tenant = tenantRecord(id, { policy, disabled: true, createdAt: 1_795_255_610_270 });
    expect(await directory().addTenant(tenant)).toBe(true);
    expect(await directory().tenant(id)).toEqual(tenant);
    expect(await directory().tenant(id.toUpperCase())).toBeUndefined();
  });

  test("an id that is taken is not taken again", async () => {
    const id = fresh();
    const added = await Promise.all(
      [1, 2, 3].map((createdAt) => directory().addTenant(tenantRecord(id, { createdAt }))),
    );
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await directory().tenant(id)).toEqual(tenantRecord(id, { createdAt: added.indexOf(true) + 1 }));
  });

  test("of concurrent replacements one wins, and the others are told", async () => {
    const id = fresh();
    await directory().addTenant(tenantRecord(id));
    const results = await Promise.allSettled(
      [10, 20, 30, 40].map((createdAt) => directory().replaceTenant(tenantRecord(id, { version: 2, createdAt }))),
    );
    const won = results.findIndex(({ status }) => status === "fulfilled");
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toBeInstanceOf(ChangedMeanwhile);
    expect(await directory().tenant(id)).toEqual(tenantRecord(id, { version: 2, createdAt: 10 * (won + 1) }));
  });

  test.each([
    ["an older version", 1],
    ["the same version", 2],
    ["a version that skips one", 4],
  ])("%s replaces nothing", async (_, version) => {
    const id = fresh();
    await directory().addTenant(tenantRecord(id));
    await directory().replaceTenant(tenantRecord(id, { version: 2 }));
    await expect(directory().replaceTenant(tenantRecord(id, { version, disabled: true }))).rejects.toThrow(
      ChangedMeanwhile,
    );
    expect(await directory().tenant(id)).toEqual(tenantRecord(id, { version: 2 }));
  });

  test("a tenant that is not there cannot be replaced", async () => {
    const id = fresh();
    await expect(directory().replaceTenant(tenantRecord(id, { version: 2 }))).rejects.toThrow(ChangedMeanwhile);
    expect(await directory().tenant(id)).toBeUndefined();
  });
}

function keyTests(directory: () => Directory): void {
  test("a key is found with its tenant, by its id alone", async () => {
    const [tenant, id] = [fresh(), fresh("key")];
    await directory().addTenant(tenantRecord(tenant));
    const hashes = [{ hash: "a".repeat(64) }, { hash: "b".repeat(64), until: 9_000 }];
    const key = storedKey(id, tenant, { label: "für Ada 😀", hashes, expiresAt: 5, revokedAt: 6 });
    expect(await directory().addKey(key)).toBe(true);
    expect(await directory().find(id)).toEqual({ key, tenant: tenantRecord(tenant) });
    expect(await directory().key(tenant, id)).toEqual(key);
    await directory().replaceTenant(tenantRecord(tenant, { version: 2, disabled: true }));
    expect(await directory().find(id)).toMatchObject({ tenant: { version: 2, disabled: true } });
  });

  test("an id that nobody has is not found", async () => {
    expect(await directory().find(fresh("key"))).toBeUndefined();
  });

  test("a key of a tenant that is not there is not added", async () => {
    const id = fresh("key");
    expect(await directory().addKey(storedKey(id, fresh()))).toBe(false);
    expect(await directory().find(id)).toBeUndefined();
  });

  test("a public id belongs to one key of one tenant", async () => {
    const [tenant, other, id] = [fresh(), fresh(), fresh("key")];
    for (const one of [tenant, other]) await directory().addTenant(tenantRecord(one));
    expect(await directory().addKey(storedKey(id, tenant))).toBe(true);
    expect(await directory().addKey(storedKey(id, other, { label: "mine now" }))).toBe(false);
    expect(await directory().addKey(storedKey(id, tenant, { label: "again" }))).toBe(false);
    expect((await directory().find(id))?.key).toEqual(storedKey(id, tenant));
  });

  test("of concurrent replacements of a key one wins, and an old version none", async () => {
    const [tenant, id] = [fresh(), fresh("key")];
    await directory().addTenant(tenantRecord(tenant));
    await directory().addKey(storedKey(id, tenant));
    const results = await Promise.allSettled(
      ["a", "b", "c"].map((label) => directory().replaceKey(storedKey(id, tenant, { label, version: 2 }))),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(directory().replaceKey(storedKey(id, tenant, { version: 2 }))).rejects.toThrow(ChangedMeanwhile);
    await expect(directory().replaceKey(storedKey(fresh("key"), tenant, { version: 2 }))).rejects.toThrow(
      ChangedMeanwhile,
    );
    const won = results.findIndex(({ status }) => status === "fulfilled");
    expect((await directory().key(tenant, id))?.label).toBe(["a", "b", "c"][won]);
  });
}

function isolationTests(directory: () => Directory): void {
  const pairs: [string, string, string][] = [
    ["names that objects have", "__proto__", "constructor"],
    ["names that are alike when joined", "a:b", "a"],
    ["a name that is the start of another", "acme", "acme2"],
    ["names with what stores match by", "a*", "ab"],
    ["names with what SQL matches by", "a%", "a_"],
  ];
  test.each(pairs)("%s are two tenants", async (_, one, other) => {
    const prefix = fresh("-");
    const [mine, theirs] = [prefix + one, prefix + other];
    for (const id of [mine, theirs]) expect(await directory().addTenant(tenantRecord(id))).toBe(true);
    const [myKey, theirKey] = [`${mine}-key`, `${theirs}-key`];
    await directory().addKey(storedKey(myKey, mine));
    await directory().addKey(storedKey(theirKey, theirs));
    expect((await directory().keys(mine, 100)).items).toEqual([storedKey(myKey, mine)]);
    expect(await directory().key(mine, theirKey)).toBeUndefined();
    const stolen = storedKey(theirKey, mine, { version: 2, label: "stolen" });
    await expect(directory().replaceKey(stolen)).rejects.toThrow(ChangedMeanwhile);
    expect((await directory().find(theirKey))?.key).toEqual(storedKey(theirKey, theirs));
  });

  test.each(["__proto__", "constructor", "toString"])(
    "%s alone is no tenant and no key before it is added",
    async (name) => {
      expect(await directory().find(name)).toBeUndefined();
      expect(await directory().tenant(name)).toBeUndefined();
      expect((await directory().keys(name, 10)).items).toEqual([]);
    },
  );
}

function pagingTests(under: () => DirectoryUnderTest): void {
  const directory = () => under().directory;
  async function all<T>(
    ask: (after?: string) => Promise<{ items: readonly T[]; next?: string | undefined }>,
    most: number,
  ): Promise<T[]> {
    const items: T[] = [];
    let next: string | undefined;
    for (let pages = 0; pages < 1_000; pages += 1) {
      const page = await ask(next);
      expect(page.items.length).toBeLessThanOrEqual(most);
      items.push(...page.items);
      next = page.next;
      if (next === undefined) return items;
    }
    throw new Error("pages without end");
  }

  test("pages hold every key once, and no page is longer than asked", async () => {
    const tenant = fresh();
    await directory().addTenant(tenantRecord(tenant));
    const ids = Array.from({ length: 23 }, () => fresh("key"));
    for (const id of ids) await directory().addKey(storedKey(id, tenant));
    for (const limit of [1, 7, 23, 24, 100]) {
      const listed = await all((after) => directory().keys(tenant, limit, after), limit);
      expect(listed.map(({ publicId }) => publicId).toSorted()).toEqual(ids.toSorted());
    }
    expect((await directory().keys(tenant, 23)).next).toBeUndefined();
    expect(await directory().keys(fresh(), 10)).toEqual({ items: [], next: undefined });
  });

  test("tenants are listed in pages too", async () => {
    const ids = Array.from({ length: 5 }, () => fresh());
    for (const id of ids) await directory().addTenant(tenantRecord(id));
    const listed = (await all((after) => directory().tenants(2, after), 2)).map(({ id }) => id);
    expect(new Set(listed).size).toBe(listed.length);
    expect(ids.filter((id) => !listed.includes(id))).toEqual([]);
  });

  test("10,000 keys are held, found and listed", { timeout: 120_000 }, async () => {
    const tenant = fresh();
    await directory().addTenant(tenantRecord(tenant));
    const ids = Array.from({ length: 10_000 }, (_, index) => `${tenant}-${index}`);
    const keys = ids.map((id) => storedKey(id, tenant));
    const addAll = async () => void (await Promise.all(keys.map((key) => directory().addKey(key))));
    await (under().fill ?? addAll)(keys);
    expect((await directory().find(`${tenant}-9999`))?.key.tenant).toBe(tenant);
    const listed = await all((after) => directory().keys(tenant, 100, after), 100);
    expect(new Set(listed.map(({ publicId }) => publicId))).toEqual(new Set(ids));
    expect(listed).toHaveLength(10_000);
  });
}

function badRecordTests(under: () => DirectoryUnderTest): void {
  test.each([
    ["no JSON", "{"],
    ["another form", "[]"],
    ["no policy", JSON.stringify({ ...tenantRecord("x"), policy: undefined })],
    ["a policy that no schema knows", JSON.stringify({ ...tenantRecord("x"), policy: { everything: true } })],
  ])("a tenant's record with %s rejects, for its keys too, and for nobody else", async (_, json) => {
    const { directory, spoil } = under();
    const [tenant, other] = [fresh(), fresh()];
    for (const id of [tenant, other]) {
      await directory.addTenant(tenantRecord(id));
      await directory.addKey(storedKey(`${id}-key`, id));
    }
    await spoil("tenant", tenant, json);
    await expect(directory.tenant(tenant)).rejects.toThrow();
    await expect(directory.find(`${tenant}-key`)).rejects.toThrow();
    expect(await directory.find(`${other}-key`)).toBeDefined();
  });

  test.each([
    ["no JSON", "nothing"],
    ["no hash", JSON.stringify({ ...storedKey("x", "y"), hashes: [] })],
    ["a hash that is none", JSON.stringify({ ...storedKey("x", "y"), hashes: [{ hash: "" }] })],
  ])("a key's record with %s rejects", async (_, json) => {
    const { directory, spoil } = under();
    const [tenant, id] = [fresh(), fresh("key")];
    await directory.addTenant(tenantRecord(tenant));
    await directory.addKey(storedKey(id, tenant));
    await spoil("key", id, json);
    await expect(directory.find(id)).rejects.toThrow();
    await expect(directory.key(tenant, id)).rejects.toThrow();
  });
}

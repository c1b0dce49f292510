import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestHarness } from "wrangler";
import { tenantPolicy } from "../../src/config/tenant-policy.ts";
import { ChangedMeanwhile, type Directory } from "../../src/tenants/port.ts";
import { BUNDLE } from "../support/build.ts";
import type { DirectoryCall } from "./directory-caller.ts";
import { directoryContract } from "./directory.contract.ts";
import { storedKey, tenantRecord } from "./records.ts";

const CALLER = {
  name: "caller",
  main: "test/tenants/directory-caller.ts",
  compatibility_date: "2026-01-01",
  durable_objects: { bindings: [{ name: "DIRECTORY", class_name: "DirectoryObject", script_name: "agentshield" }] },
};

/** The bundle in the runtime that it is deployed to, with a way to what its object has written. */
async function startWorker() {
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
  const harness = createTestHarness({
    workers: [
      { configPath: "./wrangler.toml", prebuiltWorkerDir: BUNDLE, secrets: { KEY_PEPPER: "pepper-of-the-tests" } },
      { config: CALLER },
    ],
  });
  await harness.listen();
  const worker = harness.getWorker<Env>();
  const call = async (sent: DirectoryCall): Promise<unknown> => {
    const response = await harness.getWorker(CALLER.name).fetch("/", { method: "POST", body: JSON.stringify(sent) });
    if (response.ok) return (await response.json()) ?? undefined;
    const name = await response.text();
    throw name === "ChangedMeanwhile" ? new ChangedMeanwhile() : new Error(name);
  };
  const directory = new Proxy({} as Directory, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        call({ name, args } as unknown as DirectoryCall),
  });
  return {
    directory,
    close: () => harness.close(),
    evict: () => worker.evictDurableObject("DIRECTORY", { name: "directory" }),
    sql: async (query: string, ...values: string[]) =>
      (await worker.getDurableObjectStorage("DIRECTORY", { name: "directory" })).exec(query, ...values),
  };
}

let worker: Awaited<ReturnType<typeof startWorker>>;
beforeAll(async () => {
  worker = await startWorker();
});
afterAll(() => worker.close());

directoryContract("a Durable Object", async () => ({
  directory: worker.directory,
  spoil: async (what, id, json) => {
    await worker.sql(`UPDATE ${what}s SET record = ? WHERE id = ?`, json, id);
  },
  fill: async (keys) => {
    const rows = JSON.stringify(keys.map((key) => [key.publicId, key.tenant, key.version, JSON.stringify(key)]));
    const values = [0, 1, 2, 3].map((at) => `json_extract(value, '$[${at}]')`);
    await worker.sql(`INSERT INTO keys SELECT ${values.join(", ")} FROM json_each(?)`, rows);
  },
  close: async () => undefined,
}));

test("what was answered is on disk: it is there after the object was put out of memory", async () => {
  await worker.directory.addTenant(tenantRecord("durable"));
  await worker.directory.addKey(storedKey("durableDurab", "durable"));
  await worker.directory.replaceKey(storedKey("durableDurab", "durable", { version: 2, revokedAt: 7 }));
  await worker.evict();
  expect((await worker.directory.find("durableDurab"))?.key).toMatchObject({ version: 2, revokedAt: 7 });
});

test("pages are short where records are long", async () => {
  const words = Array.from({ length: 5_000 }, (_, index) => `${index}${"w".repeat(180)}`);
  const policy = tenantPolicy.parse({ pii: { words: [{ name: "LONG_WORDS", words }] } });
  const ids = Array.from({ length: 12 }, (_, index) => `zz-large-${index}`);
  for (const id of ids) await worker.directory.addTenant(tenantRecord(id, { policy }));
  const page = await worker.directory.tenants(100, "zz-large-");
  expect(page.items.length).toBeLessThan(12);
  expect(page.items.length).toBeGreaterThan(5);
  const rest = await worker.directory.tenants(100, page.next);
  expect([...page.items, ...rest.items].map(({ id }) => id)).toEqual(ids.toSorted());
});

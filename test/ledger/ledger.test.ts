import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { D1_SCHEMA } from "../../src/ledger/d1-schema.ts";
import type { UsageLedger, UsageQuery, UsageRow } from "../../src/ledger/port.ts";
import { PostgresLedger } from "../../src/ledger/postgres.ts";
import { startWorkerd } from "../../tools/workerd.ts";
import { freePort } from "../support/gateway.ts";
import { postgresPrograms, startPostgres } from "../support/postgres.ts";
import type { LedgerCall } from "./caller.ts";
import { entry, freshTenant, ledgerContract, query } from "./ledger.contract.ts";

const BUNDLE = "dist/ledger";
const MIGRATION = "migrations/postgres/0001_usage.sql";

/** The adapters in plain workerd, as they are deployed. */
async function startCaller() {
  execFileSync(
    "node_modules/.bin/wrangler",
    ["deploy", "--dry-run", "-c", "test/ledger/wrangler.toml", "--outdir", `../../${BUNDLE}`],
    {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
    },
  );
  const directory = mkdtempSync("dist/ledger-");
  const port = await freePort();
  const worker = { name: "ledger", port, source: `${BUNDLE}/caller.js`, variables: {}, state: `${directory}/state` };
  const child = await startWorkerd(worker, directory);
  const call = async (ledgerCall: LedgerCall): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body: JSON.stringify(ledgerCall) });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  return {
    ledger: (connectionString?: string, deadlineMs?: number): UsageLedger => {
      const through = (name: LedgerCall["name"], ...args: unknown[]) =>
        call({ name, args, connectionString, deadlineMs });
      return {
        append: async (entries) => void (await through("append", entries)),
        usage: async (asked: UsageQuery) => (await through("usage", asked)) as UsageRow[],
        lastUses: async (tenant) => new Map((await through("lastUses", tenant)) as [string, number][]),
        ping: async () => void (await through("ping")),
      };
    },
    close: () => {
      child.kill("SIGKILL");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

let caller: Awaited<ReturnType<typeof startCaller>>;
beforeAll(async () => {
  caller = await startCaller();
});
afterAll(() => caller.close());

ledgerContract("D1, in workerd", () => caller.ledger());

test("the migration of D1 is what the gateway makes by itself", () => {
  const statements = readFileSync("migrations/d1/0001_usage.sql", "utf8").replace(/^--.*\n/, "");
  expect(statements).toBe(`${D1_SCHEMA.join("\n")}\n`);
});

const programs = postgresPrograms();
describe.skipIf(programs === undefined)("with PostgreSQL", () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let url: string;
  beforeAll(async () => {
    server = await startPostgres(programs ?? "");
    // Twice: whoever runs it again breaks nothing.
    for (const _ of [1, 2]) await server.sql.file(MIGRATION);
    await server.sql.unsafe("ALTER ROLE agentshield_gateway LOGIN PASSWORD 'gateway'");
    url = server.url("agentshield_gateway", "gateway");
  });
  afterAll(() => server.close());

  ledgerContract("PostgreSQL, from Node", () => new PostgresLedger(url));
  ledgerContract("PostgreSQL, in workerd", () => caller.ledger(url));

  test("the gateway's role can neither change nor delete an entry, nor make tables", async () => {
    const tenant = freshTenant();
    await new PostgresLedger(url).append([entry({ tenant })]);
    const refused = async (statement: string) =>
      expect(
        server.sql.begin(async (sql) => {
          await sql.unsafe("SET LOCAL ROLE agentshield_gateway");
          await sql.unsafe(statement);
        }),
      ).rejects.toThrow(/permission denied/);
    await refused("UPDATE agentshield.usage_entries SET cost_microdollars = 0");
    await refused("DELETE FROM agentshield.usage_entries");
    await refused("TRUNCATE agentshield.usage_entries");
    await refused("CREATE TABLE agentshield.more (id text)");
  });

  test("another role sees no row, even one that was granted the table", async () => {
    await new PostgresLedger(url).append([entry({ tenant: freshTenant() })]);
    await server.sql.unsafe(
      "CREATE ROLE anon; GRANT USAGE ON SCHEMA agentshield TO anon; GRANT SELECT ON agentshield.usage_entries TO anon",
    );
    const [seen] = await server.sql.begin(async (sql) => {
      await sql.unsafe("SET LOCAL ROLE anon");
      return sql`SELECT COUNT(*)::int AS n FROM agentshield.usage_entries`;
    });
    expect(seen?.["n"]).toBe(0);
  });

  test("calls leave no connection behind", async () => {
    const ledger = caller.ledger(url);
    await Promise.all(Array.from({ length: 10 }, () => ledger.ping()));
    const left = async () =>
      (await server.sql`SELECT COUNT(*)::int AS n FROM pg_stat_activity WHERE usename = 'agentshield_gateway'`)[0]?.[
        "n"
      ];
    await expect.poll(left, { timeout: 5_000 }).toBe(0);
  });

  test("a table that somebody else has locked: rejected in time, and the entry is not half there", async () => {
    const tenant = freshTenant();
    const ledger = caller.ledger(url, 300);
    await server.sql.begin(async (sql) => {
      await sql`LOCK TABLE agentshield.key_uses`;
      const started = performance.now();
      await expect(ledger.append([entry({ tenant })])).rejects.toThrow(/LedgerTimeout/);
      expect(performance.now() - started).toBeLessThan(2_000);
    });
    const after = await caller.ledger(url).usage(query(tenant));
    expect(after).toEqual([]);
    expect([...(await caller.ledger(url).lastUses(tenant))]).toEqual([]);
  });

  test("a wrong password is told without showing it", async () => {
    const wrong = server.url("agentshield_gateway", "hunter2-canary");
    const told = await caller.ledger(wrong).ping().catch(String);
    expect(told).toMatch(/password authentication failed/);
    expect(told).not.toContain("canary");
  });
});

describe("a database that is not there", () => {
  const runtimes: [string, (url: string) => UsageLedger][] = [
    ["workerd", (url) => caller.ledger(url, 500)],
    ["Node", (url) => new PostgresLedger(url, 500)],
  ];

  test.each(runtimes)("from %s: refused connections are rejected in time", async (_, ledgerAt) => {
    const started = performance.now();
    const ledger = ledgerAt(`postgres://u:p@127.0.0.1:${await freePort()}/d`);
    await expect(ledger.append([entry()])).rejects.toThrow(/./);
    await expect(ledger.usage(query("t"))).rejects.toThrow(/./);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test.each(runtimes)("from %s: a server that says nothing is given up", async (_, ledgerAt) => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.on("error", () => undefined)));
    await new Promise<void>((resolve) => {
      silent.listen(0, "127.0.0.1", resolve);
    });
    const started = performance.now();
    const ledger = ledgerAt(`postgres://u:p@127.0.0.1:${(silent.address() as AddressInfo).port}/d`);
    await expect(ledger.ping()).rejects.toThrow(/did not answer within 500 ms/);
    expect(performance.now() - started).toBeLessThan(3_000);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { LedgerEntry } from "../../src/core/ledger-entry.ts";
import type { TenantState } from "../../src/state/port.ts";
import { startWorkerd } from "../../tools/workerd.ts";
import { freePort } from "../support/gateway.ts";
import type { TestLedger } from "./contract/test-ledger.ts";
import type { PortAnswer, PortCall } from "./worker/index.ts";

/** The objects and their adapter, bundled into a Worker of their own. */
export function bundleState(): { readonly folder: string; readonly remove: () => void } {
  mkdirSync("dist", { recursive: true });
  const folder = mkdtempSync("dist/state-");
  const bundling = ["deploy", "--config", "test/state/worker/wrangler.toml", "--dry-run", "--outdir"];
  execFileSync("node_modules/.bin/wrangler", [...bundling, `${process.cwd()}/${folder}/bundle`], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs that Worker in plain workerd. `killed` ends it as a crash would; what is on the disk stays. */
export async function startState(folder: string, ledgerUrl: string) {
  const port = await freePort();
  const worker = {
    name: `state-${port}`,
    port,
    source: `${folder}/bundle`,
    variables: { LEDGER_URL: ledgerUrl },
    state: `${folder}/disk`,
  };
  const child = await startWorkerd(worker, folder);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    state: remoteState(`http://127.0.0.1:${port}`),
    killed: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

interface Waiting {
  readonly call: PortCall;
  readonly settle: (answer: PortAnswer) => void;
  readonly fail: (thrown: unknown) => void;
}

/** Calls that are made at once are sent in one request, and so are concurrent in the runtime. */
function remoteState(url: string): TenantState {
  let waiting: Waiting[] = [];
  const send = async (): Promise<void> => {
    const sent = waiting;
    waiting = [];
    try {
      const response = await fetch(url, { method: "POST", body: JSON.stringify(sent.map(({ call }) => call)) });
      const answers = (await response.json()) as PortAnswer[];
      for (const [index, answer] of answers.entries()) sent[index]?.settle(answer);
    } catch (thrown) {
      for (const { fail } of sent) fail(thrown);
    }
  };
  const call = async (portCall: PortCall): Promise<unknown> => {
    const answer = await new Promise<PortAnswer>((settle, fail) => {
      if (waiting.push({ call: portCall, settle, fail }) === 1) setImmediate(() => void send());
    });
    if ("error" in answer) throw new Error(`${answer.error.name}: ${answer.error.message}`);
    return answer.result;
  };
  return {
    admit: (...args) => call({ name: "admit", args }) as ReturnType<TenantState["admit"]>,
    settle: (...args) => call({ name: "settle", args }) as ReturnType<TenantState["settle"]>,
    spending: (...args) => call({ name: "spending", args }) as ReturnType<TenantState["spending"]>,
    store: (...args) => call({ name: "store", args }) as Promise<undefined>,
    deliver: (...args) => call({ name: "deliver", args }) as Promise<undefined>,
    ping: () => call({ name: "ping", args: [] }) as Promise<undefined>,
  };
}

interface RemoteLedger extends TestLedger {
  readonly url: string;
  /** How many entries of a tenant it did not take. */
  readonly refusals: (tenant: string) => number;
  readonly close: () => Promise<void>;
}

/** A ledger in this process that the Worker reaches over HTTP. */
export async function startLedger(): Promise<RemoteLedger> {
  const taken: LedgerEntry[] = [];
  const refused: LedgerEntry[] = [];
  const failing = new Set<string>();
  const server = createServer((request, response) => {
    void (async () => {
      let body = "";
      for await (const piece of request.setEncoding("utf8")) body += piece;
      const entries = JSON.parse(body) as LedgerEntry[];
      const fails = entries.length > 100 || entries.some(({ tenant }) => failing.has(tenant));
      (fails ? refused : taken).push(...entries);
      response.writeHead(fails ? 503 : 200).end();
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    refusals: (tenant) => refused.filter((entry) => entry.tenant === tenant).length,
    entries: async (tenant) => taken.filter((entry) => entry.tenant === tenant),
    fail: async (tenant, fails) => void (fails ? failing.add(tenant) : failing.delete(tenant)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

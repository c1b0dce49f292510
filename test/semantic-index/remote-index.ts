import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import type { SemanticIndex } from "../../src/semantic-index/port.ts";
import { startWorkerd } from "../../tools/workerd.ts";
import { freePort } from "../support/gateway.ts";
import { type IndexAnswer, type IndexCall, writeVectors } from "./wire.ts";

/** The object and its adapter, bundled into a Worker of their own. */
export function bundleIndex(): { readonly folder: string; readonly remove: () => void } {
  mkdirSync("dist", { recursive: true });
  const folder = mkdtempSync("dist/semantic-index-");
  const bundling = ["deploy", "--config", "test/semantic-index/worker/wrangler.toml", "--dry-run", "--outdir"];
  execFileSync("node_modules/.bin/wrangler", [...bundling, `${process.cwd()}/${folder}/bundle`], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs that Worker in plain workerd. `killed` ends it as a crash would; what is on the disk stays. */
export async function startIndex(folder: string) {
  const port = await freePort();
  const name = `semantic-index-${port}`;
  const worker = { name, port, source: `${folder}/bundle`, variables: {}, state: `${folder}/disk` };
  const child = await startWorkerd(worker, folder);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const call = callsTo(`http://127.0.0.1:${port}`);
  return {
    index: remoteIndex(call),
    corrupt: async (tenant: string, id: string) => void (await call({ name: "corrupt", args: [tenant, id] })),
    killed: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

interface Waiting {
  readonly call: IndexCall;
  readonly settle: (answer: IndexAnswer) => void;
  readonly fail: (thrown: unknown) => void;
}

/** Calls that are made at once are sent in one request, and so are concurrent in the runtime. */
function callsTo(url: string) {
  let waiting: Waiting[] = [];
  const send = async (): Promise<void> => {
    const sent = waiting;
    waiting = [];
    try {
      const calls = sent.map(({ call }) => call);
      const response = await fetch(url, { method: "POST", body: JSON.stringify(calls, writeVectors) });
      const answers = (await response.json()) as IndexAnswer[];
      for (const [index, answer] of answers.entries()) sent[index]?.settle(answer);
    } catch (thrown) {
      for (const { fail } of sent) fail(thrown);
    }
  };
  return async (call: IndexCall): Promise<unknown> => {
    const answer = await new Promise<IndexAnswer>((settle, fail) => {
      if (waiting.push({ call, settle, fail }) === 1) setImmediate(() => void send());
    });
    if ("error" in answer) throw new Error(answer.error);
    return answer.result;
  };
}

function remoteIndex(call: (call: IndexCall) => Promise<unknown>): SemanticIndex {
  const remote = <Name extends keyof SemanticIndex>(name: Name) =>
    ((...args: unknown[]) => call({ name, args })) as unknown as SemanticIndex[Name];
  return {
    query: remote("query"),
    put: remote("put"),
    addAlias: remote("addAlias"),
    addNegative: remote("addNegative"),
    remove: remote("remove"),
    bumpEpoch: remote("bumpEpoch"),
    report: remote("report"),
    record: remote("record"),
    sums: remote("sums"),
    audits: remote("audits"),
    ping: remote("ping"),
  };
}

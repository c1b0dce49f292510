import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { vi } from "vitest";
import { freePort } from "./gateway.ts";

/**
 * `npm run dev` as a developer starts it, on a free port. Its variables come from the example and
 * from here, not from .dev.vars: that file is the developer's and may name real providers.
 */
export async function startDevServer(variables: Readonly<Record<string, string>>) {
  const directory = mkdtempSync(join(tmpdir(), "agentshield-dev-"));
  const port = await freePort();
  const options = {
    "--port": String(port),
    "--inspector-port": "0",
    "--persist-to": `${directory}/state`,
    "--env-file": ".dev.vars.example",
  };
  const given = Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
  const child = spawn(process.execPath, ["tools/dev.ts", ...Object.entries(options).flat(), ...given], {
    // A group of its own, so that nothing of it outlives the tests.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
      WRANGLER_LOG_PATH: `${directory}/logs`,
      WRANGLER_REGISTRY_PATH: `${directory}/registry`,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const close = async () => {
    await endGroup(child);
    rmSync(directory, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(`${url}/readyz`, child, () => output);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    url,
    /** The audit records that it has printed so far. */
    records: () =>
      output
        .split("\n")
        .filter((line) => line.startsWith('{"event":"request"'))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    /** What GET /dev/journal says has left for providers, newest first. */
    journal: async () => {
      const { entries } = (await (await fetch(`${url}/dev/journal`)).json()) as { entries: JournalEntry[] };
      return entries;
    },
    close,
  };
}

export type DevServer = Awaited<ReturnType<typeof startDevServer>>;

export interface JournalEntry {
  readonly method: string;
  readonly url: string;
  readonly body: Record<string, unknown>;
}

async function ready(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const answers = async () => {
    if (child.exitCode !== null) return true;
    return fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  await vi.waitUntil(answers, { timeout: 40_000, interval: 100 });
  if (child.exitCode !== null) throw new Error(`npm run dev has stopped:\n${output()}`);
}

/** Ends it as a supervisor does, by a signal to `npm run dev` alone; by force only when that is not enough. */
async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const signal = (name: NodeJS.Signals | 0) => {
    try {
      return process.kill(-pid, name);
    } catch {
      return false;
    }
  };
  child.kill("SIGTERM");
  await vi
    .waitUntil(() => !signal(0), { timeout: 10_000 })
    .catch(() => {
      signal("SIGKILL");
    });
}

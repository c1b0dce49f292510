import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { localDatabase } from "./workerd-d1.ts";

/** A Worker as plain `workerd serve` runs it: for tests of the bundle as it is deployed, and for benchmarks. */
export interface PlainWorker {
  readonly name: string;
  readonly port: number;
  /** The script, or the folder of a bundle (`wrangler deploy --dry-run --outdir`). */
  readonly source: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Where the objects of the gateway keep their state, and its ledger (D1); a Worker without objects has none. */
  readonly state?: string;
  /** Files with certificates (PEM) that it trusts in what it calls; without any it calls over http only. */
  readonly trusted?: readonly string[] | undefined;
  /** The header in which whoever stands in front of it hands over `request.cf`, as JSON. */
  readonly edgeHeader?: string | undefined;
}

/** Writes the Worker's configuration into a folder and starts it. Its log lines go to `log`, or nowhere. */
export async function startWorkerd(
  worker: PlainWorker,
  directory: string,
  log?: (line: string) => void,
): Promise<ChildProcess> {
  mkdirSync(worker.state ?? directory, { recursive: true });
  const file = `${directory}/${worker.name}.capnp`;
  writeFileSync(file, configuration(worker, directory));
  const output = log === undefined ? "ignore" : "pipe";
  // The database's simulator needs an unfinished call of the runtime's; the Worker itself does not get it.
  const child = spawn("node_modules/.bin/workerd", ["serve", "--experimental", file], {
    stdio: ["ignore", output, output],
  });
  if (log !== undefined) collectLines(child, log);
  await listening(worker.port, child);
  return child;
}

function configuration(
  { port, source, variables, state, trusted, edgeHeader }: PlainWorker,
  directory: string,
): string {
  const bindings = Object.entries(variables).map(([name, value]) => `(name = ${quote(name)}, text = ${quote(value)})`);
  const classes = state === undefined ? [] : objectClasses();
  for (const [binding, className] of classes)
    bindings.push(`(name = ${quote(binding)}, durableObjectNamespace = ${quote(className)})`);
  const namespaces = classes.map(
    ([binding, className]) =>
      `(className = ${quote(className)}, uniqueKey = ${quote(binding.toLowerCase())}, enableSql = true)`,
  );
  const ledger = state === undefined ? undefined : localDatabase("LEDGER", "state", directory);
  if (ledger !== undefined) bindings.push(ledger.binding);
  const objects =
    state === undefined
      ? ""
      : `durableObjectNamespaces = [${namespaces.join(", ")}],
    durableObjectStorage = (localDisk = "state"),`;
  const certificates = trusted?.map((file) => quote(readFileSync(file, "utf8"))).join(", ");
  const tls = certificates === undefined ? "" : `, tlsOptions = (trustedCertificates = [${certificates}])`;
  const http = edgeHeader === undefined ? "()" : `(cfBlobHeader = ${quote(edgeHeader)})`;
  const disk =
    state === undefined ? "" : `(name = "state", disk = (path = ${quote(resolve(state))}, writable = true)),`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      compatibilityDate = ${quote(setting("compatibility_date"))},
      compatibilityFlags = ${setting("compatibility_flags")},
      modules = [${modules(source, directory).join(", ")}],
      bindings = [${bindings.join(", ")}],
      ${objects}
    )),
    ${disk}
    ${ledger?.services ?? ""}
    (name = "internet", network = (allow = ["private", "public"]${tls})),
  ],
  ${ledger?.extensions ?? ""}
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = ${http}, service = "main")]
);
`;
}

/** The deployment's Durable Objects: name of the binding and of the class. */
function objectClasses(): [string, string][] {
  const bindings = readFileSync("wrangler.toml", "utf8").matchAll(
    /^\[\[durable_objects\.bindings\]\]\nname = "(\w+)"\nclass_name = "(\w+)"$/gm,
  );
  return [...bindings].map(([, name = "", className = ""]) => [name, className]);
}

/** The same setting as the deployment's. */
function setting(name: string): string {
  const value = new RegExp(`^${name} = (.+)$`, "m").exec(readFileSync("wrangler.toml", "utf8"))?.[1];
  if (value === undefined) throw new Error(`wrangler.toml has no ${name}`);
  return value.replace(/^"(.*)"$/, "$1");
}

function modules(source: string, directory: string): string[] {
  // Cap'n Proto embeds files relative to the one that names them.
  const embed = (path: string) => `embed ${quote(relative(directory, path))}`;
  if (source.endsWith(".js")) return [`(name = "worker.js", esModule = ${embed(source)})`];
  const wasm = readdirSync(source).filter((file) => file.endsWith(".wasm"));
  return [
    `(name = "index.js", esModule = ${embed(`${source}/index.js`)})`,
    ...wasm.map((file) => `(name = ${quote(`./${file}`)}, wasm = ${embed(`${source}/${file}`)})`),
  ];
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function collectLines(child: ChildProcess, log: (line: string) => void): void {
  for (const output of [child.stdout, child.stderr]) {
    let rest = "";
    output?.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(log);
    });
  }
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error("workerd has stopped");
    const answered = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resume) => {
      setTimeout(resume, 50);
    });
  }
  throw new Error(`nothing answers on port ${port}`);
}

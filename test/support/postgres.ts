import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import postgres from "postgres";
import { vi } from "vitest";
import { freePort } from "./gateway.ts";

const INSTALLED = "/usr/lib/postgresql";

/** Where the server's programs are, or nothing. @throws where the services must be there and are not. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED).filter((name) => /^\d+$/.test(name)) : [];
  const newest = versions.toSorted((one, other) => Number(other) - Number(one))[0];
  if (newest !== undefined) return `${INSTALLED}/${newest}/bin`;
  if (process.env["REQUIRE_SERVICES"] === "1") throw new Error("REQUIRE_SERVICES=1 needs PostgreSQL (apt: postgresql)");
  console.warn("\nPostgreSQL IS NOT INSTALLED: the ledger in PostgreSQL is NOT tested (apt: postgresql).\n");
  return undefined;
}

/** A PostgreSQL of its own, thrown away at the end. It answers on 127.0.0.1 with passwords, as a real one does. */
export async function startPostgres(programs: string) {
  const directory = mkdtempSync(`${tmpdir()}/ledger-postgres-`);
  const owner = serverOwner();
  if (owner !== undefined) chownSync(directory, owner.uid, owner.gid);
  const data = `${directory}/data`;
  const asOwner = { ...owner, cwd: directory, env: { ...process.env, LC_ALL: "C.UTF-8" } };
  execFileSync("/bin/sh", ["-c", `echo owner > ${directory}/password`], asOwner);
  const settings = ["--auth=scram-sha-256", "--username=owner", `--pwfile=${directory}/password`, "--encoding=UTF8"];
  execFileSync(`${programs}/initdb`, [`--pgdata=${data}`, "--no-sync", ...settings], { ...asOwner, stdio: "ignore" });
  const port = await freePort();
  const options = [
    `-p${port}`,
    "-cfsync=off",
    "-clisten_addresses=127.0.0.1",
    `-cunix_socket_directories=${directory}`,
  ];
  const server = spawn(`${programs}/postgres`, ["-D", data, ...options], { ...asOwner, stdio: "ignore" });
  const url = (user: string, password: string) => `postgres://${user}:${password}@127.0.0.1:${port}/postgres`;
  const sql = postgres(url("owner", "owner"), { max: 2, onnotice: () => undefined });
  await vi.waitUntil(() => sql`SELECT 1`.catch(() => false), { timeout: 10_000 });
  return {
    /** As the owner of the database. */
    sql,
    url,
    close: async () => {
      await sql.end({ timeout: 1 });
      const gone = new Promise((resolve) => {
        server.once("exit", resolve);
      });
      if (server.exitCode === null) {
        server.kill("SIGQUIT");
        await gone;
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root; the package brings a user for it. */
function serverOwner(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (what: string) => Number(execFileSync("id", [what, "postgres"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

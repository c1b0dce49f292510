import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN_TOKEN } from "../support/admin-client.ts";
import { chat, startGateway, type TestGateway } from "../support/gateway.ts";

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let gateway: TestGateway;
let folder: string;
beforeAll(async () => {
  gateway = await startGateway({ ADMIN_TOKEN });
  folder = mkdtempSync(join(tmpdir(), "agentshield-cli-"));
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

const SCRIPT = resolve("bin/agentshield.js");

/** Runs the command as a shell would, in a folder of its own. */
async function run(line: string, variables: Record<string, string> = {}, input = ""): Promise<Ended> {
  const env = { ...process.env, AGENTSHIELD_URL: gateway.url, AGENTSHIELD_ADMIN_TOKEN: ADMIN_TOKEN, ...variables };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [SCRIPT, ...line.split(" ").filter(Boolean)],
      { cwd: folder, env },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
    child.stdin?.end(input);
  });
}

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

test("a tenant and its keys, from the first to the last", async () => {
  expect(await run("tenants create acme")).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^tenant: +acme\nstate: +enabled\nversion: +1\n/),
    err: "",
  });

  const created = await run("keys create --tenant acme --label shop --expires 2099-01-01T00:00:00Z");
  const [, key = "", id = ""] =
    /^key \(shown once\): +(sk-as-(\w{12})-\S{48})\nsigns requests with: [0-9a-f]{64}\nid: +\2\ntenant: +acme\nexpires: +2099-01-01T00:00:00.000Z\n$/.exec(
      created.out,
    ) ?? [];
  expect(created).toMatchObject({ code: 0, err: "" });
  const status = async (one: string) =>
    (
      await chat(
        gateway,
        { model: "echo/echo", messages: [{ role: "user", content: "x" }] },
        { authorization: `Bearer ${one}` },
      )
    ).status;
  expect(await status(key)).toBe(200);

  expect((await run("keys list --tenant acme")).out).toMatch(
    new RegExp(`^key +state +label +created +last used\n${id} +active +shop +\\S+ +\\S+\n$`),
  );

  const rotated = JSON.parse((await run(`keys rotate ${id} --tenant acme --overlap 1h --json`)).out) as {
    key: string;
    oldSecretUntil: string;
  };
  expect([await status(rotated.key), await status(key)]).toEqual([200, 200]);
  expect(Date.parse(rotated.oldSecretUntil) - Date.now()).toBeGreaterThan(3_500_000);

  const policy = file("policy.json", JSON.stringify({ models: ["echo/*"] }));
  expect((await run(`tenants policy acme --policy ${policy}`)).out).toContain("version: 2");
  expect((await run("tenants policy acme --policy -", {}, '{"strict":true}')).out).toContain('"strict": true');
  expect((await run("tenants get acme")).out).toContain("version: 3");
  expect((await run("tenants list")).out).toMatch(/^tenant +state +version +created\nacme +enabled +3 +\S+\n$/);

  expect(await run(`keys revoke ${id} --tenant acme`)).toEqual({
    code: 0,
    out: `${id} is revoked, everywhere within 30 seconds.\n`,
    err: "",
  });
  expect((await run("keys list --tenant acme")).out).toContain(" revoked ");
  expect((await run("usage --tenant acme --group-by key,day --from 2026-01-01 --to 2026-02-01")).out).toMatch(
    /^key +day +requests +failed +hits +input +output +USD\n$/,
  );
});

test("a list of more than a page is whole", async () => {
  await run("tenants create many");
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
  for (let count = 0; count < 105; count += 1)
    await fetch(`${gateway.url}/admin/v1/tenants/many/keys`, { method: "POST", headers, body: "{}" });
  const keys = JSON.parse((await run("keys list --tenant many --json")).out) as { id: string }[];
  expect(new Set(keys.map(({ id }) => id)).size).toBe(105);
});

describe("called wrongly, it ends with 2, says why, and asks nobody", () => {
  test.each([
    ["tenants destroy acme", /There is no command "tenants destroy"/],
    ["constructor", /There is no command/],
    ["keys create", /needs --tenant/],
    ["keys create acme --tenant acme", /usage: agentshield keys create --tenant/],
    ["keys create --tenant acme --overlap 1h", /takes no --overlap/],
    ["keys create --tenant acme --colour red", /--colour/],
    ["keys create --tenant", /--tenant/],
    ["keys rotate aaaaaaaaaaaa --tenant acme", /needs --overlap/],
    ["keys rotate aaaaaaaaaaaa --tenant acme --overlap 1y", /--overlap must be a time/],
    ["keys revoke ../../tenants/acme/disable --tenant acme", /is no id/],
    ["keys list --tenant ../usage", /is no id/],
    ["tenants policy acme", /needs --policy/],
    ["tenants policy acme --policy nowhere.json", /nowhere.json cannot be read/],
    ["tenants policy acme --policy broken.json", /broken.json is not valid JSON/],
  ])("%s", async (line, message) => {
    file("broken.json", "{");
    const ended = await run(line, { AGENTSHIELD_URL: "http://127.0.0.1:9" });
    expect(ended).toMatchObject({ code: 2, out: "", err: expect.stringMatching(message) });
  });

  test.each([
    ["no token", { AGENTSHIELD_ADMIN_TOKEN: "" }, /Set AGENTSHIELD_ADMIN_TOKEN/],
    ["a token with a line break", { AGENTSHIELD_ADMIN_TOKEN: "a\r\nx: y" }, /one line/],
    ["a URL that is none", { AGENTSHIELD_URL: "gateway" }, /must be an http or https URL/],
    ["another protocol", { AGENTSHIELD_URL: "ftp://localhost" }, /must be an http or https URL/],
    ["a token that would go over http", { AGENTSHIELD_URL: "http://gateway.example" }, /must not be sent over http/],
  ])("with %s", async (_, variables, message) => {
    rmSync(join(folder, ".dev.vars"), { force: true });
    const ended = await run("tenants list", variables);
    expect(ended).toMatchObject({ code: 2, out: "", err: expect.stringMatching(message) });
    expect(ended.err).not.toContain(ADMIN_TOKEN);
  });
});

describe("what the gateway refuses ends with 1, with its words and the field", () => {
  test.each([
    ["tenants get nobody", {}, /There is no such tenant\. \(tenant\)/],
    ["tenants create Upper", {}, /lower-case letters.*\(id\)/],
    ["keys create --tenant nobody", {}, /There is no such tenant/],
    ["usage --tenant acme --group-by planet", {}, /\(groupBy\.0\)/],
    [
      "tenants list",
      { AGENTSHIELD_ADMIN_TOKEN: "another-token-of-the-tests-0123456789" },
      /Missing or incorrect admin token/,
    ],
    ["tenants list", { AGENTSHIELD_URL: "http://127.0.0.1:9" }, /http:\/\/127\.0\.0\.1:9 cannot be reached/],
  ])("%s %j", async (line, variables, message) => {
    expect(await run(line, variables)).toMatchObject({ code: 1, out: "", err: expect.stringMatching(message) });
  });

  test("a gateway without an admin API", async () => {
    const closed = await startGateway();
    try {
      const { code, err } = await run("tenants list", { AGENTSHIELD_URL: closed.url });
      expect([code, err]).toEqual([1, "agentshield: The gateway has no admin API: it has no ADMIN_TOKEN.\n"]);
    } finally {
      await closed.close();
    }
  });
});

describe("the token of development", () => {
  test.each([`ADMIN_TOKEN=${ADMIN_TOKEN}`, `A=1\nADMIN_TOKEN="${ADMIN_TOKEN}"\n`])(
    "is read from .dev.vars for a gateway on this machine",
    async (text) => {
      file(".dev.vars", text);
      expect((await run("tenants list", { AGENTSHIELD_ADMIN_TOKEN: "" })).code).toBe(0);
    },
  );

  test("is not sent anywhere else", async () => {
    file(".dev.vars", `ADMIN_TOKEN=${ADMIN_TOKEN}`);
    const ended = await run("tenants list", {
      AGENTSHIELD_ADMIN_TOKEN: "",
      AGENTSHIELD_URL: "https://gateway.example",
    });
    expect(ended).toMatchObject({ code: 2, err: expect.stringContaining("Set AGENTSHIELD_ADMIN_TOKEN") });
  });
});

test("help names every command, and needs nothing", async () => {
  for (const line of ["", "--help", "keys create --help"]) {
    const { code, out } = await run(line, { AGENTSHIELD_URL: "", AGENTSHIELD_ADMIN_TOKEN: "" });
    expect(code).toBe(0);
    for (const name of [
      "tenants create",
      "tenants list",
      "tenants get",
      "tenants policy",
      "keys create",
      "keys list",
      "keys rotate",
      "keys revoke",
      "usage",
    ])
      expect(out).toContain(`  ${name} `);
  }
});

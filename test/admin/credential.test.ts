import { describe, expect, test } from "vitest";
import { ADMIN_TOKEN, adminApp } from "../support/admin.ts";

const ROUTES = [
  ["POST", "/tenants"],
  ["GET", "/tenants"],
  ["GET", "/tenants/acme"],
  ["PUT", "/tenants/acme/policy"],
  ["POST", "/tenants/acme/disable"],
  ["POST", "/tenants/acme/enable"],
  ["GET", "/tenants/acme/budgets"],
  ["POST", "/tenants/acme/keys"],
  ["GET", "/tenants/acme/keys"],
  ["GET", "/tenants/acme/keys/aaaaaaaaaaaa"],
  ["PATCH", "/tenants/acme/keys/aaaaaaaaaaaa"],
  ["POST", "/tenants/acme/keys/aaaaaaaaaaaa/rotate"],
  ["POST", "/tenants/acme/keys/aaaaaaaaaaaa/revoke"],
  ["GET", "/usage?tenant=acme"],
  ["GET", "/nothing"],
] as const;

describe.each(ROUTES)("%s %s", (method, path) => {
  const wrong: [string, string | undefined, string][] = [
    ["no token", undefined, "missing"],
    ["another token", "another-token-of-the-tests-0123456789", "mismatch"],
    ["the beginning of the token", ADMIN_TOKEN.slice(0, -1), "mismatch"],
    ["the token and more", `${ADMIN_TOKEN}0`, "mismatch"],
    ["an empty token", "", "missing"],
  ];
  test.each(wrong)("with %s is refused, and says nothing of what is there", async (_, token) => {
    const { admin, changes } = adminApp();
    const { status, body, headers } = await admin(method, path, { token, body: method === "GET" ? undefined : {} });
    expect(status).toBe(401);
    expect(body).toEqual({
      error: {
        message: "Missing or incorrect admin token. Send it as 'Authorization: Bearer'.",
        type: "invalid_request_error",
        param: null,
        code: "invalid_admin_token",
      },
    });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(changes).toEqual([]);
  });

  test("is not there without an admin token in the environment", async () => {
    const { admin } = adminApp({ token: "" });
    const { status, body } = await admin(method, path, { body: method === "GET" ? undefined : {} });
    expect([status, body.error.code]).toEqual([404, "not_found"]);
  });
});

test("the token opens nothing but /admin, and a key nothing but /v1", async () => {
  const { admin, who, ask } = adminApp();
  await admin("POST", "/tenants", { body: { id: "acme" } });
  const { body } = await admin("POST", "/tenants/acme/keys", { body: {} });
  expect(await who(body.key)).toEqual({ tenant: "acme", keyId: body.id });
  expect(await who(ADMIN_TOKEN)).toBe(401);
  expect((await admin("GET", "/tenants", { token: body.key })).status).toBe(401);
  const inAnotherHeader = await ask("GET", "/admin/v1/tenants", {
    token: undefined,
    headers: { "x-api-key": ADMIN_TOKEN },
  });
  expect(inAnotherHeader.status).toBe(401);
});

test("no page of another site can read it", async () => {
  const { ask } = adminApp();
  for (const method of ["GET", "OPTIONS"]) {
    const { headers } = await ask(method, "/admin/v1/tenants", { headers: { origin: "https://evil.example" } });
    expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  }
});

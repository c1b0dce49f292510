import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { exampleOf, type Schema, typeOf } from "../../src/admin/example.ts";
import { adminApp } from "../support/admin.ts";

interface Described {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { summary?: string; security?: object[]; responses: object }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const describedBy = async (app = adminApp()) =>
  (await (await app.ask("GET", "/openapi.json", { token: undefined })).json()) as Described;

describe("/openapi.json", () => {
  test("names every route of the admin API and of the proxy, each with its credential", async () => {
    const { openapi, paths } = await describedBy();
    const routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { security = [] }]) =>
        [`${method} ${path}`, ...security.flatMap(Object.keys)].join(" "),
      ),
    );
    expect(openapi).toBe("3.1.0");
    expect(routes.toSorted()).toEqual(
      [
        "post /v1/chat/completions gatewayKey",
        "get /v1/models gatewayKey",
        "get /healthz",
        "get /readyz",
        "post /admin/v1/tenants adminToken",
        "get /admin/v1/tenants adminToken",
        "get /admin/v1/tenants/{tenant} adminToken",
        "put /admin/v1/tenants/{tenant}/policy adminToken",
        "post /admin/v1/tenants/{tenant}/disable adminToken",
        "post /admin/v1/tenants/{tenant}/enable adminToken",
        "get /admin/v1/tenants/{tenant}/budgets adminToken",
        "post /admin/v1/tenants/{tenant}/keys adminToken",
        "get /admin/v1/tenants/{tenant}/keys adminToken",
        "get /admin/v1/tenants/{tenant}/keys/{key} adminToken",
        "patch /admin/v1/tenants/{tenant}/keys/{key} adminToken",
        "post /admin/v1/tenants/{tenant}/keys/{key}/rotate adminToken",
        "post /admin/v1/tenants/{tenant}/keys/{key}/revoke adminToken",
        "get /admin/v1/usage adminToken",
      ].toSorted(),
    );
  });

  test("says nothing of /admin where there is none", async () => {
    const { paths } = await describedBy(adminApp({ token: "" }));
    expect(Object.keys(paths).filter((path) => path.startsWith("/admin"))).toEqual([]);
  });

  test("is complete in itself: every reference is there, and every pattern compiles", async () => {
    const document = await describedBy();
    const names = new Set(Object.keys(document.components.schemas));
    let seen = 0;
    JSON.parse(JSON.stringify(document), (name, value: unknown) => {
      if (name === "$ref") expect(names).toContain(String(value).replace("#/components/schemas/", ""));
      if (name === "pattern" && typeof value === "string") {
        seen += 1;
        expect(() => new RegExp(value, "u")).not.toThrow();
        expect(value).not.toMatch(/\/[a-z]$/);
      }
      return value;
    });
    expect(seen).toBeGreaterThan(5);
    expect([...names].toSorted()).toEqual(
      expect.arrayContaining(["Key", "KeyPolicy", "ShownKey", "Tenant", "TenantPolicy", "Usage"]),
    );
  });

  test("gives examples that the API takes", async () => {
    const app = adminApp();
    const { components } = await describedBy(app);
    const example = (name: string) => exampleOf(components.schemas[name] ?? {}, components.schemas) as object;
    const tenant = await app.admin("POST", "/tenants", { body: example("NewTenant") });
    expect([tenant.status, tenant.body.id]).toEqual([201, "acme"]);
    const key = await app.admin("POST", "/tenants/acme/keys", {
      body: { ...example("NewKey"), expiresAt: "2027-01-01T00:00:00Z" },
    });
    expect(key.status).toBe(201);
    const rotated = await app.admin("POST", `/tenants/acme/keys/${key.body.id}/rotate`, { body: example("Rotation") });
    expect(rotated.status).toBe(200);
  });
});

describe("/docs", () => {
  test("is a page without any script, which may load nothing", async () => {
    const response = await adminApp().ask("GET", "/docs", { token: undefined });
    const page = await response.text();
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(page).not.toMatch(/<script|<link|<img|javascript:| on\w+=|(?:src|href)="(?:https?:)?\/\//i);
  });

  test("shows every route with a call that can be copied", async () => {
    const app = adminApp();
    const page = await (await app.ask("GET", "/docs")).text();
    const { paths } = await describedBy(app);
    for (const [path, item] of Object.entries(paths))
      for (const { summary = "" } of Object.values(item)) {
        expect(page).toContain(`<span class="path">${path}</span>`);
        expect(page).toContain(summary.replaceAll("'", "&#39;"));
      }
    expect(page).toContain("curl -X POST &#39;http://localhost/admin/v1/tenants/acme/keys&#39;");
    expect(page.match(/<article /g)).toHaveLength(18);
    // The fields of a policy, however deep they are.
    for (const field of ["models", "policy.models", "limits[].algorithm", "pii.words[].wholeWords", "overlapSeconds"])
      expect(page).toContain(`<code>${field}</code>`);
  });

  test("does not let the name that it is called by become markup", async () => {
    const app = adminApp();
    const page = await (
      await app.ask("GET", "http://x.example%3Cscript%3E/docs").catch(() => app.ask("GET", "/docs"))
    ).text();
    expect(page).not.toContain("<script");
  });
});

describe("an example", () => {
  const schemas = { Name: { type: "string", example: "acme" } };
  const cases: [string, Schema, unknown, string][] = [
    ["a reference", { $ref: "#/components/schemas/Name" }, "acme", "string"],
    ["a reference that leads nowhere", { $ref: "#/components/schemas/X" }, null, "any"],
    ["a choice of values", { type: "string", enum: ["a", "b"] }, "a", "a · b"],
    ["a choice of schemas", { oneOf: [{ type: "integer" }, { type: "string" }] }, 1, "integer or string"],
    ["what may be null", { type: ["string", "null"] }, "…", "string or null"],
    ["a list", { type: "array", items: { type: "string" }, maxItems: 3 }, [], "array of string, at most 3"],
    ["bounds", { type: "integer", minimum: 1, maximum: 9 }, 1, "integer, 1 to 9"],
    ["parts", { allOf: [{ $ref: "#/components/schemas/Name" }, { description: "x" }] }, "acme", "string"],
    [
      "an object: what must be there, and what has an example",
      {
        type: "object",
        properties: { a: { type: "string" }, b: { type: "integer" }, c: { $ref: "#/components/schemas/Name" } },
        required: ["b"],
      },
      { b: 1, c: "acme" },
      "object",
    ],
  ];
  test.each(cases)("of %s", (_, schema, example, type) => {
    expect(exampleOf(schema, schemas)).toEqual(example);
    expect(typeOf(schema, schemas)).toBe(type);
  });
});

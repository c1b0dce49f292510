import { describe, expect, test } from "vitest";
import { keyPolicy } from "../../src/config/tenant-policy.ts";
import { both, compileAccess } from "../../src/policy/access.ts";

const access = (rules: object) => compileAccess(keyPolicy.parse(rules));

describe("what is not restricted is allowed, and an empty list allows nothing", () => {
  const open = access({});
  const shut = access({ models: [], providers: [], paths: [], ips: [], referrers: [] });
  test.each([
    ["models", (one: typeof open) => one.permitsModel("openai", "gpt-4o")],
    ["paths", (one: typeof open) => one.permitsPath("/v1/models")],
    ["addresses", (one: typeof open) => one.permitsAddress("10.0.0.1")],
    ["pages", (one: typeof open) => one.permitsPage("https://app.example")],
  ])("%s", (_, ask) => {
    expect([ask(open), ask(shut)]).toEqual([true, false]);
  });

  test("nothing that is unknown is refused where nothing is said of it", () => {
    expect([open.permitsAddress(undefined), open.permitsPage(undefined)]).toEqual([true, true]);
  });
});

describe("models and providers", () => {
  const cases: [object, string, string, boolean][] = [
    [{ models: ["openai/gpt-4o"] }, "openai", "gpt-4o", true],
    [{ models: ["openai/gpt-4o"] }, "openai", "gpt-4o-mini", false],
    [{ models: ["openai/gpt-4o"] }, "azure", "gpt-4o", false],
    [{ models: ["openai/gpt-4o*"] }, "openai", "gpt-4o-mini", true],
    [{ models: ["openai/*"] }, "openai", "anything/at-all", true],
    [{ models: ["openai/*"] }, "openai2", "m", false],
    [{ models: ["*"] }, "anybody", "m", true],
    [{ models: ["ollama/a", "openai/b"] }, "openai", "b", true],
    [{ models: ["openai/.*"] }, "openai", "m", false],
    [{ providers: ["openai"] }, "openai", "m", true],
    [{ providers: ["openai"] }, "anthropic", "m", false],
    [{ providers: ["anthropic"], models: ["openai/*"] }, "openai", "m", false],
    [{ providers: ["__proto__"] }, "constructor", "m", false],
  ];
  test.each(cases)("%j: %s/%s is %s", (rules, provider, model, expected) => {
    expect(access(rules).permitsModel(provider, model)).toBe(expected);
  });
});

describe("paths", () => {
  const cases: [string, string, boolean][] = [
    ["/v1/models", "/v1/models", true],
    ["/v1/models", "/v1/models/x", false],
    ["/v1/models", "/v1/modelsx", false],
    ["/v1/chat/*", "/v1/chat/completions", true],
    ["/v1/chat/*", "/v1/chat", false],
    ["/v1/*", "/v1/", true],
    ["/v1/models/{id}", "/v1/models/gpt-4o", true],
    ["/v1/models/{id}", "/v1/models/", false],
    ["/v1/models/{id}", "/v1/models/a/b", false],
    ["/v1/{any}/completions", "/v1/chat/completions", true],
    ["/v1/{any}/completions", "/v1/chat/other", false],
    ["/v1/{any}/*", "/v1/chat/completions/deep", true],
    ["/v1/{any}/*", "/v1/chat", false],
    ["/v1/a.b", "/v1/aXb", false],
  ];
  test.each(cases)("%s and %s: %s", (pattern, path, expected) => {
    expect(access({ paths: [pattern] }).permitsPath(path)).toBe(expected);
  });
});

describe("addresses", () => {
  const rules = { ips: ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"] };
  const cases: [string | undefined, boolean][] = [
    ["10.255.0.1", true],
    ["11.0.0.1", false],
    ["192.0.2.7", true],
    ["192.0.2.8", false],
    ["2001:db8:1::1", true],
    ["2001:db9::1", false],
    ["::ffff:10.0.0.1", false],
    // What is no single address never counts as one.
    [undefined, false],
    ["", false],
    ["10.0.0.0/8", false],
    ["10.0.0.0/24", false],
    ["10.0.0.1, 192.0.2.7", false],
    ["010.0.0.1", false],
    ["10.0.0.1 ", true],
    ["localhost", false],
  ];
  test.each(cases)("%j: %s", (address, expected) => {
    expect(access(rules).permitsAddress(address)).toBe(expected);
  });

  test.each(["10.0.0.1/8", "10.0.0.0/33", "10.0.0", "host", "::/129", ""])("%j is no network", (range) => {
    expect(() => access({ ips: ["127.0.0.1", range] })).toThrow(/ips\.1: /);
  });
});

describe("pages", () => {
  const rules = { referrers: ["App.example", "*.acme.example", "localhost"] };
  const cases: [string | undefined, boolean][] = [
    ["https://app.example", true],
    ["https://app.example:8443/deep?q#f", true],
    ["https://APP.EXAMPLE", true],
    ["http://localhost:3000", true],
    ["https://x.app.example", false],
    ["https://app.example.evil.example", false],
    ["https://evilapp.example", false],
    ["https://a.acme.example", true],
    ["https://a.b.acme.example", true],
    ["https://acme.example", false],
    ["https://evilacme.example", false],
    ["https://app.example@evil.example", false],
    ["javascript://app.example/", false],
    ["file://app.example/", false],
    ["null", false],
    ["", false],
    [undefined, false],
    ["app.example", false],
  ];
  test.each(cases)("%j: %s", (page, expected) => {
    expect(access(rules).permitsPage(page)).toBe(expected);
  });

  test.each(["https://app.example", "app.example:80", "*", "*.", "a b", "*.*.example", "", "münchen.example"])(
    "%j is no host",
    (host) => {
      expect(() => access({ referrers: [host] })).toThrow(/referrers\.0: /);
    },
  );
});

test("what a tenant and a key allow is what both allow", () => {
  const policy = both(
    access({ models: ["openai/*"], paths: ["/v1/*"], ips: ["10.0.0.0/8"], referrers: ["*.example"] }),
    access({
      models: ["*"],
      providers: ["openai"],
      paths: ["/v1/models"],
      ips: ["10.1.0.0/16"],
      referrers: ["a.example"],
    }),
  );
  expect([policy.permitsModel("openai", "m"), policy.permitsModel("azure", "m")]).toEqual([true, false]);
  expect([policy.permitsPath("/v1/models"), policy.permitsPath("/v1/chat")]).toEqual([true, false]);
  expect([policy.permitsAddress("10.1.2.3"), policy.permitsAddress("10.2.2.3")]).toEqual([true, false]);
  expect([policy.permitsPage("https://a.example"), policy.permitsPage("https://b.example")]).toEqual([true, false]);
});

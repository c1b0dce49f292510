import { expect, test } from "vitest";
import { tenantDigests } from "../../src/keys/tenant-digest.ts";

const PEPPER = "pepper-of-the-tests";

test("a value's digest is the same within a tenant, and another one under every other tenant and pepper", () => {
  const digests = [
    tenantDigests(PEPPER)("alice")("a@x"),
    tenantDigests(PEPPER)("bob")("a@x"),
    tenantDigests("another-pepper-of-tests")("alice")("a@x"),
    tenantDigests(PEPPER)("alice")("b@x"),
  ];
  expect(new Set(digests).size).toBe(4);
  for (const digest of digests) expect(digest).toMatch(/^[0-9A-F]{16}$/);
  expect(tenantDigests(PEPPER)("alice")("a@x")).toBe(digests[0]);
});

test("what digests of one kind say tells nothing about those of another", () => {
  expect(tenantDigests(PEPPER, "subjects")("alice")("a@x")).not.toBe(tenantDigests(PEPPER, "values")("alice")("a@x"));
  expect(tenantDigests(PEPPER, "values")("alice")("a@x")).toBe(tenantDigests(PEPPER)("alice")("a@x"));
});

test("a tenant's digest is made once", () => {
  const digestFor = tenantDigests(PEPPER);
  expect(digestFor("alice")).toBe(digestFor("alice"));
});

import { describe, expect, test } from "vitest";
import { restore } from "../../src/core/restorer.ts";
import { Vault, VaultFullError, MAX_VALUES } from "../../src/core/vault.ts";
import { keyedDigest } from "../../src/keys/keyed-digest.ts";

const email = { entity: "EMAIL_ADDRESS", label: "EMAIL" };
const phone = { entity: "PHONE_NUMBER", label: "PHONE" };

describe("mask", () => {
  test("numbers by first occurrence, for each label", () => {
    const vault = new Vault();
    const given = [email, phone, email, email].map((rule, index) => vault.placeholderFor(rule, `v${index % 3}`));
    expect(given).toEqual(["[EMAIL_1]", "[PHONE_1]", "[EMAIL_2]", "[EMAIL_1]"]);
    expect([...vault.found]).toEqual([
      ["EMAIL_ADDRESS", 2],
      ["PHONE_NUMBER", 1],
    ]);
  });

  test("passes over what is taken", () => {
    expect(new Vault(new Set(["EMAIL_1", "EMAIL_2", "PHONE_3"])).placeholderFor(email, "a@x")).toBe("[EMAIL_3]");
  });

  test.each(["", "email", "E-MAIL", "EMAIL_", "_EMAIL", "1EMAIL", "A__B", "A".repeat(33), "A_A_A_A_A_A_A_A_A"])(
    "a label that would not be found again is none: %j",
    (label) => {
      expect(() => new Vault().placeholderFor({ entity: "X", label }, "a")).toThrow(RangeError);
    },
  );

  test("the longest label is found again", () => {
    const label = "A_B_C_D_E_F_G_H12345678901234567";
    const vault = new Vault(new Set(), keyedDigest("key"));
    const written = [
      vault.placeholderFor({ entity: "X", label }, "1"),
      vault.replacementFor({ entity: "X", label }, "2", "hash"),
    ];
    expect(
      restore(
        written
          .join(" ")
          .replaceAll("_", raw`\_`)
          .toLowerCase(),
        vault,
      ),
    ).toBe("1 2");
  });
});

const raw = String.raw;

describe("hash", () => {
  const hashed = (key: string | Uint8Array, value = "a@x", rule = email) =>
    new Vault(new Set(), keyedDigest(key)).replacementFor(rule, value, "hash");

  test("is HMAC-SHA-256 of the label and the value", () => {
    // printf 'EMAIL\na@x' | openssl dgst -sha256 -hmac key
    expect(hashed("key")).toBe("[EMAIL_HASH_9E28D8E0CD54691C]");
  });

  test("is the same in every request with the same key, and for no other value, label or key", () => {
    const all = [hashed("key"), hashed("other"), hashed("key", "b@x"), hashed("key", "a@x", phone)];
    expect(new Set(all).size).toBe(4);
    expect([hashed("key"), hashed(new TextEncoder().encode("key"))]).toEqual([all[0], all[0]]);
  });

  test("is a number where another value has the same hash, the caller wrote it, or there is no key", () => {
    const vault = new Vault(new Set(), () => "0123456789abcdef");
    const given = ["a@x", "b@x", "b@x", "a@x"].map((value) => vault.replacementFor(email, value, "hash"));
    const hash = "[EMAIL_HASH_0123456789ABCDEF]";
    expect(given).toEqual([hash, "[EMAIL_1]", "[EMAIL_1]", hash]);
    expect(restore(given.join(" "), vault)).toBe("a@x b@x b@x a@x");
    const taken = new Vault(new Set(["EMAIL_HASH_0123456789ABCDEF"]), () => "0123456789abcdef");
    expect(taken.replacementFor(email, "a@x", "hash")).toBe("[EMAIL_1]");
    expect(new Vault().replacementFor(email, "a@x", "hash")).toBe("[EMAIL_1]");
    expect(new Vault(new Set(), () => "short").replacementFor(email, "a@x", "hash")).toBe("[EMAIL_1]");
  });
});

describe("surrogate", () => {
  test("is the same for the same value, and for no other", () => {
    const vault = new Vault(new Set(["user2@example.com"]));
    const given = ["a@x", "b@x", "a@x"].map((value) => vault.replacementFor(email, value, "surrogate"));
    expect(given).toEqual(["user1@example.com", "user3@example.com", "user1@example.com"]);
  });

  test("of one value under two rules are two", () => {
    const vault = new Vault();
    const work = { entity: "EMAIL_ADDRESS", label: "WORK_EMAIL" };
    expect([email, work].map((rule) => vault.replacementFor(rule, "a@x", "surrogate"))).toEqual([
      "user1@example.com",
      "user2@example.com",
    ]);
  });

  test("is a placeholder where there is none", () => {
    expect(new Vault().replacementFor({ entity: "JSON_WEB_TOKEN", label: "JWT" }, "a", "surrogate")).toBe("[JWT_1]");
  });
});

test("a value is counted once, whatever stands for it", () => {
  const vault = new Vault(new Set(), keyedDigest("key"));
  for (const action of ["mask", "hash", "surrogate", "mask"] as const) vault.replacementFor(email, "a@x", action);
  expect([vault.size, ...vault.found]).toEqual([3, ["EMAIL_ADDRESS", 1]]);
});

test.each(["mask", "hash", "surrogate"] as const)("holds a limited number of values: %s", (action) => {
  const vault = new Vault(new Set(), keyedDigest("key"));
  for (let index = 0; index < MAX_VALUES; index += 1) vault.replacementFor(email, `${index}@x`, action);
  expect(vault.replacementFor(email, "0@x", action)).toBeDefined();
  expect(() => vault.replacementFor(email, "more@x", action)).toThrow(VaultFullError);
});

import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config/parse-config.ts";
import { Secret, secret, variable } from "../../src/config/vault.ts";

describe("a secret shows itself in no form but one", () => {
  const held = new Secret("hunter2");
  const forms: [string, () => unknown][] = [
    ["String", () => String(held)],
    ["a template", () => `key ${held as unknown as string}`],
    ["joined to a text", () => "key " + (held as unknown as string)],
    ["in a list", () => [held, held].join()],
    ["JSON", () => JSON.stringify({ held, list: [held] })],
    ["inspect", () => inspect(held, { depth: 9, showHidden: true, getters: true })],
    ["inspect, inside", () => inspect({ a: { held } }, { depth: 9, showHidden: true })],
    ["its properties", () => JSON.stringify([Object.entries(held), Reflect.ownKeys(held)])],
    ["a copy", () => inspect(Object.assign({}, held))],
    ["a clone", () => inspect(structuredClone(held))],
    ["an error's message", () => new Error(`bad key ${String(held)}`).message],
    ["its locale form", () => held.toLocaleString()],
  ];
  test.each(forms)("%s", (_, form) => {
    expect(form()).not.toContain("hunter2");
  });

  test("where it would stand it says that it is one", () => {
    expect([String(held), JSON.stringify({ held })]).toEqual(["[secret]", '{"held":"[secret]"}']);
  });

  test("asked for it, it does", () => {
    expect(held.reveal()).toBe("hunter2");
  });
});

describe("a secret of the environment", () => {
  const found: [string, unknown, string][] = [
    ["a text", "sk-1", "sk-1"],
    ["with space around it", "  sk-1\n", "sk-1"],
    ["every visible character", "!~azAZ09/+=_-.", "!~azAZ09/+=_-."],
    ["the longest", "x".repeat(16_384), "x".repeat(16_384)],
  ];
  test.each(found)("%s", (_, value, expected) => {
    expect(secret({ KEY: value }, "KEY")?.reveal()).toBe(expected);
  });

  const absent: [string, Record<string, unknown>][] = [
    ["not there", {}],
    ["undefined", { KEY: undefined }],
    ["null", { KEY: null }],
    ["empty", { KEY: "" }],
    ["blank", { KEY: " \t\r\n" }],
    ["another's", { KEY2: "x" }],
  ];
  test.each(absent)("%s is absent", (_, variables) => {
    expect(secret(variables, "KEY")).toBeUndefined();
  });

  const wrong: [string, unknown][] = [
    ["a line break that would be a header", "hunter2\r\nx-admin: 1"],
    ["a line feed", "hunter2\nhunter2"],
    ["a space inside", "hunter2 hunter2"],
    ["a tab inside", "hunter2\thunter2"],
    ["a zero character", "hunter2\u0000"],
    ["a delete character", "hunter2\u007F"],
    ["a letter beyond ASCII", "hunter2é"],
    ["typographic quotes of a pasted text", "“hunter2”"],
    ["too long a text", "hunter2".repeat(2_341)],
    ["a number", 7],
    ["a list", ["hunter2"]],
    ["true", true],
  ];
  test.each(wrong)("%s is refused, named and not repeated", (_, value) => {
    let thrown: unknown;
    try {
      secret({ KEY: value }, "KEY");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    expect((thrown as ConfigError).message).toMatch(/^environment: KEY: must be one line/);
    expect(inspect(thrown)).not.toContain("hunter2");
  });
});

test.each([
  ["https://x.example", "https://x.example"],
  [" https://x.example\n", "https://x.example"],
  [" ", undefined],
  ["", undefined],
  [7, undefined],
  [undefined, undefined],
])("the variable %j is %j", (value, expected) => {
  expect(variable({ URL: value }, "URL")).toBe(expected);
});

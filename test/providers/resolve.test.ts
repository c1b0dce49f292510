import { describe, expect, test } from "vitest";
import { openaiCompatible } from "../../src/providers/openai-compatible.ts";
import type { Provider } from "../../src/providers/provider.ts";
import { resolveModel } from "../../src/providers/resolve.ts";

const provider = (id: string, ...modelPrefixes: string[]): Provider => ({
  id,
  dialect: openaiCompatible,
  baseUrl: `https://${id}.example/v1`,
  credential: undefined,
  headers: {},
  modelPrefixes,
});
const PROVIDERS = [
  provider("openai", "gpt-", "o1"),
  provider("anthropic", "claude-"),
  provider("acme", "acme-", "both-"),
  provider("other", "both-"),
  provider("ollama"),
];

describe("resolveModel", () => {
  const found: [string, string, string][] = [
    ["openai/gpt-5", "openai", "gpt-5"],
    ["anthropic/gpt-5", "anthropic", "gpt-5"],
    ["ollama/llama3:8b", "ollama", "llama3:8b"],
    ["ollama/library/llama3", "ollama", "library/llama3"],
    ["ollama/anthropic/claude-x", "ollama", "anthropic/claude-x"],
    ["gpt-5", "openai", "gpt-5"],
    ["o1", "openai", "o1"],
    ["claude-opus", "anthropic", "claude-opus"],
    ["claude-opus/latest", "anthropic", "claude-opus/latest"],
    ["both-x", "", ""],
    ["acme/both-x", "acme", "both-x"],
    ["ollama/../../admin", "ollama", "../../admin"],
    [`ollama/${"x".repeat(193)}`, "ollama", "x".repeat(193)],
  ];
  test.each(found)("%s", (name, id, model) => {
    const target = resolveModel(name, PROVIDERS);
    expect([target?.provider.id ?? "", target?.model ?? ""]).toEqual([id, model]);
  });

  const unknown = [
    "",
    "/",
    "openai/",
    "/gpt-5",
    "nobody/gpt",
    "llama3",
    "OPENAI/x",
    "openai /gpt-5",
    "GPT-5",
    "x-gpt-5",
    "https://evil.example/v1",
    "//evil.example/gpt-5",
    "gpt-5\r\nx: y",
    "gpt-5\n",
    "gpt-5\u0000",
    "gpt 5",
    "gpt-5?key=1",
    "gpt-5#x",
    "gpt-5%2f..",
    "gpt-é",
    "../gpt-5",
    "__proto__/x",
    `ollama/${"x".repeat(194)}`,
  ];
  test.each(unknown)("%j is nowhere", (name) => {
    expect(resolveModel(name, PROVIDERS)).toBeUndefined();
  });

  test("without providers there is nothing", () => {
    expect(resolveModel("gpt-5", [])).toBeUndefined();
  });
});

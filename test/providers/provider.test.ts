import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config/parse-config.ts";
import { parseSettings } from "../../src/config/schema.ts";
import { anthropicMessages } from "../../src/providers/anthropic/dialect.ts";
import { credentialHeader } from "../../src/providers/call.ts";
import { openaiCompatible } from "../../src/providers/openai-compatible.ts";
import { connectProviders } from "../../src/providers/provider.ts";

const DIALECTS = { openai: openaiCompatible, anthropic: anthropicMessages(Date.now) };

function connect(variables: Record<string, unknown>, providers: unknown[] = [], production = true) {
  return connectProviders(parseSettings({ providers }).providers, variables, DIALECTS, production);
}

/** What a deployment would send, and where. */
const seen = (variables: Record<string, unknown>, providers: unknown[] = [], production = true) =>
  connect(variables, providers, production).map(({ id, dialect, baseUrl, credential, headers, modelPrefixes }) => ({
    id,
    dialect: dialect.name,
    baseUrl,
    headers: { ...headers, ...credentialHeader(credential) },
    modelPrefixes,
  }));

function errorOf(variables: Record<string, unknown>, providers: unknown[] = [], production = true): string {
  try {
    connect(variables, providers, production);
    return "no error";
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConfigError);
    return (thrown as ConfigError).message;
  }
}

describe("a provider that is built in is there with its variables", () => {
  const local = (id: string) => ({ id, dialect: "openai", headers: {}, modelPrefixes: [] });
  const rows: [string, Record<string, unknown>, object[]][] = [
    ["none", {}, []],
    ["blank ones", { OPENAI_API_KEY: " ", OLLAMA_BASE_URL: "" }, []],
    [
      "openai",
      { OPENAI_API_KEY: "sk-1" },
      [
        {
          id: "openai",
          dialect: "openai",
          baseUrl: "https://api.openai.com/v1",
          headers: { authorization: "Bearer sk-1" },
          modelPrefixes: ["gpt-", "chatgpt-", "o1", "o3", "o4"],
        },
      ],
    ],
    ["openai's URL without its key", { OPENAI_BASE_URL: "https://proxy.example" }, []],
    [
      "anthropic",
      { ANTHROPIC_API_KEY: "sk-ant" },
      [
        {
          id: "anthropic",
          dialect: "anthropic",
          baseUrl: "https://api.anthropic.com",
          headers: { "anthropic-version": "2023-06-01", "x-api-key": "sk-ant" },
          modelPrefixes: ["claude-"],
        },
      ],
    ],
    [
      "ollama",
      { OLLAMA_BASE_URL: "http://localhost:11434" },
      [{ ...local("ollama"), baseUrl: "http://localhost:11434/v1" }],
    ],
    ["ollama's key without its URL", { OLLAMA_API_KEY: "k" }, []],
    [
      "localai",
      { LOCALAI_BASE_URL: "http://127.0.0.1:8080/v1" },
      [{ ...local("localai"), baseUrl: "http://127.0.0.1:8080/v1" }],
    ],
    [
      "vllm with a key",
      { VLLM_BASE_URL: "https://vllm.example", VLLM_API_KEY: "k" },
      [{ ...local("vllm"), baseUrl: "https://vllm.example/v1", headers: { authorization: "Bearer k" } }],
    ],
    ["variables that are no strings", { OLLAMA_BASE_URL: 7 }, []],
  ];
  test.each(rows)("%s", (_, variables, expected) => {
    expect(seen(variables)).toEqual(expected);
  });

  test("several, in the order of the table", () => {
    const variables = { VLLM_BASE_URL: "https://v.example", ANTHROPIC_API_KEY: "a", OPENAI_API_KEY: "o" };
    expect(seen(variables).map(({ id }) => id)).toEqual(["openai", "anthropic", "vllm"]);
  });
});

describe("base URLs", () => {
  const urls: [string, string, string][] = [
    ["https://x.example", "https://x.example/v1", "https://x.example"],
    ["https://x.example/", "https://x.example/v1", "https://x.example"],
    ["https://x.example/v1", "https://x.example/v1", "https://x.example/v1"],
    ["https://x.example/v1/", "https://x.example/v1", "https://x.example/v1"],
    ["https://x.example/a/b//", "https://x.example/a/b", "https://x.example/a/b"],
    ["https://X.example:443/v1", "https://x.example/v1", "https://x.example/v1"],
    ["https://x.example:8443/v1", "https://x.example:8443/v1", "https://x.example:8443/v1"],
    ["https://x.example/a/../b", "https://x.example/b", "https://x.example/b"],
    [" https://x.example/v1 ", "https://x.example/v1", "https://x.example/v1"],
  ];
  test.each(urls)("%s", (url, openai, anthropic) => {
    const variables = { OPENAI_API_KEY: "o", OPENAI_BASE_URL: url, ANTHROPIC_API_KEY: "a", ANTHROPIC_BASE_URL: url };
    expect(seen(variables).map(({ baseUrl }) => baseUrl)).toEqual([openai, anthropic]);
  });

  const wrong: [string, string][] = [
    ["no URL", "x.example"],
    ["another protocol", "ftp://x.example"],
    ["a file", "file:///etc/passwd"],
    ["a script", "javascript:alert(1)"],
    ["credentials", "https://joe:hunter2@x.example/v1"],
    ["a user", "https://hunter2@x.example/v1"],
    ["a password", "https://:hunter2@x.example/v1"],
    ["a query", "https://x.example/v1?key=hunter2"],
    ["a fragment", "https://x.example/v1#hunter2"],
  ];
  test.each(wrong)("%s is refused, named and not repeated", (_, url) => {
    const message = errorOf({ OPENAI_API_KEY: "o", OPENAI_BASE_URL: url });
    expect(message).toMatch(/^environment: OPENAI_BASE_URL: must/);
    expect(message).not.toContain("hunter2");
    expect(message).not.toContain("x.example");
  });
});

describe("a provider of the configuration", () => {
  test("speaks as it is said, with the key of its variable", () => {
    const providers = [
      { id: "acme", baseUrl: "https://llm.acme.example", keyVariable: "ACME_KEY", modelPrefixes: ["acme-"] },
      { id: "free", baseUrl: "https://free.example/api" },
      { id: "claude-proxy", dialect: "anthropic", baseUrl: "https://p.example", keyVariable: "PROXY_KEY" },
    ];
    expect(seen({ ACME_KEY: "k1", PROXY_KEY: "k2" }, providers)).toEqual([
      {
        id: "acme",
        dialect: "openai",
        baseUrl: "https://llm.acme.example/v1",
        headers: { authorization: "Bearer k1" },
        modelPrefixes: ["acme-"],
      },
      { id: "free", dialect: "openai", baseUrl: "https://free.example/api", headers: {}, modelPrefixes: [] },
      {
        id: "claude-proxy",
        dialect: "anthropic",
        baseUrl: "https://p.example",
        headers: { "anthropic-version": "2023-06-01", "x-api-key": "k2" },
        modelPrefixes: [],
      },
    ]);
  });

  const acme = { id: "acme", baseUrl: "https://a.example", keyVariable: "ACME_KEY" };
  const wrong: [string, Record<string, unknown>, object[], RegExp][] = [
    ["a missing key", {}, [acme], /^environment: ACME_KEY: is missing, provider "acme" needs it$/],
    ["a blank key", { ACME_KEY: " " }, [acme], /^environment: ACME_KEY: is missing/],
    ["a key with a line break", { ACME_KEY: "hunter\r\n2" }, [acme], /^environment: ACME_KEY: must be one line/],
    ["an id twice", { ACME_KEY: "k" }, [acme, acme], /^providers: "acme" is there twice$/],
    [
      "the id of a built-in one that is there",
      { OPENAI_API_KEY: "o" },
      [{ id: "openai", baseUrl: "https://a.example" }],
      /"openai" is there twice/,
    ],
    ["a query", {}, [{ id: "q", baseUrl: "https://a.example?hunter2" }], /^providers: q\.baseUrl: must hold no/],
  ];
  test.each(wrong)("%s", (_, variables, providers, message) => {
    expect(errorOf(variables, providers)).toMatch(message);
    expect(errorOf(variables, providers)).not.toContain("hunter");
  });

  test("the id of a built-in one that is not there is free", () => {
    expect(seen({}, [{ id: "openai", baseUrl: "https://a.example" }]).map(({ baseUrl }) => baseUrl)).toEqual([
      "https://a.example/v1",
    ]);
  });
});

describe("a key over http", () => {
  const acme = (baseUrl: string) => [{ id: "acme", baseUrl, keyVariable: "K" }];
  const local = ["http://localhost:1", "http://127.0.0.1", "http://[::1]:8080/v1", "https://a.example"];
  test.each(local)("may go to %s", (url) => {
    expect(seen({ K: "k" }, acme(url))).toHaveLength(1);
  });

  const remote = [
    "http://a.example",
    "http://10.0.0.1",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://0.0.0.0",
  ];
  test.each(remote)("must not go to %s in production", (url) => {
    expect(errorOf({ K: "k" }, acme(url))).toBe("providers: acme: a key must not be sent over http; use https");
    expect(errorOf({ OPENAI_API_KEY: "o", OPENAI_BASE_URL: url })).toMatch(/^providers: openai: a key must not/);
    expect(seen({ K: "k" }, acme(url), false)).toHaveLength(1);
    expect(seen({}, [{ id: "acme", baseUrl: url }])).toHaveLength(1);
  });
});

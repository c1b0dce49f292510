import type { MessageCreateParams } from "@anthropic-ai/sdk/resources/messages";
import type { ChatCompletionCreateParams } from "openai/resources/chat/completions";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { CHAT, dialect, refusal, request } from "./support.ts";

const SCHEMA = {
  type: "object",
  properties: { a: { type: "string" } },
  additionalProperties: false,
};

describe("a chat request", () => {
  it("is a Messages request", () => {
    const chat = {
      model: "alias",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Weather in Rome?" },
      ],
      max_completion_tokens: 100,
      temperature: 0.2,
      stop: "END",
      stream: true,
      stream_options: { include_usage: true },
      reasoning_effort: "high",
      safety_identifier: "hash",
      service_tier: "default",
      tools: [
        {
          type: "function",
          function: { name: "weather", description: "Now", parameters: SCHEMA, strict: true },
        },
      ],
      tool_choice: "required",
      parallel_tool_calls: false,
      response_format: { type: "json_schema", json_schema: { name: "x", schema: SCHEMA } },
    } satisfies ChatCompletionCreateParams;
    const body = {
      model: "claude-x",
      max_tokens: 100,
      system: [{ type: "text", text: "Be brief." }],
      messages: [{ role: "user", content: [{ type: "text", text: "Weather in Rome?" }] }],
      tools: [
        {
          name: "weather",
          description: "Now",
          input_schema: { ...SCHEMA, type: "object" as const },
          strict: true,
        },
      ],
      tool_choice: { type: "any", disable_parallel_tool_use: true },
      stop_sequences: ["END"],
      output_config: { effort: "high", format: { type: "json_schema", schema: SCHEMA } },
      metadata: { user_id: "hash" },
      service_tier: "standard_only",
      stream: true,
    } satisfies MessageCreateParams;
    expect(dialect.request(chat, "claude-x")).toEqual({
      path: "/v1/messages",
      body: { ...body, temperature: 0.2 },
      dropped: [],
    });
  });

  it("has a limit by default, and no more than it needs", () => {
    expect(dialect.request(CHAT, "claude-x").body).toEqual({
      model: "claude-x",
      max_tokens: 4096,
      messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
    });
  });
});

describe("settings", () => {
  it.each<[name: string, fields: JsonObject, body: JsonObject, dropped: string[]]>([
    ["max_tokens", { max_tokens: 7 }, { max_tokens: 7 }, []],
    ["the newer limit first", { max_tokens: 7, max_completion_tokens: 9 }, { max_tokens: 9 }, ["max_tokens"]],
    ["limits that agree", { max_tokens: 9, max_completion_tokens: 9 }, { max_tokens: 9 }, []],
    ["a limit of null", { max_tokens: null }, { max_tokens: 4096 }, []],
    ["temperature", { temperature: 0 }, { temperature: 0 }, []],
    ["temperature at the default", { temperature: 1, top_p: 1 }, {}, []],
    ["temperature over Anthropic's range", { temperature: 1.7 }, {}, ["temperature"]],
    ["top_p", { top_p: 0.9 }, { top_p: 0.9 }, []],
    ["only one of two samplings", { temperature: 0.5, top_p: 0.9 }, { temperature: 0.5 }, ["top_p"]],
    ["one stop", { stop: "\n\nHuman:" }, { stop_sequences: ["\n\nHuman:"] }, []],
    ["stops", { stop: ["a", "b"] }, { stop_sequences: ["a", "b"] }, []],
    ["stops of white space", { stop: ["\n", "b", ""] }, { stop_sequences: ["b"] }, ["stop"]],
    ["one stop of white space", { stop: "\n" }, {}, ["stop"]],
    ["no stop", { stop: null }, {}, []],
    ["no stream", { stream: false }, {}, []],
    ["user", { user: "u1" }, { metadata: { user_id: "u1" } }, []],
    ["an empty user", { user: "" }, {}, []],
    ["two users", { user: "u1", safety_identifier: "s1" }, { metadata: { user_id: "s1" } }, ["user"]],
    ["no effort", { reasoning_effort: null }, {}, []],
    ["effort none", { reasoning_effort: "none" }, { thinking: { type: "disabled" } }, []],
    ["effort minimal", { reasoning_effort: "minimal" }, { output_config: { effort: "low" } }, ["reasoning_effort"]],
    ["effort max", { reasoning_effort: "max" }, { output_config: { effort: "max" } }, []],
    ["an unknown effort", { reasoning_effort: "heroic" }, {}, ["reasoning_effort"]],
    ["an effort that is no string", { reasoning_effort: {} }, {}, ["reasoning_effort"]],
    ["format text", { response_format: { type: "text" } }, {}, []],
    ["format json_object", { response_format: { type: "json_object" } }, {}, ["response_format"]],
    ["a schema that is missing", { response_format: { type: "json_schema" } }, {}, ["response_format"]],
    ["a format that is no object", { response_format: "json" }, {}, ["response_format"]],
    [
      "a described schema",
      {
        response_format: {
          type: "json_schema",
          json_schema: { name: "x", description: "d", schema: SCHEMA },
        },
      },
      { output_config: { format: { type: "json_schema", schema: SCHEMA } } },
      ["response_format.json_schema.description"],
    ],
    ["tier auto", { service_tier: "auto" }, {}, []],
    ["tier flex", { service_tier: "flex" }, {}, ["service_tier"]],
  ])("carry %s", (_name, fields, body, dropped) => {
    const result = request(fields);
    expect(result.body).toEqual({ ...request({}).body, ...body });
    expect(result.dropped).toEqual(dropped);
  });
});

describe("what cannot be carried", () => {
  it("is silent about fields that ask for nothing", () => {
    const fields = {
      n: 1,
      store: false,
      logprobs: false,
      top_logprobs: 0,
      frequency_penalty: 0,
      presence_penalty: 0,
      logit_bias: {},
      metadata: {},
      modalities: ["text"],
      verbosity: "medium",
      stream_options: { include_usage: true },
      seed: null,
      prediction: null,
      parallel_tool_calls: true,
    };
    expect(request(fields)).toEqual(request({}));
  });

  it.each<[name: string, value: Json]>([
    ["seed", 7],
    ["store", true],
    ["logprobs", true],
    ["top_logprobs", 2],
    ["frequency_penalty", 0.5],
    ["presence_penalty", -1],
    ["logit_bias", { "50256": -100 }],
    ["metadata", { team: "a" }],
    ["verbosity", "low"],
    ["prediction", { type: "content", content: "x" }],
    ["web_search_options", { search_context_size: "low" }],
    ["prompt_cache_key", "k"],
    ["moderation", { model: "m" }],
    ["function_call", "none"],
    ["thinking", { type: "enabled", budget_tokens: 2048 }],
    ["top_k", 5],
    ["a_new_field", false],
  ])("is named: %s", (name, value) => {
    const result = request({ [name]: value });
    expect(result.dropped).toEqual([name]);
    expect(result.body).toEqual(request({}).body);
  });

  it("names no field that could not stand in a header", () => {
    const fields = JSON.parse('{"a\\r\\nx: y":1,"日本":1,"__proto__":1}') as JsonObject;
    expect(request({ ...fields, ["x".repeat(65)]: 1 }).dropped).toEqual(["(unnamed)", "__proto__"]);
  });

  it("names a bounded number of fields", () => {
    const fields = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, 1]));
    expect(request(fields).dropped).toHaveLength(32);
  });

  it.each<[param: string, fields: JsonObject]>([
    ["n", { n: 2 }],
    ["n", { n: "1" }],
    ["max_tokens", { max_tokens: 0 }],
    ["max_tokens", { max_tokens: 1.5 }],
    ["max_tokens", { max_tokens: "9" }],
    ["max_completion_tokens", { max_completion_tokens: -1 }],
    ["temperature", { temperature: "hot" }],
    ["top_p", { top_p: [] }],
    ["stop", { stop: { a: 1 } }],
    ["stop[1]", { stop: ["a", 1] }],
    ["user", { user: { id: 1 } }],
    ["safety_identifier", { safety_identifier: 5 }],
    ["modalities", { modalities: ["text", "audio"] }],
  ])("is refused: %s (%j)", (param, fields) => {
    expect(refusal(fields).param).toBe(param);
  });
});

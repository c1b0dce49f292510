import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { UntranslatableRequest } from "../../../src/core/translation/untranslatable-request.ts";
import { messagesViaChat } from "../../../src/dialects/anthropic-messages/via-chat.ts";

const BODY: JsonObject = { model: "x/m", max_tokens: 64, messages: [{ role: "user", content: "Hi" }] };
const via = (fields: JsonObject, model = "m") =>
  messagesViaChat(structuredClone({ ...BODY, ...fields }), model, () => "new-id");
/** What a field becomes; what is the same for every request is left out. */
function chatOf(fields: JsonObject, model = "m"): JsonObject {
  const { model: _, messages: __, max_tokens: ___, max_completion_tokens: ____, ...rest } = via(fields, model).chat;
  return rest;
}
const messagesOf = (...messages: JsonObject[]) => via({ messages }).chat.messages;
const content = (...blocks: JsonObject[]): JsonObject => ({ role: "user", content: blocks });
const SCHEMA: JsonObject = {
  type: "object",
  properties: { a: { type: "string" } },
  required: ["a"],
  additionalProperties: false,
};

describe("settings of a request", () => {
  test.each<[string, JsonObject, JsonObject, string[]]>([
    ["sampling", { temperature: 0.5, top_p: 0.9 }, { temperature: 0.5, top_p: 0.9 }, []],
    ["top_k has no counterpart", { top_k: 5 }, {}, ["top_k"]],
    ["stop sequences", { stop_sequences: ["a", "b"] }, { stop: ["a", "b"] }, []],
    ["no stop sequences", { stop_sequences: [] }, {}, []],
    ["the end user", { metadata: { user_id: "u" } }, { user: "u" }, []],
    ["other metadata", { metadata: { x: "y" } }, {}, ["metadata.x"]],
    ["standard capacity", { service_tier: "standard_only" }, { service_tier: "default" }, []],
    ["any capacity", { service_tier: "auto" }, {}, []],
    ["a stream", { stream: true }, { stream: true }, []],
    ["null says nothing", { temperature: null, tools: null, thinking: null, system: null }, {}, []],
    ["what nobody knows", { brand_new: { a: 1 }, container: "c" }, {}, ["brand_new", "container"]],
    ["a cache's mark", { cache_control: { type: "ephemeral" } }, {}, ["cache_control"]],
    [
      "thinking, for a model that is not known to reason",
      { thinking: { type: "enabled", budget_tokens: 1024 } },
      {},
      ["thinking"],
    ],
    ["thinking switched off", { thinking: { type: "disabled" } }, {}, []],
    [
      "effort, for a model that is not known to reason",
      { output_config: { effort: "low" } },
      {},
      ["output_config.effort"],
    ],
    [
      "a schema",
      { output_config: { format: { type: "json_schema", schema: SCHEMA } } },
      { response_format: { type: "json_schema", json_schema: { name: "answer", schema: SCHEMA, strict: true } } },
      [],
    ],
    [
      "a schema with an optional property",
      { output_format: { type: "json_schema", schema: { ...SCHEMA, required: [] } } },
      {
        response_format: {
          type: "json_schema",
          json_schema: { name: "answer", schema: { ...SCHEMA, required: [] }, strict: false },
        },
      },
      [],
    ],
  ])("%s", (_, fields, expected, dropped) => {
    expect([chatOf(fields), via(fields).dropped]).toEqual([expected, dropped]);
  });

  test.each<[string, JsonObject, string, string[]]>([
    ["a small budget", { thinking: { type: "enabled", budget_tokens: 1024 } }, "low", ["thinking.budget_tokens"]],
    ["a middle one", { thinking: { type: "enabled", budget_tokens: 8192 } }, "medium", ["thinking.budget_tokens"]],
    ["a large one", { thinking: { type: "enabled", budget_tokens: 60_000 } }, "high", ["thinking.budget_tokens"]],
    ["an effort", { output_config: { effort: "medium" } }, "medium", []],
    ["the highest effort", { output_config: { effort: "max" }, thinking: { type: "adaptive" } }, "xhigh", []],
  ])("%s of thinking is the effort of a model that reasons", (_, fields, effort, dropped) => {
    const { chat, dropped: named } = via(fields, "gpt-5.1");
    expect([chat.reasoning_effort, named]).toEqual([effort, dropped]);
  });

  test.each([
    ["gpt-4o", "max_tokens"],
    ["llama3.2", "max_tokens"],
    ["o3-mini", "max_completion_tokens"],
    ["gpt-5", "max_completion_tokens"],
    ["openai/gpt-oss-120b", "max_completion_tokens"],
  ])("the output cap of %s is %s", (model, field) => {
    const { chat } = via({}, model);
    expect([chat[field], "max_tokens" in chat !== "max_completion_tokens" in chat]).toEqual([64, true]);
  });
});

describe("tools of a request", () => {
  const tool: JsonObject = { name: "f", description: "d", input_schema: { type: "object" } };
  const said: JsonObject = {
    type: "function",
    function: { name: "f", description: "d", parameters: { type: "object" } },
  };
  test.each<[string, JsonObject, JsonObject, string[]]>([
    ["a tool", { tools: [tool] }, { tools: [said] }, []],
    [
      "a strict one, of a named type",
      { tools: [{ ...tool, type: "custom", strict: true }] },
      { tools: [{ ...said, function: { ...(said.function as JsonObject), strict: true } }] },
      [],
    ],
    [
      "what a tool cannot say",
      { tools: [{ ...tool, cache_control: { type: "ephemeral" } }] },
      { tools: [said] },
      ["tools.cache_control"],
    ],
    ["any", { tools: [tool], tool_choice: { type: "any" } }, { tools: [said], tool_choice: "required" }, []],
    ["none", { tools: [tool], tool_choice: { type: "none" } }, { tools: [said], tool_choice: "none" }, []],
    [
      "one of them",
      { tools: [tool], tool_choice: { type: "tool", name: "f" } },
      { tools: [said], tool_choice: { type: "function", function: { name: "f" } } },
      [],
    ],
    [
      "one call at a time",
      { tools: [tool], tool_choice: { type: "auto", disable_parallel_tool_use: true } },
      { tools: [said], tool_choice: "auto", parallel_tool_calls: false },
      [],
    ],
    ["a choice among none", { tool_choice: { type: "auto" } }, {}, []],
  ])("%s", (_, fields, expected, dropped) => {
    expect([chatOf(fields), via(fields).dropped]).toEqual([expected, dropped]);
  });

  test.each<[string, JsonObject, string]>([
    ["of the provider's own", { tools: [{ type: "web_search_20250305", name: "web_search" }] }, "tools[0].type"],
    ["an unknown choice", { tools: [tool], tool_choice: { type: "odd" } }, "tool_choice.type"],
    ["a choice that needs some", { tool_choice: { type: "any" } }, "tool_choice"],
  ])("refused: %s", (_, fields, param) => {
    expect(() => via(fields)).toThrow(expect.objectContaining({ constructor: UntranslatableRequest, param }) as Error);
  });
});

describe("messages of a request", () => {
  const pdf: JsonObject = { type: "base64", media_type: "application/pdf", data: "JVBE" };
  const file = (filename: string) => ({
    type: "file",
    file: { filename, file_data: "data:application/pdf;base64,JVBE" },
  });

  test("the system prompt, as text or as blocks", () => {
    const [first] = via({ system: "Be brief" }).chat.messages as JsonObject[];
    expect(first).toEqual({ role: "system", content: "Be brief" });
    const { chat, dropped } = via({
      system: [
        { type: "text", text: "a", cache_control: { type: "ephemeral" } },
        { type: "text", text: "b" },
      ],
    });
    expect([(chat.messages as JsonObject[])[0], dropped]).toEqual([
      { role: "system", content: "a\nb" },
      ["cache_control"],
    ]);
  });

  test.each<[string, JsonObject, JsonObject[]]>([
    ["text", { role: "user", content: "x" }, [{ role: "user", content: "x" }]],
    ["one text block", content({ type: "text", text: "x" }), [{ role: "user", content: "x" }]],
    [
      "text and images",
      content(
        { type: "text", text: "x" },
        { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBO" } },
        { type: "image", source: { type: "url", url: "https://x.example/a.png" } },
      ),
      [
        {
          role: "user",
          content: [
            { type: "text", text: "x" },
            { type: "image_url", image_url: { url: "data:image/png;base64,iVBO" } },
            { type: "image_url", image_url: { url: "https://x.example/a.png" } },
          ],
        },
      ],
    ],
    ["a PDF", content({ type: "document", source: pdf, title: "t.pdf" }), [{ role: "user", content: [file("t.pdf")] }]],
    [
      "a PDF without a title",
      content({ type: "document", source: pdf, context: "c" }),
      [{ role: "user", content: [{ type: "text", text: "c" }, file("document.pdf")] }],
    ],
    [
      "a document of text",
      content({ type: "document", source: { type: "text", media_type: "text/plain", data: "d" } }),
      [{ role: "user", content: "d" }],
    ],
    [
      "a document of blocks",
      content({ type: "document", title: "t", source: { type: "content", content: [{ type: "text", text: "d" }] } }),
      [
        {
          role: "user",
          content: [
            { type: "text", text: "t" },
            { type: "text", text: "d" },
          ],
        },
      ],
    ],
    [
      "a search result",
      content({ type: "search_result", title: "t", source: "s", content: [{ type: "text", text: "d" }] }),
      [
        {
          role: "user",
          content: [
            { type: "text", text: "t\ns" },
            { type: "text", text: "d" },
          ],
        },
      ],
    ],
    [
      "results of parallel calls come first, and images in them behind",
      content(
        { type: "text", text: "and" },
        { type: "tool_result", tool_use_id: "a", content: "1" },
        {
          type: "tool_result",
          tool_use_id: "b",
          content: [
            { type: "text", text: "2" },
            { type: "image", source: { type: "url", url: "https://x.example/b.png" } },
            { type: "text", text: "3" },
          ],
        },
        { type: "tool_result", tool_use_id: "c" },
      ),
      [
        { role: "tool", tool_call_id: "a", content: "1" },
        { role: "tool", tool_call_id: "b", content: "2\n3" },
        { role: "tool", tool_call_id: "c", content: "" },
        {
          role: "user",
          content: [
            { type: "text", text: "and" },
            { type: "image_url", image_url: { url: "https://x.example/b.png" } },
          ],
        },
      ],
    ],
    [
      "text and parallel calls of the assistant's",
      {
        role: "assistant",
        content: [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
          { type: "tool_use", id: "t", name: "f", input: { x: [1] } },
          { type: "tool_use", id: "u", name: "g", input: {} },
        ],
      },
      [
        {
          role: "assistant",
          content: "ab",
          tool_calls: [
            { id: "t", type: "function", function: { name: "f", arguments: '{"x":[1]}' } },
            { id: "u", type: "function", function: { name: "g", arguments: "{}" } },
          ],
        },
      ],
    ],
    [
      "calls alone",
      { role: "assistant", content: [{ type: "tool_use", id: "t", name: "f", input: {} }] },
      [
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "t", type: "function", function: { name: "f", arguments: "{}" } }],
        },
      ],
    ],
    ["nothing but thinking", { role: "assistant", content: [{ type: "thinking", thinking: "t", signature: "s" }] }, []],
    ["a system message amid the turns", { role: "system", content: "x" }, [{ role: "system", content: "x" }]],
  ])("%s", (_, message, expected) => {
    expect(messagesOf(message)).toEqual(expected);
  });

  test.each<[string, JsonObject, string[]]>([
    [
      "thinking",
      {
        role: "assistant",
        content: [
          { type: "text", text: "x" },
          { type: "thinking", thinking: "t", signature: "s" },
          { type: "redacted_thinking", data: "d" },
        ],
      },
      ["messages.content.thinking", "messages.content.redacted_thinking"],
    ],
    [
      "a failed call",
      content({ type: "tool_result", tool_use_id: "a", is_error: true }),
      ["messages.content.is_error"],
    ],
    [
      "a cache's mark",
      content({ type: "text", text: "x", cache_control: { type: "ephemeral" } }),
      ["messages.content.cache_control"],
    ],
    [
      "citations",
      content({ type: "document", citations: { enabled: true }, source: pdf }),
      ["messages.content.citations"],
    ],
    ["citations that are off", content({ type: "document", citations: { enabled: false }, source: pdf }), []],
  ])("names what it leaves out: %s", (_, message, dropped) => {
    expect(via({ messages: [message] }).dropped).toEqual(dropped);
  });
});

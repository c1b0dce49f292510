import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { ToolIds } from "../../../src/providers/anthropic/tool-ids.ts";
import { call, calls, PNG, result, text, toolResult, use, user } from "./messages.ts";
import { request } from "./support.ts";

type Case = [name: string, messages: Json[], turns: Json[]];

const conversations: Case[] = [
  [
    "turns",
    [user("a"), { role: "assistant", content: "b" }, user([text("c")])],
    [
      { role: "user", content: [text("a")] },
      { role: "assistant", content: [text("b")] },
      { role: "user", content: [text("c")] },
    ],
  ],
  [
    "neighbours of one role",
    [user("a"), user("b"), { role: "assistant", content: "c" }, { role: "assistant", content: "d" }],
    [
      { role: "user", content: [text("a"), text("b")] },
      { role: "assistant", content: [text("c"), text("d")] },
    ],
  ],
  [
    "empty messages and text of white space",
    [user("a"), { role: "assistant", content: "" }, user([text(" \n"), text("b")]), user([])],
    [{ role: "user", content: [text("a"), text("b")] }],
  ],
  [
    "an answer begun for the model, without white space at its end",
    [user("a"), { role: "assistant", content: [text(" b "), text("c \n")] }],
    [
      { role: "user", content: [text("a")] },
      { role: "assistant", content: [text(" b "), text("c")] },
    ],
  ],
  [
    "an earlier answer as it is, white space at its end too",
    [user("a"), { role: "assistant", content: "b \n" }, user("c")],
    [
      { role: "user", content: [text("a")] },
      { role: "assistant", content: [text("b \n")] },
      { role: "user", content: [text("c")] },
    ],
  ],
  [
    "arguments nested as deep as any tool's",
    [user("a"), calls(call("c1", '{"a":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}'))],
    [
      { role: "user", content: [text("a")] },
      { role: "assistant", content: [use("c1", { a: [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]] })] },
    ],
  ],
  [
    "refusals",
    [
      user("a"),
      { role: "assistant", content: null, refusal: "no" },
      user("b"),
      { role: "assistant", content: [{ type: "refusal", refusal: "never" }] },
    ],
    [
      { role: "user", content: [text("a")] },
      { role: "assistant", content: [text("no")] },
      { role: "user", content: [text("b")] },
      { role: "assistant", content: [text("never")] },
    ],
  ],
  [
    "calls and their results, the results first",
    [
      user("a"),
      { ...calls(call("c1", '{"x":[1,{"y":"ü"}]}'), call("c2", " ")), content: "let me" },
      user("meanwhile"),
      result("c2"),
      result("c1", [text("p"), { type: "image_url", image_url: { url: PNG } }]),
    ],
    [
      { role: "user", content: [text("a")] },
      {
        role: "assistant",
        content: [text("let me"), use("c1", { x: [1, { y: "ü" }] }), use("c2")],
      },
      {
        role: "user",
        content: [
          toolResult("c2"),
          {
            type: "tool_result",
            tool_use_id: "c1",
            content: [
              text("p"),
              {
                type: "image",
                source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" },
              },
            ],
          },
          text("meanwhile"),
        ],
      },
    ],
  ],
  [
    "an empty result",
    [user("a"), calls(call("c1")), result("c1", "")],
    [
      { role: "user", content: [text("a")] },
      { role: "assistant", content: [use("c1")] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "c1" }] },
    ],
  ],
  [
    "ids of any form, apart from each other",
    [
      user("a"),
      calls(call("c.1"), call("c:1"), call("c_1"), call("")),
      ...["c_1", "c:1", "c.1", ""].map((id) => result(id, `of ${id}`)),
    ],
    [
      { role: "user", content: [text("a")] },
      { role: "assistant", content: [use("c_1"), use("c_1_2"), use("c_1_3"), use("call")] },
      {
        role: "user",
        content: [
          toolResult("c_1_3", "of c_1"),
          toolResult("c_1_2", "of c:1"),
          toolResult("c_1", "of c.1"),
          toolResult("call", "of "),
        ],
      },
    ],
  ],
  [
    "ids that count anew in every turn",
    [user("a"), calls(call("0")), result("0"), calls(call("0")), result("0", "again")],
    [
      { role: "user", content: [text("a")] },
      { role: "assistant", content: [use("0")] },
      { role: "user", content: [toolResult("0")] },
      { role: "assistant", content: [use("0_2")] },
      { role: "user", content: [toolResult("0_2", "again")] },
    ],
  ],
  [
    "the older function messages",
    [
      user("a"),
      { role: "assistant", content: null, function_call: { name: "run", arguments: "" } },
      { role: "function", name: "run", content: "ok" },
      { role: "assistant", content: null, function_call: { name: "run", arguments: "{}" } },
      { role: "function", name: "run", content: "ok" },
    ],
    [
      { role: "user", content: [text("a")] },
      { role: "assistant", content: [use("function_run")] },
      { role: "user", content: [toolResult("function_run")] },
      { role: "assistant", content: [use("function_run_2")] },
      { role: "user", content: [toolResult("function_run_2")] },
    ],
  ],
];

describe("messages", () => {
  it.each(conversations)("carry %s", (_name, messages, turns) => {
    const { body, dropped } = request({ messages });
    expect(body.messages).toEqual(turns);
    expect(body.system).toBeUndefined();
    expect(dropped).toEqual([]);
  });

  it("collect the system prompt, in order, from wherever it stands", () => {
    const messages = [
      { role: "system", content: "one" },
      user("a"),
      calls(call("c1")),
      { role: "developer", content: [text("two"), text("")] },
      result("c1"),
      { role: "system", content: "" },
      { role: "system", content: "three " },
    ];
    const { body } = request({ messages });
    expect(body.system).toEqual([text("one"), text("two"), text("three ")]);
    expect(body.messages).toEqual([
      { role: "user", content: [text("a")] },
      { role: "assistant", content: [use("c1")] },
      { role: "user", content: [toolResult("c1")] },
    ]);
  });

  it("name what they cannot carry, once", () => {
    const messages = [
      { ...user("a"), name: "Ann" },
      { ...user([{ ...text("a"), prompt_cache_breakpoint: { mode: "explicit" } }]), name: "Bob" },
      user([{ type: "image_url", image_url: { url: PNG, detail: "high" } }]),
      { role: "assistant", content: "b", reasoning_content: "hm", annotations: [], audio: null },
      user("c"),
    ];
    expect(request({ messages }).dropped).toEqual([
      "messages.name",
      "messages.content.prompt_cache_breakpoint",
      "messages.content.image_url.detail",
      "messages.reasoning_content",
    ]);
  });
});

describe("very long conversations", () => {
  const COUNT = 200_000;

  it("may have any number of parts in one message", () => {
    const parts = Array.from({ length: COUNT }, () => text("a"));
    const { body } = request({
      messages: [user("a"), user(parts), { role: "system", content: parts }],
    });
    expect(body.system).toHaveLength(COUNT);
    expect(body.messages).toMatchObject([{ content: { length: COUNT + 1 } }]);
  });

  it("take time in proportion when every id is the same", () => {
    const ids = new ToolIds();
    for (let count = 0; count < COUNT; count++) ids.declare(count % 2 === 0 ? "a" : "a_2");
    expect(ids.resolve("a")).not.toBe(ids.resolve("a_2"));
  });
});

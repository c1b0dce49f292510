import type { ContentBlockParam, MessageParam } from "@anthropic-ai/sdk/resources/messages";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { UntranslatableRequest } from "../../../src/providers/port.ts";
import { dialect, frozen, RUNS } from "./support.ts";

const ids = fc.uniqueArray(fc.string({ unit: "binary", maxLength: 3 }), {
  minLength: 1,
  maxLength: 3,
});
const said = fc.string({ maxLength: 6 });

/** One exchange: a question, perhaps with calls and their results, and an answer. Any text may be empty. */
const exchange: fc.Arbitrary<JsonObject[]> = fc
  .record({ question: said, hint: said, calls: fc.option(ids), results: said, answer: said })
  .map(({ question, hint, calls, results, answer }) => [
    { role: "user", content: question },
    { role: "system", content: hint },
    ...(calls === null
      ? []
      : [
          {
            role: "assistant",
            content: hint,
            tool_calls: calls.map((id) => ({
              id,
              type: "function",
              function: { name: "run", arguments: JSON.stringify({ id }) },
            })),
          },
          { role: "user", content: hint },
          ...calls.toReversed().map((id) => ({ role: "tool", tool_call_id: id, content: results + id })),
        ]),
    { role: "assistant", content: [{ type: "text", text: answer }] },
  ]);

const conversation = fc
  .array(exchange, { maxLength: 4 })
  .map((exchanges) => [{ role: "user", content: "start" }, ...exchanges.flat()]);

function blocksOf(message: MessageParam | undefined): ContentBlockParam[] {
  return Array.isArray(message?.content) ? message.content : [];
}

/** What Anthropic demands of `messages`, as its errors say it. */
function expectAccepted(messages: readonly MessageParam[]): void {
  const used = new Set<string>();
  let waiting: string[] = [];
  for (const [index, message] of messages.entries()) {
    expect(message.role).toBe(index % 2 === 0 ? "user" : "assistant");
    const blocks = blocksOf(message);
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) if (block.type === "text") expect(block.text.trim()).not.toBe("");
    const results = blocks.flatMap((block) => (block.type === "tool_result" ? [block] : []));
    expect(blocks.slice(0, results.length)).toEqual(results);
    expect(results.map((block) => block.tool_use_id).toSorted()).toEqual(waiting.toSorted());
    waiting = blocks.flatMap((block) => (block.type === "tool_use" ? [block.id] : []));
    for (const id of waiting) {
      expect(id).toMatch(/^[a-zA-Z0-9_-]+$/);
      expect(used.has(id)).toBe(false);
      used.add(id);
    }
  }
}

describe("any conversation", () => {
  it("becomes turns that Anthropic accepts, and each result answers its own call", () => {
    fc.assert(
      fc.property(conversation, (messages) => {
        const { body } = dialect.request(frozen({ messages }), "claude-x");
        const turns = body.messages as unknown as MessageParam[];
        expectAccepted(turns);
        const inputs = new Map<string, unknown>();
        for (const block of turns.flatMap(blocksOf)) {
          if (block.type === "tool_use") inputs.set(block.id, block.input);
        }
        for (const block of turns.flatMap(blocksOf)) {
          if (block.type !== "tool_result" || !Array.isArray(block.content)) continue;
          const [first] = block.content;
          const text = first?.type === "text" ? first.text : "";
          const input = inputs.get(block.tool_use_id) as { id: string };
          expect(text.endsWith(input.id)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it("is translated or refused, whatever its fields hold", () => {
    const names = fc.constantFrom(
      "messages",
      "n",
      "tools",
      "tool_choice",
      "functions",
      "function_call",
      "stop",
      "user",
      "response_format",
      "reasoning_effort",
      "temperature",
      "max_tokens",
      "modalities",
    );
    const message = fc.record(
      {
        role: fc.constantFrom("system", "user", "assistant", "tool", "function"),
        content: fc.jsonValue(),
        tool_calls: fc.jsonValue(),
        function_call: fc.jsonValue(),
        tool_call_id: fc.jsonValue(),
      },
      { requiredKeys: ["role"] },
    );
    const fields = fc.dictionary(fc.oneof(names, fc.string()), fc.jsonValue());
    fc.assert(
      fc.property(fields, fc.array(message), (extra, messages) => {
        const chat = { messages, ...extra } as JsonObject;
        try {
          const { body, dropped } = dialect.request(chat, "claude-x");
          expect(body.model).toBe("claude-x");
          expect(dropped.length).toBeLessThanOrEqual(32);
        } catch (error) {
          expect(error).toBeInstanceOf(UntranslatableRequest);
        }
      }),
      RUNS,
    );
  });
});

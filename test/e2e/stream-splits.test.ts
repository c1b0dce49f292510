import { setImmediate } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readStream } from "../support/event-stream.ts";
import { chat, startGateway, storedKeys, type TestGateway } from "../support/gateway.ts";
import { DONE, event, startUpstream, type TestUpstream } from "../support/upstream.ts";

const IN_PARALLEL = 16;
const KEY = "sk-as-splitSplit01-split-split-split-split-split";

const piece = (index: number, delta: object, finish: string | null = null) =>
  event({ choices: [{ index, delta, finish_reason: finish }] });
const argument = (text: string) => piece(1, { tool_calls: [{ index: 0, function: { arguments: text } }] });

/** Short, because it is sent once for each of its bytes. */
const ANSWER = Buffer.from(
  [
    piece(0, { role: "assistant", content: "é😀 [EM" }),
    piece(0, { content: "AIL_1] [EMAIL_2]😀 [" }),
    piece(1, { tool_calls: [{ index: 0, id: "c", type: "function", function: { name: "f", arguments: "" } }] }),
    argument('{"é":"[EMA'),
    argument('IL_1] [EMAIL_2]"}'),
    piece(0, {}, "stop"),
    piece(1, {}, "tool_calls"),
    DONE,
  ].join(""),
);

let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startGateway({
    OPENAI_API_KEY: "sk-upstream",
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    GATEWAY_KEYS: storedKeys([{ key: KEY, tenant: "split", requestsPerMinute: 100_000 }]),
  });
  upstream.answerWith(async (response, { body }) => {
    const { seed } = JSON.parse(body) as { seed: number };
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const part of [ANSWER.subarray(0, seed), ANSWER.subarray(seed)]) {
      await new Promise<void>((resolve) => {
        response.write(part, () => resolve());
      });
      // Lets the first part reach the network by itself.
      await setImmediate();
    }
    response.end();
  });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

test("wherever the network cuts an answer in two, the caller reads the same", async () => {
  const content = "ada@example.org and bob@example.org";
  const read = async (seed: number) => {
    const body = { model: "openai/m", messages: [{ role: "user", content }], stream: true, n: 2, seed };
    const { texts, toolArguments, done, error } = await readStream(
      await chat(gateway, body, { authorization: `Bearer ${KEY}` }),
    );
    return { seed, result: { texts, toolArguments, done, error } };
  };
  const results: Awaited<ReturnType<typeof read>>[] = [];
  const positions = Array.from({ length: ANSWER.length - 1 }, (_, index) => index + 1).values();
  const reader = async () => {
    for (const seed of positions) results.push(await read(seed));
  };
  await Promise.all(Array.from({ length: IN_PARALLEL }, reader));
  const expected = {
    texts: { 0: "é😀 ada@example.org bob@example.org😀 [" },
    toolArguments: { "1/0": '{"é":"ada@example.org bob@example.org"}' },
    done: true,
    error: undefined,
  };
  const wrong = results.filter(({ result }) => !isDeepStrictEqual(result, expected));
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(results).toHaveLength(ANSWER.length - 1);
  expect(results.length).toBeGreaterThan(600);
});

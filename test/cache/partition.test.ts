import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partitionOf, type Sharing } from "../../src/cache/partition.ts";
import { questionOf } from "../../src/cache/question.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { entryId } from "../../src/semantic-index/entry-id.ts";
import { reachesOf } from "../../src/semantic-index/epoch-table.ts";
import { spaceOf } from "../../src/semantic-index/upstash-keys.ts";

const SHARING: Sharing = {
  tenant: "t",
  surface: "openai-chat",
  namespace: "n",
  provider: "openai",
  model: "m",
  principal: undefined,
  embedder: { id: "e", dimensions: 64 },
};
const BODY: JsonObject = {
  model: "openai/m",
  temperature: 0,
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "First?" },
    { role: "assistant", content: "Yes." },
    { role: "user", content: "How?" },
  ],
  tools: [{ type: "function", function: { name: "f" } }],
};

const partition = (sharing: Sharing, body: JsonObject): string => {
  const question = questionOf(body);
  if (question === undefined) throw new Error("no question");
  return partitionOf(sharing, question.context);
};
/** Every name under which a request's answers may lie: in either store, after any number of times it was emptied. */
const places = (sharing: Sharing, body: JsonObject, epoch: string): string[] => {
  const scope = { tenant: sharing.tenant, namespace: sharing.namespace, partition: partition(sharing, body) };
  const { dimensions } = sharing.embedder;
  return [
    scope.partition,
    spaceOf(scope, dimensions, epoch),
    entryId(scope, dimensions, "text"),
    JSON.stringify(reachesOf(scope.namespace, scope.partition).slice(2)),
  ];
};

const text = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.string({ unit: fc.constantFrom('"', "\\", ",", "[", "]", "{", "}", ":", "\u0000", " ", "a"), maxLength: 5 }),
);
const messagesOf = (body: JsonObject): JsonObject[] => body["messages"] as JsonObject[];
const withMessage = (body: JsonObject, at: number, content: string): JsonObject => ({
  ...body,
  messages: messagesOf(body).map((message, index) => (index === at ? { ...message, content } : message)),
});

type Request = readonly [Sharing, JsonObject];
/** One thing changed to something that it was not. */
const mutations: fc.Arbitrary<(request: Request) => Request> = fc.oneof(
  ...(["tenant", "namespace", "provider", "model"] as const).map((field) =>
    text.map((value) => ([sharing, body]: Request): Request => [{ ...sharing, [field]: `${value}'` }, body]),
  ),
  text.map((value) => ([sharing, body]: Request): Request => [{ ...sharing, principal: value }, body]),
  text.map((value) => ([sharing, body]: Request): Request => [
    { ...sharing, embedder: { ...sharing.embedder, id: `${value}'` } },
    body,
  ]),
  fc.integer({ min: 65, max: 4096 }).map((dimensions) => ([sharing, body]: Request): Request => [
    { ...sharing, embedder: { ...sharing.embedder, dimensions } },
    body,
  ]),
  fc.double({ min: 0.001, max: 2, noNaN: true }).map((temperature) => ([sharing, body]: Request): Request => [
    sharing,
    { ...body, temperature },
  ]),
  fc.constantFrom("top_p", "seed", "max_tokens", "response_format", "stream", "stop", "user", "x").chain((name) =>
    fc.jsonValue().map((value) => ([sharing, body]: Request): Request => [
      sharing,
      { ...body, [name]: [value] as JsonObject[string] },
    ]),
  ),
  text.map((name) => ([sharing, body]: Request): Request => [
    sharing,
    { ...body, tools: [{ type: "function", function: { name: `${name}'` } }] },
  ]),
  fc.constant(([sharing, body]: Request): Request => [sharing, { ...body, tools: [] }]),
  fc.tuple(fc.constantFrom(0, 1, 2), text).map(([at, content]) => ([sharing, body]: Request): Request => [
    sharing,
    withMessage(body, at, `${content}'`),
  ]),
  fc.constantFrom(0, 1, 2).map((at) => ([sharing, body]: Request): Request => [
    sharing,
    { ...body, messages: messagesOf(body).filter((_, index) => index !== at) },
  ]),
  text.map((name) => ([sharing, body]: Request): Request => [
    sharing,
    { ...body, messages: messagesOf(body).map((message) => ({ ...message, name })) },
  ]),
);

describe("what shares answers", () => {
  test("10,000 changes of tenant, namespace, model, parameters, tools, system text, history or embedder are each apart", () => {
    const at = places(SHARING, BODY, "0.0.0");
    fc.assert(
      fc.property(mutations, (mutate) => {
        const others = new Set(places(...mutate([SHARING, BODY]), "0.0.0"));
        for (const place of at) expect(others.has(place)).toBe(false);
      }),
      { numRuns: 10_000 },
    );
  });

  test("two requests that were changed in different ways are apart too", () => {
    fc.assert(
      fc.property(mutations, mutations, (one, other) => {
        const [left, right] = [one([SHARING, BODY]), other([SHARING, BODY])];
        const same = JSON.stringify(left) === JSON.stringify(right);
        expect(partition(...left) === partition(...right)).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });

  test("another epoch is another place for vectors", () => {
    const scope = { tenant: "t", namespace: "n", partition: "p" };
    const epochs = ["0.0.0", "1.0.0", "0.1.0", "0.0.1", "10.0", "1.00"];
    expect(new Set(epochs.map((epoch) => spaceOf(scope, 64, epoch))).size).toBe(epochs.length);
  });

  test("a shared answer is apart from a principal's, whatever it is called", () => {
    const names = [undefined, "", "tenant", "undefined", '"tenant"', "principal"];
    const partitions = names.map((principal) => partition({ ...SHARING, principal }, BODY));
    expect(new Set(partitions).size).toBe(names.length);
  });

  test("the final text, and whether usage is shown, change nothing", () => {
    const asked = partition(SHARING, BODY);
    fc.assert(
      fc.property(text, (content) => {
        expect(partition(SHARING, withMessage(BODY, 3, content))).toBe(asked);
        expect(partition(SHARING, { ...BODY, stream_options: { include_usage: true } })).toBe(asked);
      }),
    );
  });

  test("what stands beside the final text does", () => {
    const asked = (content: JsonObject[string]) => ({ ...BODY, messages: [{ role: "user", content }] });
    const picture = (data: string) => ({ type: "image_url", image_url: { url: `data:${data}` } });
    const part = { type: "text", text: "How?" };
    const contents = [
      "How?",
      [part],
      [picture("a"), part],
      [picture("b"), part],
      [part, picture("a")],
      [{ ...part, detail: 1 }],
    ];
    expect(new Set(contents.map((content) => partition(SHARING, asked(content)))).size).toBe(contents.length);
  });
});

describe("the question of a request", () => {
  test.each([
    ["nothing said", {}],
    ["no list", { messages: "user" }],
    ["the assistant last", { messages: [{ role: "assistant", content: "a" }] }],
    ["no content", { messages: [{ role: "user" }] }],
    ["a part that is no object", { messages: [{ role: "user", content: ["a"] }] }],
    ["a text that is none", { messages: [{ role: "user", content: [{ type: "text", text: 1 }] }] }],
  ] as [string, JsonObject][])("there is none: %s", (_, body) => {
    expect(questionOf(body)).toBeUndefined();
  });

  test("its text is nowhere in the context, and the body stays as it is", () => {
    const before = JSON.stringify(BODY);
    const question = questionOf(BODY);
    expect(question?.text).toBe("How?");
    expect(JSON.stringify(question?.context)).not.toContain("How?");
    expect(JSON.stringify(BODY)).toBe(before);
  });
});

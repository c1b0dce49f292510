import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { GatewayConfig } from "../../src/config/schema.ts";
import { SURFACES } from "../../src/surfaces.ts";
import { bundleWith } from "../support/configured.ts";
import { startGateway, storedKeys, type TestGateway } from "../support/gateway.ts";
import { PROVIDERS, SPEAKERS } from "../support/surfaces.ts";
import { json, startUpstream, type TestUpstream } from "../support/upstream.ts";

/*
 * Every guard on every surface, to each kind of provider, streamed or not, with tools or without, asked
 * for the first time or answered from the cache. A guard that does not run on one of them fails here.
 */

const MAIL = "ada@example.org";
const OWN = "eve@example.org";
const keyOf = (name: string) => `sk-as-${name.padEnd(12, "0")}-secret-of-the-key-called-${name}`;
const OPEN = keyOf("open");

const CONFIG: GatewayConfig = {
  pii: { entities: { CREDIT_CARD: { action: "block" } } },
  limits: { bodyBytes: 4_096, jsonDepth: 16, messages: 8 },
  tenants: {
    models: { models: ["openai/other", "anthropic/other"] },
    paths: { paths: ["/v1/models"] },
    addresses: { ips: ["192.0.2.0/24"] },
    broke: { budgets: [{ per: "tenant", period: "day", usd: 0 }] },
    strict: { strict: true },
    trusting: { pii: { signedThinking: "trust" } },
  },
};

let upstream: TestUpstream;
let gateway: TestGateway;
let bundle: ReturnType<typeof bundleWith>;
const limited = SURFACES.flatMap((_, surface) =>
  ["openai", "anthropic"].flatMap((provider) => [`l${surface}${provider}0`, `l${surface}${provider}1`]),
);

beforeAll(async () => {
  bundle = bundleWith(CONFIG);
  upstream = await startUpstream();
  const keys = [
    { key: OPEN, tenant: "open", requestsPerMinute: 100_000 },
    ...["models", "paths", "addresses", "broke", "strict", "trusting"].map((tenant) => ({
      key: keyOf(tenant),
      tenant,
    })),
    ...limited.map((name) => ({ key: keyOf(name), tenant: name, requestsPerMinute: 1 })),
  ];
  const variables = {
    OPENAI_API_KEY: "sk-upstream",
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    ANTHROPIC_API_KEY: "sk-ant-upstream",
    ANTHROPIC_BASE_URL: upstream.url,
    GATEWAY_KEYS: storedKeys(keys),
  };
  gateway = await startGateway(variables, undefined, bundle.source);
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
  bundle.remove();
});
beforeEach(() => {
  upstream.seen.length = 0;
});

let asked = 0;

interface Cell {
  readonly surface: (typeof SURFACES)[number];
  readonly provider: keyof typeof PROVIDERS;
  readonly streamed: boolean;
  readonly tools: boolean;
}

const CELLS: Cell[] = SURFACES.filter(({ dialect }) => SPEAKERS[dialect.name].notWritten === undefined).flatMap(
  (surface) =>
    (["openai", "anthropic"] as const).flatMap((provider) =>
      [false, true].flatMap((streamed) =>
        (SPEAKERS[surface.dialect.name].tools.length > 0 ? [false, true] : [false]).map((tools) => ({
          surface,
          provider,
          streamed,
          tools,
        })),
      ),
    ),
);
const named = CELLS.map((cell): [string, Cell] => {
  const { surface, provider, streamed, tools } = cell;
  return [`${surface.path} to ${provider}${streamed ? ", streamed" : ""}${tools ? ", with tools" : ""}`, cell];
});

/** How the tests ask on one surface. */
function asking({ path, dialect }: (typeof SURFACES)[number], model: string, more: object = {}) {
  const speaker = SPEAKERS[dialect.name];
  const question = (content: string) => {
    asked += 1;
    return speaker.ask(model, `(${asked}) ${content}`, more);
  };
  const post = (body: unknown, key = OPEN) =>
    fetch(gateway.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const expectRefusal = async (response: Response, status: number) => {
    const body = (await response.json()) as object;
    expect([response.status, Object.keys(body)]).toEqual([status, speaker.errorKeys]);
    expect(upstream.seen).toEqual([]);
  };
  return { speaker, question, post, expectRefusal };
}

/** What every surface refuses. */
const GUARDS: [string, (on: ReturnType<typeof asking>) => Promise<Response>, number][] = [
  ["no key", ({ post, question }) => post(question("x"), ""), 401],
  ["a wrong key", ({ post, question }) => post(question("x"), `${OPEN}x`), 401],
  ["a path that the tenant may not use", ({ post, question }) => post(question("x"), keyOf("paths")), 403],
  [
    "an address that the tenant may not call from",
    ({ post, question }) => post(question("x"), keyOf("addresses")),
    403,
  ],
  ["a model that the tenant may not use", ({ post, question }) => post(question("x"), keyOf("models")), 403],
  ["a model without a price, where a budget stands", ({ post, question }) => post(question("x"), keyOf("broke")), 403],
  ["an entity that is blocked", ({ post, question }) => post(question("Pay 4111 1111 1111 1111")), 422],
  ["a body over the cap", ({ post, question }) => post(question("x".repeat(5_000))), 413],
  [
    "nesting over the cap",
    ({ post, question }) => post({ ...question("x"), x: JSON.parse("[".repeat(20) + "]".repeat(20)) as unknown }),
    413,
  ],
  ["malformed JSON", ({ post }) => post('{"model":'), 400],
  ["a key twice", ({ post }) => post('{"model":"m","model":"m"}'), 400],
  ["a wrong field", ({ post, question, speaker }) => post({ ...question("x"), ...speaker.wrong }), 400],
  ["an unknown model", ({ post, question }) => post({ ...question("x"), model: "nobody/m" }), 404],
];

describe.each(named)("%s", (_, { surface, provider, streamed, tools }) => {
  const more = { ...(streamed && { stream: true }), ...(tools && { tools: SPEAKERS[surface.dialect.name].tools }) };
  const model = `${provider}/m`;
  const on = asking(surface, model, more);
  const { speaker, question, post, expectRefusal } = on;
  const answer = (text: string, call = '{"to":"[EMAIL_1]"}', cut = false) =>
    upstream.answerWith(PROVIDERS[provider]({ text, call: tools ? call : undefined, streamed, cut }));
  test("values are masked going in, and put back coming out", async () => {
    answer("To [EMAIL_1].");
    const said = await speaker.read(await post(question(`Mail ${MAIL}`)), streamed);
    expect(said).toEqual({ text: `To ${MAIL}.`, call: tools ? `{"to":"${MAIL}"}` : "", complete: true, failed: false });
    expect(upstream.seen).toHaveLength(1);
    expect(upstream.seen[0]?.body).toContain("[EMAIL_1]");
    expect(JSON.stringify(upstream.seen)).not.toContain(MAIL);
  });

  test("what the caller never sent is replaced in the answer", async () => {
    answer(`Ask ${OWN}.`, `{"to":"${OWN}"}`);
    const response = await post(question("Whom?"));
    const said = await speaker.read(response, streamed);
    expect([said.text, said.call]).toEqual(["Ask [REDACTED_EMAIL].", tools ? '{"to":"[REDACTED_EMAIL]"}' : ""]);
    expect(await gateway.recordOf(response)).toMatchObject({ redacted: { EMAIL_ADDRESS: tools ? 2 : 1 } });
  });

  test("a repeated question: answers with calls are not kept, others are a hit and restored for who asks", async () => {
    answer("Dear [EMAIL_1]");
    const number = (asked += 1);
    const give = async (mail: string) => {
      const response = await post(speaker.ask(model, `(${number}) Greet ${mail}`, more));
      const { text, complete } = await speaker.read(response, streamed);
      return [response.headers.get("x-agentshield-cache"), text, complete];
    };
    expect(await give(MAIL)).toEqual(["miss", `Dear ${MAIL}`, true]);
    expect(await give("bob@example.org")).toEqual([tools ? "miss" : "hit", "Dear bob@example.org", true]);
    expect(upstream.seen).toHaveLength(tools ? 2 : 1);
  });

  test("an answer that is cut never looks complete", async () => {
    answer("One two three", undefined, true);
    const response = await post(question("Count"));
    if (!streamed) {
      const body = (await response.json()) as object;
      expect([response.status, Object.keys(body)]).toEqual([502, speaker.errorKeys]);
    } else expect(await speaker.read(response, true)).toMatchObject({ complete: false, failed: true });
    expect(await gateway.recordOf(response)).toMatchObject({ failure: "upstream_broken" });
  });

  test("usage is known and recorded", async () => {
    answer("fine");
    const response = await post(question("How are you?"));
    await response.text();
    const { usage } = (await gateway.recordOf(response)) as {
      usage: { promptTokens: number; completionTokens: number };
    };
    expect(usage.promptTokens).toBeGreaterThan(0);
    expect(usage.completionTokens).toBeGreaterThan(0);
  });

  test.each(GUARDS)("refuses %s, and nothing is sent", async (_, ask, status) => {
    answer("must not be reached");
    await expectRefusal(await ask(on), status);
  });

  const hasMessages = "messages" in speaker.ask(model, "");
  test.runIf(hasMessages)("refuses too many messages, and nothing is sent", async () => {
    const messages = Array.from({ length: 9 }, () => ({ role: "user", content: "x" }));
    await expectRefusal(await post({ ...question("x"), messages }), 413);
  });

  test("refuses what is over the limit, and counts every surface together", async () => {
    const key = keyOf(`l${SURFACES.indexOf(surface)}${provider}${Number(streamed)}`);
    answer("ok");
    // The same key asks with tools and without.
    await (await post(question("first"), key)).text();
    upstream.seen.length = 0;
    const second = await post(question("second"), key);
    await expectRefusal(second, 429);
    expect(second.headers.get("retry-after")).toMatch(/^\d+$/);
  });

  test("strict policy refuses what cannot be carried, which else is named", async () => {
    answer("ok");
    const foreign = { ...question("x"), zzz_unknown: 1 };
    const carried = (surface.dialect.name === "anthropic-messages") === (provider === "anthropic");
    const open = await post(foreign);
    await open.text();
    expect(open.headers.get("x-agentshield-dropped-params")).toBe(carried ? null : "zzz_unknown");
    expect(upstream.seen[0]?.body.includes("zzz_unknown")).toBe(carried);
    upstream.seen.length = 0;
    const strict = await post(foreign, keyOf("strict"));
    if (carried) expect([strict.status, await strict.text()]).toMatchObject([200, expect.any(String)]);
    else await expectRefusal(strict, 400);
  });
});

describe.each(
  SURFACES.filter(({ dialect }) => SPEAKERS[dialect.name].notWritten !== undefined).map(
    (each) => [each.path, each] as const,
  ),
)("%s, where nothing is written", (_, surface) => {
  const on = asking(surface, "openai/m");
  const { speaker, question, post, expectRefusal } = on;
  const answer = (more: object = {}) => upstream.answerWith(json({ ...speaker.notWritten, ...more }));

  test("values are masked going in; what the caller never sent is replaced; a repeated question is a hit", async () => {
    answer({ note: OWN });
    const body = question(`Mail ${MAIL}`);
    const responses = [await post(body), await post(JSON.stringify(body).replace(MAIL, "bob@example.org"))];
    for (const response of responses) expect(await speaker.read(response, false)).toMatchObject({ complete: true });
    // An answer that holds a value is not kept.
    expect(responses.map(({ headers }) => headers.get("x-agentshield-cache"))).toEqual(["miss", "miss"]);
    expect(upstream.seen[0]?.body).toContain("[EMAIL_1]");
    expect(JSON.stringify(upstream.seen)).not.toContain(MAIL);
    expect(await (await post(question("again"))).json()).toMatchObject({ note: "[REDACTED_EMAIL]" });
    answer();
    const clean = question(`Mail ${MAIL} again`);
    const first = await post(clean);
    expect(await first.json()).toEqual(speaker.notWritten);
    const second = await post(clean);
    expect([second.headers.get("x-agentshield-cache"), await second.json()]).toEqual(["hit", speaker.notWritten]);
    expect((await gateway.recordOf(first))["usage"]).toEqual({ promptTokens: 4, completionTokens: 0 });
  });

  test.each(GUARDS)("refuses %s, and nothing is sent", async (_, ask, status) => {
    answer();
    await expectRefusal(await ask(on), status);
  });

  test("refuses what is over the limit", async () => {
    answer();
    const key = keyOf(`l${SURFACES.indexOf(surface)}openai0`);
    await (await post(question("first"), key)).text();
    upstream.seen.length = 0;
    await expectRefusal(await post(question("second"), key), 429);
  });

  test("refuses a provider that has no such path, and an answer that is none", async () => {
    await expectRefusal(await post({ ...question("x"), model: "anthropic/m" }), 400);
    upstream.answerWith(json({ data: [{ note: OWN }] }));
    const response = await post(question("x"));
    expect([response.status, await response.text()]).toEqual([502, expect.not.stringContaining(OWN)]);
  });
});

describe("signed thinking on its way back to its provider", () => {
  const thinking = { type: "thinking", thinking: `It may be ${OWN}`, signature: "EqQBCgIYAhIM" };
  const body = (text: string) => ({
    model: "anthropic/m",
    max_tokens: 64,
    messages: [
      { role: "user", content: `Mail ${MAIL}` },
      { role: "assistant", content: [thinking, { type: "text", text }] },
      { role: "user", content: "Go on" },
    ],
  });
  const post = async (key: string, text: string) => {
    upstream.answerWith(PROVIDERS.anthropic({ text: "ok", streamed: false }));
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${gateway.url}/v1/messages`, {
      method: "POST",
      headers,
      body: JSON.stringify(body(text)),
    });
    await response.text();
    return JSON.parse(upstream.seen[0]?.body ?? "{}") as object;
  };

  test("is masked like every text, unless the tenant trusts it; nothing else is trusted with it", async () => {
    const masked = { ...thinking, thinking: "It may be [EMAIL_2]" };
    expect(await post(OPEN, OWN)).toMatchObject({
      messages: [{ content: "Mail [EMAIL_1]" }, { content: [masked, { text: "[EMAIL_2]" }] }, {}],
    });
    upstream.seen.length = 0;
    expect(await post(keyOf("trusting"), OWN)).toMatchObject({
      messages: [{ content: "Mail [EMAIL_1]" }, { content: [thinking, { text: "[EMAIL_2]" }] }, {}],
    });
  });
});

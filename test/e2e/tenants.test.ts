import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ADMIN_TOKEN, adminClient } from "../support/admin-client.ts";
import { chat, DEVELOPMENT_KEY, startGateway, storedKeys, type TestGateway } from "../support/gateway.ts";
import { completion, json, startUpstream, type TestUpstream } from "../support/upstream.ts";

const CONFIGURED = "sk-as-configured00-secret-of-the-configured-key";

let upstream: TestUpstream;
let gateway: TestGateway;
let admin: ReturnType<typeof adminClient>;
let variables: Record<string, string>;

beforeAll(async () => {
  upstream = await startUpstream();
  variables = {
    ADMIN_TOKEN,
    OPENAI_API_KEY: "sk-upstream",
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    ANTHROPIC_API_KEY: "sk-upstream",
    ANTHROPIC_BASE_URL: upstream.url,
    GATEWAY_KEYS: storedKeys([{ key: CONFIGURED, tenant: "configured" }]),
  };
  gateway = await startGateway(variables);
  admin = adminClient(gateway);
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.seen.length = 0;
  upstream.answerWith(json(completion("ok")));
});

let asked = 0;
const question = (content = "") => {
  asked += 1;
  return { model: "openai/m", messages: [{ role: "user", content: `${content} question ${asked}` }] };
};
const send = (key: string, body: object = question(), headers: Record<string, string> = {}, at = gateway) =>
  chat(at, body, { authorization: `Bearer ${key}`, ...headers });
const errorOf = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; param: string | null } };
  return [response.status, error.code, error.param];
};

describe("what a policy allows", () => {
  test("a model that is not allowed is refused, nothing is sent, and it is not listed", async () => {
    const { key } = await admin.tenant(
      "models",
      { models: ["openai/m*"] },
      { policy: { models: ["openai/mini", "anthropic/*"] } },
    );
    expect(await errorOf(await send(key))).toEqual([403, "model_not_allowed", "model"]);
    expect(await errorOf(await send(key, { ...question(), model: "anthropic/claude" }))).toEqual([
      403,
      "model_not_allowed",
      "model",
    ]);
    const others = { ...question(), model: "openai/mini", models: ["openai/o1"] };
    expect(await errorOf(await send(key, others))).toEqual([400, "invalid_request", "models"]);
    expect(upstream.seen).toHaveLength(0);
    expect((await send(key, { ...question(), model: "openai/mini" })).status).toBe(200);
    upstream.answerWith(json({ object: "list", data: [{ id: "m" }, { id: "mini" }, { id: "o1" }] }));
    const listed = await fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
    const { data } = (await listed.json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(["openai/mini"]);
  });

  test.each([
    ["an address outside of the networks", { ips: ["192.0.2.0/24"] }, { "cf-connecting-ip": "198.51.100.1" }, "ip"],
    ["an address that is not known", { ips: ["0.0.0.0/0", "::/0"] }, {}, "ip"],
    ["an address that is none", { ips: ["0.0.0.0/0", "::/0"] }, { "cf-connecting-ip": "somewhere" }, "ip"],
    ["another page", { referrers: ["app.example"] }, { origin: "https://evil.example" }, "referrer"],
    [
      "another page by its referer",
      { referrers: ["app.example"] },
      { referer: "https://evil.example/app.example" },
      "referrer",
    ],
    ["no page", { referrers: ["app.example"] }, {}, "referrer"],
    ["another path", { paths: ["/v1/models"] }, {}, "path"],
  ])("%s is refused before the body is read, for the tenant and for the key", async (name, rules, headers, reason) => {
    const id = `refused-${name.length}-${reason}`;
    const ofTenant = await admin.tenant(id, rules);
    const ofKey = await admin.tenant(`${id}-key`, {}, { policy: rules });
    for (const { key } of [ofTenant, ofKey]) {
      const response = await send(key, question(), headers);
      const record = await gateway.recordOf(response);
      expect(await errorOf(response)).toEqual([403, "not_allowed", null]);
      expect(record).toMatchObject({ failure: "not_allowed", reason });
      expect(record["requestBytes"]).toBeUndefined();
    }
    expect(upstream.seen).toHaveLength(0);
  });

  test("an address and a page that are allowed pass", async () => {
    const rules = { ips: ["192.0.2.0/24"], referrers: ["*.example"], paths: ["/v1/chat/*"] };
    const { key } = await admin.tenant("allowed", rules);
    const response = await send(key, question(), {
      "cf-connecting-ip": "192.0.2.9",
      referer: "https://app.example/chat",
    });
    expect(response.status).toBe(200);
  });
});

describe("what a policy says of values and answers", () => {
  test("a tenant's own words are masked for that tenant only, and its actions hold", async () => {
    const pii = { default: { action: "allow" }, words: [{ name: "PROJECT", words: ["Zeppelin"], action: "mask" }] };
    const own = await admin.tenant("own-words", { pii });
    const blocking = await admin.tenant("blocking", { pii: { default: { action: "block" } } });
    const text = "Zeppelin for ada@example.org";
    await (await send(own.key, question(text))).text();
    await (await send(DEVELOPMENT_KEY, question(text))).text();
    const sent = upstream.seen.map(({ body }) => body);
    expect(sent[0]).toContain("[PROJECT_1] for ada@example.org");
    expect(sent[1]).toContain("Zeppelin for [EMAIL_1]");
    expect(await errorOf(await send(blocking.key, question(text)))).toEqual([422, "content_blocked", null]);
    expect(upstream.seen).toHaveLength(2);
  });

  test("a tenant without a cache neither reads nor writes it", async () => {
    const { key } = await admin.tenant("uncached", { cache: { enabled: false } });
    const body = question();
    for (let count = 0; count < 2; count += 1)
      expect((await send(key, body)).headers.get("x-agentshield-cache")).toBe("bypass");
    expect(upstream.seen).toHaveLength(2);
  });

  test("a key of the environment obeys its tenant's record", async () => {
    await admin.ask("POST", "/tenants", { id: "configured", policy: { models: ["anthropic/*"] } });
    expect(await errorOf(await send(CONFIGURED))).toEqual([403, "model_not_allowed", "model"]);
  });
});

describe("keys across isolates", () => {
  test("what was revoked, disabled or rotated away is refused by an isolate that has never seen it", async () => {
    const [revoked, disabled, rotated, kept] = [
      await admin.tenant("revoked"),
      await admin.tenant("disabled"),
      await admin.tenant("rotated"),
      await admin.tenant("kept"),
    ];
    await admin.ask("POST", `/tenants/revoked/keys/${revoked.id}/revoke`);
    await admin.ask("POST", "/tenants/disabled/disable");
    const { body } = await admin.ask("POST", `/tenants/rotated/keys/${rotated.id}/rotate`, { overlapSeconds: 0 });
    const statuses = await Promise.all(
      [revoked, disabled, rotated, kept].map(async ({ key }) => (await send(key)).status),
    );
    expect(statuses).toEqual([401, 401, 401, 200]);
    expect((await send(body.key)).status).toBe(200);
  });

  test("a revocation reaches an isolate that remembers the key within 30 s", { timeout: 60_000 }, async () => {
    const { key, id } = await admin.tenant("remembered");
    expect((await send(key)).status).toBe(200);
    const start = Date.now();
    expect((await admin.ask("POST", `/tenants/remembered/keys/${id}/revoke`)).status).toBe(200);
    await expect.poll(async () => (await send(key)).status, { timeout: 40_000, interval: 500 }).toBe(401);
    // And one look more than the time itself, since it is only looked twice a second.
    expect(Date.now() - start).toBeLessThan(31_500);
  });

  test("all who use a new key at once are let in by one look-up", async () => {
    const { key } = await admin.tenant("crowd");
    const statuses = await Promise.all(Array.from({ length: 40 }, async () => (await send(key)).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  test("a forged key costs no call: it is refused as fast as none", async () => {
    const { key } = await admin.tenant("forged");
    const response = await send(`${key.slice(0, -1)}${key.endsWith("A") ? "B" : "A"}`);
    expect(await gateway.recordOf(response)).toMatchObject({ status: 401, reason: "forged" });
    expect(await errorOf(response)).toEqual([401, "invalid_api_key", null]);
  });
});

test("no log line holds a secret of a key or the admin token", async () => {
  const { key, id } = await admin.tenant("logged", {}, { label: "the-label-of-it" });
  await send(key);
  const { body } = await admin.ask("POST", `/tenants/logged/keys/${id}/rotate`, { overlapSeconds: 5 });
  const response = await send(body.key);
  await gateway.recordOf(response);
  const logs = gateway.logs().join("\n");
  expect(logs).toContain(`"action":"key rotated","tenant":"logged","keyId":"${id}"`);
  for (const secret of [key.slice(-48), body.key.slice(-48), ADMIN_TOKEN]) expect(logs).not.toContain(secret);
});

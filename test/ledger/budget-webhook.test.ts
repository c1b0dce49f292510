import { createHmac, timingSafeEqual } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config/parse-config.ts";
import { parseSettings } from "../../src/config/schema.ts";
import { Secret } from "../../src/config/vault.ts";
import { type BudgetEvent, budgetWebhook } from "../../src/ledger/budget-webhook.ts";
import { signingKey } from "../../src/ledger/webhook-signature.ts";
import { json, startUpstream, type TestUpstream } from "../support/upstream.ts";

const BYTES = Buffer.from("thirty-two bytes of a secret key");
const SECRET = `whsec_${BYTES.toString("base64")}`;
const NOW = Date.UTC(2026, 10, 21, 12);
const EVENT: BudgetEvent = {
  tenant: "acme",
  keyId: "keykeykeykey",
  kind: "hard",
  period: "2026-11",
  level: "warning",
  spentMicrodollars: 80_000_000,
  limitMicrodollars: 100_000_000,
};

let receiver: TestUpstream;
let pauses: number[];
let failures: [BudgetEvent, string][];
beforeAll(async () => {
  receiver = await startUpstream();
});
afterAll(() => receiver.close());
beforeEach(() => {
  receiver.seen.length = 0;
  pauses = [];
  failures = [];
});

function tell(event: BudgetEvent = EVENT, request: typeof fetch = fetch): Promise<void> {
  return budgetWebhook(`${receiver.url}/budgets`, signingKey(new Secret(SECRET), "WEBHOOK_SECRET"), {
    fetch: (url, init) => request(url, init),
    now: () => NOW,
    pause: async (ms) => void pauses.push(ms),
    failed: (about, reason) => failures.push([about, reason]),
  })(event);
}

describe("the webhook of budgets", () => {
  test("tells who has spent how much of what, and no text", async () => {
    receiver.answerWith(json({}));
    await tell();
    const [seen] = receiver.seen;
    expect([seen?.method, seen?.path, seen?.headers["content-type"]]).toEqual(["POST", "/budgets", "application/json"]);
    expect(JSON.parse(seen?.body ?? "")).toEqual({
      type: "budget.warning",
      timestamp: "2026-11-21T12:00:00.000Z",
      data: {
        tenant: "acme",
        key_id: "keykeykeykey",
        kind: "hard",
        period: "2026-11",
        spent_microdollars: 80_000_000,
        limit_microdollars: 100_000_000,
      },
    });
    expect([pauses, failures]).toEqual([[], []]);
  });

  test("a tenant's own budget has no key", async () => {
    receiver.answerWith(json({}, 204));
    await tell({ ...EVENT, keyId: undefined, level: "spent" });
    expect(JSON.parse(receiver.seen[0]?.body ?? "")).toMatchObject({ type: "budget.spent", data: { key_id: null } });
  });

  test("is signed as Standard Webhooks says, so that a receiver can check it", async () => {
    receiver.answerWith(json({}));
    await tell();
    const [seen] = receiver.seen;
    const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = seen?.headers ?? {};
    expect(timestamp).toBe(String(NOW / 1_000));
    const expected = createHmac("sha256", BYTES)
      .update(`${String(id)}.${String(timestamp)}.${seen?.body}`)
      .digest();
    const [version, given] = String(signature).split(",");
    expect(version).toBe("v1");
    expect(timingSafeEqual(Buffer.from(given ?? "", "base64"), expected)).toBe(true);
  });

  test("the signature is that of the specification's example", async () => {
    const { signedHeaders } = await import("../../src/ledger/webhook-signature.ts");
    const key = signingKey(new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "X");
    const headers = await signedHeaders(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330_000, '{"test": 2432232314}');
    expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  test("the same event has the same id, another has another", async () => {
    receiver.answerWith(json({}));
    const others: Partial<BudgetEvent>[] = [
      {},
      { spentMicrodollars: 81_000_000 },
      { level: "spent" },
      { keyId: undefined },
      { tenant: "b" },
      { period: "2026-12" },
      { kind: "soft" as const },
    ];
    for (const other of others) await tell({ ...EVENT, ...other });
    const ids = receiver.seen.map(({ headers }) => headers["webhook-id"]);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(others.length - 1);
  });

  test("a receiver that fails is asked three times, longer and longer apart, with one id", async () => {
    receiver.answerWith(json({}, 503));
    await tell();
    expect(receiver.seen).toHaveLength(3);
    expect(new Set(receiver.seen.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(pauses).toEqual([1_000, 5_000]);
    expect(failures).toEqual([[EVENT, "status 503"]]);
  });

  test("one that recovers has it, and nothing is told to have failed", async () => {
    receiver.answerWith((response) => void response.writeHead(receiver.seen.length < 3 ? 429 : 200).end());
    await tell();
    expect([receiver.seen.length, failures]).toEqual([3, []]);
  });

  test.each([400, 401, 404, 410])("a receiver that refuses with %d is not asked again", async (status) => {
    receiver.answerWith(json({}, status));
    await tell();
    expect(receiver.seen).toHaveLength(1);
    expect(failures).toEqual([[EVENT, `status ${status}`]]);
  });

  test("a redirect is not followed", async () => {
    receiver.answerWith(json({}, 307, { location: `${receiver.url}/elsewhere` }));
    await tell();
    expect(receiver.seen.map(({ path }) => path)).toEqual(["/budgets"]);
    expect(failures[0]?.[1]).toMatch(/^status 307$/);
  });

  test.each<[string, () => Error, string]>([
    ["cannot be reached", () => new TypeError("secret-canary failed"), "not reachable"],
    ["does not answer in time", () => new DOMException("secret-canary", "TimeoutError"), "no answer in time"],
  ])("a receiver that %s: no rejection, and no text of the error", async (_, error, reason) => {
    await tell(EVENT, () => Promise.reject(error()));
    expect(failures).toEqual([[EVENT, reason]]);
    expect(pauses).toEqual([1_000, 5_000]);
  });

  test("each try is given up by itself", async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    await tell(EVENT, (_, init) => {
      signals.push(init?.signal);
      return Promise.reject(new TypeError("x"));
    });
    expect(signals.map((signal) => signal instanceof AbortSignal)).toEqual([true, true, true]);
    expect(new Set(signals).size).toBe(3);
  });
});

describe("the secret of the webhook", () => {
  test.each(["", "whsec_", "whsec_c2hvcnQ=", SECRET.slice(6), `${SECRET}!`, `whsec_${"A".repeat(400)}`, "whsec_A"])(
    "%j is refused, and not shown",
    (text) => {
      const read = () => signingKey(new Secret(text), "WEBHOOK_SECRET");
      expect(read).toThrow(ConfigError);
      expect(read).toThrow(/^environment: WEBHOOK_SECRET: must be whsec_ and 24 to 64 bytes in base64$/);
    },
  );

  test.each([
    { url: "ftp://x.example", secretVariable: "S" },
    { url: "http://x.example", secretVariable: "S" },
    { url: "https://x.example" },
    { url: "https://x.example", secretVariable: "not a name" },
  ])("a setting %j is refused", (setting) => {
    expect(() => parseSettings({ budgetWebhook: setting })).toThrow(/budgetWebhook/);
  });
});

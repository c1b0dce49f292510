import { describe, expect, test } from "vitest";
import { type KeyPolicy, keyPolicy } from "../../src/config/tenant-policy.ts";
import type { GatewayError } from "../../src/core/failure.ts";
import { hexOf } from "../../src/keys/key-hash.ts";
import { KeyVerifier } from "../../src/keys/key-verifier.ts";
import type { VerifiedKey } from "../../src/keys/port.ts";
import type { Directory } from "../../src/tenants/port.ts";
import { memoryDirectory } from "../support/memory-directory.ts";
import { tenantRecord } from "../tenants/records.ts";
import { hash, madeKey, own } from "./directory-keys.ts";

const CONFIGURED = "sk-as-aliceAlice01-secret-secret-secret-secret-1";
const policy: KeyPolicy = keyPolicy.parse({});

/** A verifier over a directory with the tenant acme, and one configured key of the tenant alice. */
async function setUp(changed: Partial<Pick<Directory, "find" | "tenant">> = {}) {
  const { directory, state } = memoryDirectory();
  await directory.addTenant(tenantRecord("acme"));
  const time = { now: 1_000_000 };
  const key = { publicId: "aliceAlice01", hash: hash("secret-secret-secret-secret-1"), tenant: "alice", policy };
  const configured = { find: (id: string) => (id === key.publicId ? key : undefined) };
  const asked = { ...directory, ...changed };
  const verifier = new KeyVerifier({ configured, directory: asked, own, hash, now: () => time.now });
  const add = async (more: Parameters<typeof madeKey>[1] = {}) => {
    const made = madeKey("acme", more);
    await directory.addKey(made.stored);
    return made;
  };
  return { verifier, directory, state, time, add };
}

const failureOf = async (work: Promise<unknown>) => work.catch((thrown: GatewayError) => thrown.failure);

describe("a key that does not count", () => {
  test.each([
    ["no key", undefined, "missing"],
    ["another form", "sk-123", "malformed"],
    ["an id that no configured key has, without a check", "sk-as-nobodyNobody-secret-secret-secret-secret-1", "forged"],
    ["a configured id with a wrong secret", CONFIGURED.replace(/1$/, "2"), "mismatch"],
    ["a configured id with a longer secret", `${CONFIGURED}x`, "mismatch"],
  ])("%s is refused, and no store is asked", async (_, key, refusal) => {
    const { verifier, state } = await setUp();
    state.failing = true;
    expect(await verifier.verify(key)).toBe(refusal);
  });

  test("a mistyped key of the gateway's own asks no store either", async () => {
    const { verifier, state, add } = await setUp();
    const { text } = await add();
    state.failing = true;
    expect(await verifier.verify(text.replace(/.$/, (last) => (last === "A" ? "B" : "A")))).toBe("forged");
  });

  test.each([
    ["revoked", { revokedAt: 5 }, "revoked"],
    ["expired", { expiresAt: 1_000_000 }, "expired"],
  ] as const)("a %s one is refused", async (_, more, refusal) => {
    const { verifier, add } = await setUp();
    expect(await verifier.verify((await add(more)).text)).toBe(refusal);
  });

  test("one of a disabled tenant is refused, configured or not", async () => {
    const { verifier, directory, add } = await setUp();
    const { text } = await add();
    await directory.replaceTenant(tenantRecord("acme", { version: 2, disabled: true }));
    await directory.addTenant(tenantRecord("alice", { disabled: true }));
    expect([await verifier.verify(text), await verifier.verify(CONFIGURED)]).toEqual(["disabled", "disabled"]);
  });

  test("an id that nobody has, with a right check, is asked for once in 5 s", async () => {
    const { verifier, state, time } = await setUp();
    const { text } = madeKey("acme");
    const asks: number[] = [];
    for (const at of [0, 1, 4_999, 5_000, 9_999]) {
      time.now = 1_000_000 + at;
      expect(await verifier.verify(text)).toBe("unknown");
      asks.push(state.finds);
    }
    expect(asks).toEqual([1, 1, 1, 2, 2]);
  });

  test("a directory that has another hash refuses it as a wrong secret", async () => {
    const { verifier, add } = await setUp();
    expect(await verifier.verify((await add({ hashes: [{ hash: "0".repeat(64) }] })).text)).toBe("mismatch");
  });
});

describe("a key that counts", () => {
  test("is given with its tenant and its policy", async () => {
    const { verifier, add } = await setUp();
    const { text, stored } = await add();
    expect(await verifier.verify(text)).toEqual({
      publicId: stored.publicId,
      tenant: "acme",
      policy: stored.policy,
      record: tenantRecord("acme"),
    });
  });

  test("of the environment has its tenant's record where the directory has one", async () => {
    const { verifier, directory, time } = await setUp();
    expect(await verifier.verify(CONFIGURED)).toEqual({
      publicId: "aliceAlice01",
      tenant: "alice",
      policy,
      record: undefined,
    });
    await directory.addTenant(tenantRecord("alice"));
    time.now += 30_000;
    expect(await verifier.verify(CONFIGURED)).toMatchObject({ record: tenantRecord("alice") });
  });

  test("is not looked up again for 30 s, and is the same object meanwhile", async () => {
    const { verifier, state, time, add } = await setUp();
    const { text } = await add();
    const first = await verifier.verify(text);
    for (const at of [1, 29_999]) {
      time.now = 1_000_000 + at;
      expect(await verifier.verify(text)).toBe(first);
    }
    expect(state.finds).toBe(1);
    time.now = 1_030_000;
    await verifier.verify(text);
    expect(state.finds).toBe(2);
  });

  test("is refused 30 s after it was revoked, at the latest", async () => {
    const { verifier, directory, time, add } = await setUp();
    const { text, stored } = await add();
    await verifier.verify(text);
    await directory.replaceKey({ ...stored, version: 2, revokedAt: time.now });
    time.now += 29_999;
    expect(await verifier.verify(text)).toMatchObject({ tenant: "acme" });
    time.now += 1;
    expect(await verifier.verify(text)).toBe("revoked");
  });

  const ends: [string, { expiresAt?: number; until?: number }, string][] = [
    ["its own end", { expiresAt: 1_007_000 }, "expired"],
    ["the end of an overlap", { until: 1_007_000 }, "mismatch"],
  ];
  test.each(ends)("is not remembered beyond %s", async (_, { expiresAt, until }, refusal) => {
    const { verifier, directory, time } = await setUp();
    const made = madeKey("acme", { expiresAt });
    const hashes = made.stored.hashes.map(({ hash }) => ({ hash, until }));
    await directory.addKey({ ...made.stored, hashes });
    time.now = 1_006_999;
    expect(await verifier.verify(made.text)).toMatchObject({ tenant: "acme" });
    time.now = 1_007_000;
    expect(await verifier.verify(made.text)).toBe(refusal);
  });

  test("passes with both secrets during an overlap, and neither costs more than one look-up", async () => {
    const { verifier, directory, state, add } = await setUp();
    const { text, stored, publicId } = await add();
    await verifier.verify(text);
    const secret = own.newSecret(publicId);
    const rotated = `sk-as-${publicId}-${secret}`;
    const old = stored.hashes.map(({ hash }) => ({ hash, until: 2_000_000 }));
    await directory.replaceKey({ ...stored, version: 2, hashes: [{ hash: hexOf(hash(secret)) }, ...old] });
    for (let count = 0; count < 3; count += 1)
      for (const key of [rotated, text]) expect(await verifier.verify(key)).toMatchObject({ publicId });
    expect(state.finds).toBe(2);
  });

  test("holds one copy of its tenant with the others of that tenant", async () => {
    const { verifier, add } = await setUp();
    const keys = (await Promise.all([add(), add()]).then((made) =>
      Promise.all(made.map(({ text }) => verifier.verify(text))),
    )) as VerifiedKey[];
    expect(keys[0]?.record).toBe(keys[1]?.record);
  });
});

describe("a directory that is slow or away", () => {
  test("lets nobody pass who was not verified lately, and those who were", async () => {
    const { verifier, state, time, add } = await setUp();
    const [known, other] = [await add(), await add()];
    await verifier.verify(known.text);
    state.failing = true;
    time.now += 29_999;
    expect(await verifier.verify(known.text)).toMatchObject({ tenant: "acme" });
    const unavailable = { kind: "state_unavailable", reason: "Error" };
    expect(await failureOf(verifier.verify(other.text))).toEqual(unavailable);
    expect(await failureOf(verifier.verify(CONFIGURED))).toEqual(unavailable);
    time.now += 1;
    expect(await failureOf(verifier.verify(known.text))).toEqual(unavailable);
    state.failing = false;
    expect(await verifier.verify(other.text)).toMatchObject({ tenant: "acme" });
  });

  test("is asked once by all who want to know the same", async () => {
    const { verifier, state, add } = await setUp();
    const { text } = await add();
    const answers = await Promise.all(Array.from({ length: 50 }, () => verifier.verify(text)));
    expect(new Set(answers.map((answer) => (answer as VerifiedKey).publicId)).size).toBe(1);
    expect(state.finds).toBe(1);
  });

  test("an answer on its way does not hide a secret that is newer", async () => {
    const made = madeKey("acme");
    const secret = own.newSecret(made.publicId);
    const rotated = { ...made.stored, version: 2, hashes: [{ hash: hexOf(hash(secret)) }, ...made.stored.hashes] };
    const answers: (() => void)[] = [];
    let current = made.stored;
    const find = () => {
      const key = current;
      return new Promise<{ key: typeof key; tenant: ReturnType<typeof tenantRecord> }>((resolve) => {
        answers.push(() => resolve({ key, tenant: tenantRecord("acme") }));
      });
    };
    const { verifier } = await setUp({ find });
    const before = verifier.verify(made.text);
    current = rotated;
    const after = verifier.verify(`sk-as-${made.publicId}-${secret}`);
    answers[0]?.();
    expect(await before).toMatchObject({ tenant: "acme" });
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.();
    expect(await after).toMatchObject({ tenant: "acme" });
  });
});

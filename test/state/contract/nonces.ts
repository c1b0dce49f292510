import { expect, test } from "vitest";
import type { TenantState } from "../../../src/state/port.ts";
import { asTenant, requests } from "./asking.ts";

export function nonceTests(state: () => TenantState): void {
  const nonce = (value: string, lastsMs = 60_000) => ({ value, expiresAt: Date.now() + lastsMs });

  test("a proof that comes twice is refused, and counts nothing", async () => {
    const { admit, left } = asTenant(state());
    const proof = nonce("n");
    expect((await admit([requests(10)], { nonce: proof })).kind).toBe("admitted");
    expect(await admit([requests(10)], { nonce: proof })).toEqual({ kind: "replayed" });
    expect(await left([requests(10)])).toEqual([9]);
    expect((await admit([requests(10)], { nonce: nonce("m") })).kind).toBe("admitted");
  });

  test("of many that come at once one is let through", async () => {
    const { admit, left } = asTenant(state());
    const proof = nonce("n");
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => admit([requests(100)], { nonce: proof })));
    expect(verdicts.map(({ kind }) => kind).sort()).toEqual([
      "admitted",
      ...Array.from({ length: 49 }, () => "replayed"),
    ]);
    expect(await left([requests(100)])).toEqual([99]);
  });

  test("a refused request has not spent its proof", async () => {
    const { admit } = asTenant(state());
    const proof = nonce("n");
    await admit([requests(1)]);
    expect((await admit([requests(1)], { nonce: proof })).kind).toBe("refused");
    expect((await admit([requests(2)], { nonce: proof })).kind).toBe("admitted");
  });

  test("a replay is told as such when the limit is reached too", async () => {
    const { admit } = asTenant(state());
    const proof = nonce("n");
    await admit([requests(1)], { nonce: proof });
    expect((await admit([requests(1)], { nonce: proof })).kind).toBe("replayed");
  });

  test("a hit spends a proof as well", async () => {
    const { admit } = asTenant(state());
    const proof = nonce("n");
    expect((await admit([requests(9)], { nonce: proof, answered: true })).kind).toBe("admitted");
    expect((await admit([requests(9)], { nonce: proof })).kind).toBe("replayed");
  });

  test("the same admission may be asked again with its own proof", async () => {
    const { admit } = asTenant(state());
    const proof = nonce("n");
    const again = () => admit([requests(9)], { id: "a", nonce: proof });
    expect([(await again()).kind, (await again()).kind]).toEqual(["admitted", "admitted"]);
  });

  test("a proof that is too old by itself is refused, known or not", async () => {
    const { admit } = asTenant(state());
    expect((await admit([], { nonce: nonce("old", -1) })).kind).toBe("replayed");
    const brief = nonce("n", 100);
    expect((await admit([], { nonce: brief })).kind).toBe("admitted");
    const until = Date.now() + 300;
    await expect.poll(() => Date.now() > until, { interval: 50 }).toBe(true);
    expect((await admit([], { nonce: brief })).kind).toBe("replayed");
  });

  const odd: [string, string][] = [
    ["a name that objects have", "__proto__"],
    ["SQL", "a'; DROP TABLE nonces; --"],
    ["several scripts", "é漢😀"],
    ["the longest there may be", "x".repeat(256)],
  ];
  test.each(odd)("a nonce of %s is one", async (_, value) => {
    const { admit } = asTenant(state());
    expect((await admit([], { nonce: nonce(value) })).kind).toBe("admitted");
    expect((await admit([], { nonce: nonce(value) })).kind).toBe("replayed");
  });
}

import { property, assert, integer } from "fast-check";
import { describe, expect, test } from "vitest";
import { parseApiKey } from "../../src/core/api-key.ts";
import { gatewayKeys, randomText } from "../../src/keys/gateway-key.ts";
import { madeKey, own } from "./directory-keys.ts";

const parsed = (text: string) => {
  const key = parseApiKey(text);
  if (key === undefined) throw new Error(`no key: ${text}`);
  return key;
};

describe("a key that the gateway has made", () => {
  test("has a key's form, 40 random characters, and a check that holds", () => {
    const { text, secret } = madeKey("acme");
    expect(text).toMatch(/^sk-as-[A-Za-z0-9]{12}-[A-Za-z0-9_-]{48}$/);
    expect(secret.slice(0, 40)).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(own.isOwn(parsed(text))).toBe(true);
  });

  test("is another one each time", () => {
    const keys = Array.from({ length: 100 }, () => madeKey("acme"));
    expect(new Set(keys.map(({ publicId }) => publicId)).size).toBe(100);
    expect(new Set(keys.map(({ secret }) => secret.slice(0, 40))).size).toBe(100);
  });

  test("is told from one in which any character is another", () => {
    const { text } = madeKey("acme");
    assert(
      property(integer({ min: 6, max: text.length - 1 }), integer({ min: 1, max: 61 }), (at, shift) => {
        const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        const old = letters.indexOf(text[at] ?? "");
        if (old === -1) return;
        const changed = text.slice(0, at) + letters[(old + shift) % 62] + text.slice(at + 1);
        expect(own.isOwn(parsed(changed))).toBe(false);
      }),
    );
  });

  test("is not another deployment's", () => {
    const other = gatewayKeys("another-pepper-of-tests", () => new Uint8Array(64));
    expect(other.isOwn(parsed(madeKey("acme").text))).toBe(false);
  });

  test("does not have its check under another id", () => {
    const [one, other] = [madeKey("acme"), madeKey("acme")];
    expect(own.isOwn({ publicId: one.publicId, secret: other.secret })).toBe(false);
  });
});

describe("randomText", () => {
  test("takes every letter from the same number of bytes", () => {
    const text = randomText(248, (length) => Uint8Array.from({ length }, (_, at) => at));
    const counts = new Map<string, number>();
    for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect([counts.size, new Set(counts.values())]).toEqual([62, new Set([4])]);
  });

  test("asks for more bytes when some cannot be used", () => {
    let asked = 0;
    const text = randomText(3, (length) => {
      asked += 1;
      return new Uint8Array(length).fill(asked === 1 ? 255 : 1);
    });
    expect([text, asked]).toEqual(["BBB", 2]);
  });
});

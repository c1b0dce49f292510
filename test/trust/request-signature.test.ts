import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestSecrets } from "../../src/keys/request-secret.ts";
import { isSignedWith, nonceOf, readSignature, textToSign } from "../../src/trust/request-signature.ts";
import { NOW, SECONDS } from "./issuer.ts";

const SIGNATURE = "0f".repeat(32);
const HEADERS = {
  "x-agentshield-timestamp": String(SECONDS),
  "x-agentshield-nonce": "0123456789abcdef",
  "x-agentshield-signature": `v1=${SIGNATURE}`,
};

function read(more: Readonly<Record<string, string | undefined>> = {}, now = NOW): unknown {
  const headers = Object.entries({ ...HEADERS, ...more }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const result = readSignature(new Headers(headers), now);
  return "fault" in result ? result.fault : result;
}

describe("the headers of a signature", () => {
  const good = { timestamp: String(SECONDS), nonce: "0123456789abcdef", signature: SIGNATURE };
  const timestamp = (offset: number) => ({ "x-agentshield-timestamp": String(SECONDS + offset) });
  const nonce = (text: string | undefined) => ({ "x-agentshield-nonce": text });
  const signature = (text: string | undefined) => ({ "x-agentshield-signature": text });

  const cases: [string, Readonly<Record<string, string | undefined>>, unknown][] = [
    ["as they should be", {}, good],
    ["no signature", signature(undefined), "absent"],
    ["no timestamp", { "x-agentshield-timestamp": undefined }, "timestamp"],
    ["five minutes old", timestamp(-300), { ...good, timestamp: String(SECONDS - 300) }],
    ["older", timestamp(-301), "outside_window"],
    ["five minutes ahead", timestamp(300), { ...good, timestamp: String(SECONDS + 300) }],
    ["further ahead", timestamp(301), "outside_window"],
    ["milliseconds", { "x-agentshield-timestamp": String(NOW) }, "timestamp"],
    ["a sign", { "x-agentshield-timestamp": `+${SECONDS}` }, "timestamp"],
    ["a fraction", { "x-agentshield-timestamp": `${SECONDS}.5` }, "timestamp"],
    ["an exponent", { "x-agentshield-timestamp": "1e9" }, "timestamp"],
    ["hexadecimal digits", { "x-agentshield-timestamp": "0x6955b900" }, "timestamp"],
    ["a leading zero", { "x-agentshield-timestamp": `0${SECONDS}` }, "timestamp"],
    ["words", { "x-agentshield-timestamp": "now" }, "timestamp"],
    ["two timestamps", { "x-agentshield-timestamp": `${SECONDS}, ${SECONDS}` }, "timestamp"],
    ["no nonce", nonce(undefined), "nonce"],
    ["a nonce of 15", nonce("a".repeat(15)), "nonce"],
    ["a nonce of 64", nonce("a".repeat(64)), { ...good, nonce: "a".repeat(64) }],
    ["a nonce of 65", nonce("a".repeat(65)), "nonce"],
    ["a nonce with other characters", nonce("0123456789abcde:"), "nonce"],
    ["two nonces", nonce("0123456789abcdef, 0123456789abcdef"), "nonce"],
    ["no version", signature(SIGNATURE), "malformed"],
    ["another version", signature(`v2=${SIGNATURE}`), "malformed"],
    ["capitals", signature(`v1=${SIGNATURE.toUpperCase()}`), "malformed"],
    ["too short", signature(`v1=${SIGNATURE.slice(2)}`), "malformed"],
    ["too long", signature(`v1=${SIGNATURE}00`), "malformed"],
    ["two signatures", signature(`v1=${SIGNATURE}, v1=${SIGNATURE}`), "malformed"],
    ["empty", signature(""), "malformed"],
  ];
  test.each(cases)("%s", (_, more, expected) => {
    expect(read(more)).toEqual(expected);
  });

  test("the window is exact to the millisecond", () => {
    expect(read({}, NOW + 300_000)).toEqual(good);
    expect(read({}, NOW + 300_001)).toBe("outside_window");
    expect(read({}, NOW - 300_000)).toEqual(good);
    expect(read({}, NOW - 300_001)).toBe("outside_window");
  });
});

describe("a signature", () => {
  const request = { timestamp: String(SECONDS), nonce: "0123456789abcdef", method: "POST", path: "/v1/a?b=c" };
  const body = new TextEncoder().encode('{"a":1}');
  const signed = (secret: string, text: string) => createHmac("sha256", secret).update(text).digest("hex");

  test("covers version, time, nonce, method, path with query and body", () => {
    const hash = createHash("sha256").update(body).digest("hex");
    expect(textToSign(request, body)).toBe(`v1\n${SECONDS}\n0123456789abcdef\nPOST\n/v1/a?b=c\n${hash}`);
  });

  test("of an empty body is that of no bytes", () => {
    expect(textToSign(request, new Uint8Array())).toContain(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
  });

  test("with the secret holds, and with every other text or secret does not", () => {
    const text = textToSign(request, body);
    const signature = signed("secret", text);
    expect(isSignedWith("secret", text, signature)).toBe(true);
    for (const [part, value] of [
      ["timestamp", String(SECONDS + 1)],
      ["nonce", "0123456789abcdeF"],
      ["method", "GET"],
      ["path", "/v1/a?b=d"],
    ] as const)
      expect(isSignedWith("secret", textToSign({ ...request, [part]: value }, body), signature)).toBe(false);
    expect(isSignedWith("secret", textToSign(request, new TextEncoder().encode('{"a":2}')), signature)).toBe(false);
    expect(isSignedWith("Secret", text, signature)).toBe(false);
    for (const wrong of ["", signature.slice(1), `${signature}0`, signature.toUpperCase()])
      expect(isSignedWith("secret", text, wrong)).toBe(false);
  });

  test("no two requests have the same text", () => {
    const part = fc.stringMatching(/^[\w/?=-]{1,8}$/);
    const parts = fc.record({
      timestamp: part,
      nonce: part,
      method: part,
      path: part,
      body: fc.uint8Array({ maxLength: 4 }),
    });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = JSON.stringify([one, [...one.body]]) === JSON.stringify([other, [...other.body]]);
        expect(textToSign(one, one.body) === textToSign(other, other.body)).toBe(same);
      }),
    );
  });
});

test("a nonce is its key's own, and is remembered for longer than it is accepted", () => {
  const headers = { timestamp: String(SECONDS), nonce: "0123456789abcdef", signature: SIGNATURE };
  const { value, expiresAt } = nonceOf("aliceAlice01", headers);
  expect(value).toBe("aliceAlice01:0123456789abcdef");
  expect(nonceOf("aliceAlice02", headers).value).not.toBe(value);
  expect(read({}, expiresAt - 60_000 + 1)).toBe("outside_window");
});

test("the secret of a key's requests is its own, and another one under another pepper", () => {
  const secretOf = requestSecrets("pepper-of-the-tests");
  const expected = createHmac("sha256", "pepper-of-the-tests").update("request proofs of a key\naliceAlice01");
  expect(secretOf("aliceAlice01")).toBe(expected.digest("hex"));
  expect(secretOf("aliceAlice02")).not.toBe(secretOf("aliceAlice01"));
  expect(requestSecrets("another-pepper-of-tests")("aliceAlice01")).not.toBe(secretOf("aliceAlice01"));
});

import { errors, type JWSHeaderParameters } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type KeySetFetch, KeySets } from "../../src/trust/key-sets.ts";
import { json, startUpstream, type TestUpstream } from "../support/upstream.ts";
import { type IssuerKey, makeKey } from "./issuer.ts";

const MINUTE_MS = 60_000;
const PATH = "/.well-known/jwks.json";

let server: TestUpstream;
let first: IssuerKey;
let second: IssuerKey;
let url: string;

beforeAll(async () => {
  server = await startUpstream();
  url = `${server.url}${PATH}`;
  [first, second] = await Promise.all([makeKey("ES256", "first"), makeKey("ES256", "second")]);
});
afterAll(() => server.close());
beforeEach(() => {
  server.seen.length = 0;
  server.closed.length = 0;
  server.answerWith(json({ keys: [first.jwk] }));
});
afterEach(() => {
  vi.useRealTimers();
});

const FIRST = { alg: "ES256", kid: "first" };
const SECOND = { alg: "ES256", kid: "second" };

function setUp(fetchKeys: KeySetFetch = fetch) {
  const clock = { now: 1_000_000_000 };
  const sets = new KeySets(fetchKeys, () => clock.now);
  /** `found`, or why not. */
  const find = async (header: JWSHeaderParameters, at = url): Promise<string> => {
    try {
      const key = await sets.find(at, header);
      return "type" in key ? key.type : "no key";
    } catch (thrown) {
      return thrown instanceof errors.JOSEError ? thrown.code : (thrown as Error).message;
    }
  };
  return { clock, find };
}

const UNKNOWN = errors.JWKSNoMatchingKey.code;

describe("keys are kept", () => {
  test("for ten minutes, and then asked for again", async () => {
    const { clock, find } = setUp();
    for (let count = 0; count < 3; count += 1) expect(await find(FIRST)).toBe("public");
    clock.now += 10 * MINUTE_MS - 1;
    expect(await find(FIRST)).toBe("public");
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET ${PATH}`]);
    clock.now += 1;
    expect(await find(FIRST)).toBe("public");
    expect(server.seen).toHaveLength(2);
  });

  test("until then also while the issuer is down, and not longer", async () => {
    const { clock, find } = setUp();
    await find(FIRST);
    server.answerWith(json({}, 503));
    clock.now += 10 * MINUTE_MS - 1;
    expect(await find(FIRST)).toBe("public");
    expect(await find(SECOND)).toBe("keys_unreachable");
    expect(await find(FIRST)).toBe("public");
    clock.now += 1;
    expect(await find(FIRST)).toBe("keys_unreachable");
  });

  test("of a bounded number of issuers", async () => {
    const { find } = setUp();
    for (let count = 0; count <= 64; count += 1) await find(FIRST, `${url}?${count}`);
    expect(server.seen).toHaveLength(65);
    await find(FIRST, `${url}?64`);
    await find(FIRST, `${url}?1`);
    expect(server.seen).toHaveLength(65);
    await find(FIRST, `${url}?0`);
    expect(server.seen).toHaveLength(66);
  });
});

describe("an issuer that changes its keys", () => {
  test("is asked again when a token names a key that is not known", async () => {
    const { clock, find } = setUp();
    await find(FIRST);
    server.answerWith(json({ keys: [second.jwk] }));
    clock.now += 30_000;
    expect(await find(SECOND)).toBe("public");
    expect(await find(FIRST)).toBe(UNKNOWN);
    expect(server.seen).toHaveLength(2);
  });

  test("is not asked more often than every 30 s, however many ids somebody invents", async () => {
    const { clock, find } = setUp();
    await find(FIRST);
    for (let count = 0; count < 50; count += 1) {
      clock.now += 1_000;
      expect(await find({ alg: "ES256", kid: `invented-${count}` })).toBe(UNKNOWN);
    }
    expect(server.seen).toHaveLength(2);
    expect(await find(FIRST)).toBe("public");
  });

  test("is asked once for the requests that come together, and all of them see the new key", async () => {
    const { clock, find } = setUp();
    expect(await Promise.all(Array.from({ length: 20 }, () => find(FIRST)))).toEqual(Array(20).fill("public"));
    expect(server.seen).toHaveLength(1);
    server.answerWith(json({ keys: [first.jwk, second.jwk] }));
    clock.now += 30_000;
    expect(await Promise.all(Array.from({ length: 20 }, () => find(SECOND)))).toEqual(Array(20).fill("public"));
    expect(server.seen).toHaveLength(2);
  });
});

describe("a set that cannot be had accepts nothing", () => {
  const answers: [string, Parameters<TestUpstream["answerWith"]>[0], string][] = [
    ["an error", json({ keys: [] }, 500), "keys_unreachable"],
    ["another success", json({ keys: [] }, 206), "keys_unreachable"],
    ["a broken connection", (response) => void response.destroy(), "keys_unreachable"],
    ["text that is no JSON", (response) => void response.end("<html>"), "keys_invalid"],
    ["text that is no UTF-8", (response) => void response.end(Buffer.from([0x22, 0xff, 0x22])), "keys_invalid"],
    ["nothing", (response) => void response.end(), "keys_invalid"],
    ["JSON that is no set", json([]), "keys_invalid"],
    ["null", json(null), "keys_invalid"],
    ["a set without a list", json({ keys: { first: 1 } }), "keys_invalid"],
    ["keys that are none", json({ keys: [1, "key"] }), "keys_invalid"],
    ["an empty set", json({ keys: [] }), UNKNOWN],
  ];
  test.each(answers)("%s", async (_, answer, expected) => {
    server.answerWith(answer);
    expect(await setUp().find(FIRST)).toBe(expected);
  });

  test("too many keys, or too many bytes", async () => {
    const others = (length: number) => Array.from({ length }, (_, index) => ({ ...second.jwk, kid: `other-${index}` }));
    server.answerWith(json({ keys: [first.jwk, ...others(31)] }));
    expect(await setUp().find(FIRST)).toBe("public");
    server.answerWith(json({ keys: [first.jwk, ...others(32)] }));
    expect(await setUp().find(FIRST)).toBe("keys_invalid");
    server.answerWith(json({ keys: [first.jwk], more: "x".repeat(60_000) }));
    expect(await setUp().find(FIRST)).toBe("public");
    server.answerWith(json({ keys: [first.jwk], more: "x".repeat(65_536) }));
    expect(await setUp().find(FIRST)).toBe("keys_invalid");
  });

  test("one without an end is cut off", async () => {
    server.answerWith((response) => {
      const write = (): void => {
        if (!response.destroyed) response.write(" ".repeat(16_384), write);
      };
      write();
    });
    expect(await setUp().find(FIRST)).toBe("keys_invalid");
    await expect.poll(() => server.closed).toContain(PATH);
  });

  test("a redirect is not followed, also not to a good set", async () => {
    server.answerWith((response, { path }) =>
      path === PATH
        ? void response.writeHead(302, { location: `${server.url}/elsewhere` }).end()
        : void response.end(JSON.stringify({ keys: [first.jwk] })),
    );
    expect(await setUp().find(FIRST)).toBe("keys_unreachable");
    expect(server.seen.map(({ path }) => path)).toEqual([PATH]);
  });

  test("a port where nobody listens", async () => {
    expect(await setUp().find(FIRST, "http://127.0.0.1:1/")).toBe("keys_unreachable");
  });

  test("one that is down is asked every five seconds, and is back at once when it is", async () => {
    const { clock, find } = setUp();
    server.answerWith(json({}, 503));
    for (let count = 0; count < 20; count += 1) expect(await find(FIRST)).toBe("keys_unreachable");
    expect(server.seen).toHaveLength(1);
    server.answerWith(json({ keys: [first.jwk] }));
    clock.now += 4_999;
    expect(await find(FIRST)).toBe("keys_unreachable");
    clock.now += 1;
    expect(await find(FIRST)).toBe("public");
    expect(server.seen).toHaveLength(2);
  });
});

describe("an issuer that is slow", () => {
  /** A fetch that ends when it is aborted, or never. */
  const hanging = (heedsSignal: boolean) => {
    const signals: AbortSignal[] = [];
    const fetchKeys: KeySetFetch = (_, { signal }) => {
      signals.push(signal);
      return new Promise((_resolve, reject) => {
        if (heedsSignal) signal.addEventListener("abort", () => reject(new Error("aborted")));
      });
    };
    return { signals, fetchKeys };
  };

  test.each([true, false])("is waited for two seconds (its fetch heeds the signal: %j)", async (heedsSignal) => {
    vi.useFakeTimers();
    const { signals, fetchKeys } = hanging(heedsSignal);
    const { find } = setUp(fetchKeys);
    const found = Promise.all([find(FIRST), find(FIRST)]);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await found).toEqual(["keys_unreachable", "keys_unreachable"]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test("a fetch that never ends is not waited for by later requests", async () => {
    vi.useFakeTimers();
    const { signals, fetchKeys } = hanging(false);
    const { clock, find } = setUp(fetchKeys);
    const found = find(FIRST);
    await vi.advanceTimersByTimeAsync(2_000);
    await found;
    clock.now += 5_000;
    const again = find(FIRST);
    expect(signals).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await again).toBe("keys_unreachable");
  });

  test("a body that stops on the way is cut off after two seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    server.answerWith((response) => void response.write('{"keys":['));
    let begun: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const { find } = setUp(async (url, request) => {
      const response = await fetch(url, request);
      begun();
      return response;
    });
    const found = find(FIRST);
    await answered;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await found).toBe("keys_unreachable");
    await expect.poll(() => server.closed.length).toBeGreaterThan(0);
  });
});

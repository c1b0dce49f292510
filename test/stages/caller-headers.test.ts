import { describe, expect, test } from "vitest";
import { GatewayError } from "../../src/core/failure.ts";
import { askedTimeoutMs, requestId, screenedMetadata } from "../../src/stages/caller-headers.ts";

const screen = (text: string) => text.replaceAll("ada@example.org", "[EMAIL_1]").replaceAll("123-45-6789", "[SSN_1]");

/** The failure of a header that is refused: it must name the header and not repeat its value. */
function refusalOf(work: () => unknown, header: string, value: string): void {
  let thrown: unknown;
  try {
    work();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(GatewayError);
  const { failure } = thrown as GatewayError;
  expect(failure).toMatchObject({ kind: "invalid_request", param: header, message: expect.stringContaining(header) });
  if (value.length > 8) expect(JSON.stringify(failure)).not.toContain(value);
}

describe("x-request-id", () => {
  const ids: [string | undefined, boolean][] = [
    ["request-1", true],
    ["12345678", true],
    ["a.b_c-d.e", true],
    ["x".repeat(128), true],
    [undefined, false],
    ["", false],
    ["short-1", false],
    ["x".repeat(129), false],
    ["two words here", false],
    ["line\nbreak-line", false],
    ["trailing-line\n", false],
    ['"quoted-id"', false],
    ["request/1/2", false],
    ["réquest-1", false],
    ["ada@example.org", false],
    ["123-45-6789", false],
    ["id-123-45-6789", false],
  ];
  test.each(ids)("%j is taken: %s", (id, taken) => {
    expect(requestId(id, screen)).toBe(taken ? id : undefined);
  });
});

describe("x-agentshield-metadata", () => {
  const pairs = (count: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, "v"])));

  const taken: [string, string | undefined, object | undefined][] = [
    ["nothing", undefined, undefined],
    ["an empty object", "{}", {}],
    ["strings", '{"team":"blue","é":"😀"}', { team: "blue", é: "😀" }],
    ["values are screened", '{"mail":"to ada@example.org"}', { mail: "to [EMAIL_1]" }],
    ["names are screened", '{"ada@example.org":"x"}', { "[EMAIL_1]": "x" }],
    ["as many as there may be", pairs(16), JSON.parse(pairs(16)) as object],
  ];
  test.each(taken)("%s", (_, header, expected) => {
    expect(screenedMetadata(header, screen)).toEqual(expected);
  });

  test("a special name is a name like any other", () => {
    const metadata = screenedMetadata('{"__proto__":"x"}', screen) ?? {};
    expect(Object.keys(metadata)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  const wrong: [string, string][] = [
    ["nothing in it", ""],
    ["no JSON", "team=hunter2-hunter2"],
    ["a string", '"hunter2-hunter2"'],
    ["a list", '["hunter2-hunter2"]'],
    ["null", "null"],
    ["a number inside", '{"hunter2-hunter2":7}'],
    ["null inside", '{"hunter2-hunter2":null}'],
    ["an object inside", '{"a":{"b":"hunter2-hunter2"}}'],
    ["too many", pairs(17)],
    ["too long", JSON.stringify({ a: "x".repeat(8_186) })],
  ];
  test.each(wrong)("%s is refused", (_, header) => {
    refusalOf(() => screenedMetadata(header, screen), "x-agentshield-metadata", header);
  });

  test("the longest", () => {
    const header = JSON.stringify({ a: "x".repeat(8_184) });
    expect(header).toHaveLength(8_192);
    expect(screenedMetadata(header, screen)).toEqual({ a: "x".repeat(8_184) });
  });
});

describe("x-agentshield-timeout-ms", () => {
  const taken: [string | undefined, number][] = [
    [undefined, Number.POSITIVE_INFINITY],
    ["1", 1],
    ["30000", 30_000],
    ["999999999", 999_999_999],
  ];
  test.each(taken)("%j is %d", (header, expected) => {
    expect(askedTimeoutMs(header)).toBe(expected);
  });

  const wrong = ["", "0", "007", "-1", "1.5", "1e3", "0x10", "soon", "1 2", " 1", "1\n", "9999999999", "Infinity"];
  test.each(wrong)("%j is refused", (header) => {
    refusalOf(() => askedTimeoutMs(header), "x-agentshield-timeout-ms", header);
  });
});

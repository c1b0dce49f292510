import { describe, expect, it } from "vitest";
import { ScanCapacityError } from "../../src/scan/port.ts";
import { scanner, utf8, WIDE } from "./engine.ts";

const MEBIBYTE = 1024 * 1024;

/** An object of many keys, as text. */
function manyKeys(count: number, key = (index: number) => `key ${index}`): string {
  return Array.from({ length: count }, (_, index) => `"${key(index)}":0`).join(",");
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

describe("hostile documents", () => {
  it.each(["[", '{"a":', '[{"a":'])("100,000 times %s", (opening) => {
    const bytes = utf8(opening.repeat(100_000));
    expect(scanner.checkJson(bytes, WIDE)).toMatchObject({ ok: false, fault: "too_deep" });
    const deep = { depth: 1_000_000, values: 1_000_000 };
    expect(scanner.checkJson(bytes, deep)).toEqual({
      ok: false,
      fault: "syntax",
      offset: bytes.length,
    });
  });

  it("17 MiB, and then works on", () => {
    const bytes = new Uint8Array(17 * MEBIBYTE).fill(0x20);
    expect(() => scanner.checkJson(bytes, WIDE)).toThrow(ScanCapacityError);
    expect(scanner.checkJson(utf8("{}"), WIDE)).toEqual({ ok: true, inexactNumbers: false });
  });

  it("16 MiB are read", () => {
    const bytes = new Uint8Array(16 * MEBIBYTE).fill(0x78);
    bytes[0] = bytes[bytes.length - 1] = 0x22;
    expect(scanner.checkJson(bytes, WIDE)).toEqual({ ok: true, inexactNumbers: false });
  });

  it("NUL bytes", () => {
    const check = scanner.checkJson(new Uint8Array(1000), WIDE);
    expect(check).toEqual({ ok: false, fault: "syntax", offset: 0 });
  });

  it("an object of 100,000 keys whose last one repeats the first", () => {
    const keys = manyKeys(100_000);
    expect(scanner.checkJson(utf8(`{${keys}}`), WIDE).ok).toBe(true);
    const check = scanner.checkJson(utf8(`{${keys},"key \\u0030":0}`), WIDE);
    expect(check).toEqual({ ok: false, fault: "duplicate_key", offset: keys.length + 2 });
  });

  it("too many values within a wide object", () => {
    const check = scanner.checkJson(utf8(`{${manyKeys(2000)}}`), { depth: 1, values: 2000 });
    expect(check).toMatchObject({ ok: false, fault: "too_many_values" });
  });

  // Generous bounds: each takes some milliseconds, and minutes if it were quadratic.
  it.each([
    ["100,000 keys", `{${manyKeys(100_000)}}`],
    ["100,000 small objects", `[${'{"role":1,"content":2},'.repeat(100_000)}0]`],
    ["long keys that differ at the end", `{${manyKeys(10_000, (i) => "x".repeat(500) + i)}}`],
    ["the same, escaped", `{${manyKeys(10_000, (i) => "\\u0078".repeat(80) + i)}}`],
    ["few keys of great length", `{${manyKeys(16, (i) => "x".repeat(200_000) + i)}}`],
    ["exponents of great length", `[1e${"9".repeat(4_000_000)}]`],
    ["fractions of great length", `[0.${"0".repeat(4_000_000)}1]`],
  ])("%s in linear time", (_, text) => {
    const bytes = utf8(text);
    expect(scanner.checkJson(bytes, WIDE).ok).toBe(true);
    expect(milliseconds(() => scanner.checkJson(bytes, WIDE))).toBeLessThan(1500);
  });
});

describe("limits", () => {
  it("may be infinite, and are whole numbers", () => {
    const infinite = { depth: Infinity, values: Infinity };
    expect(scanner.checkJson(utf8("[[1]]"), infinite).ok).toBe(true);
    expect(scanner.checkJson(utf8("[[1]]"), { depth: 2.9, values: 3.5 }).ok).toBe(true);
    expect(scanner.checkJson(utf8("[[1]]"), { depth: 1.9, values: 3 }).ok).toBe(false);
    expect(scanner.checkJson(utf8("1"), { depth: -1, values: -1 }).ok).toBe(false);
  });

  it("an empty document is no JSON", () => {
    const check = scanner.checkJson(new Uint8Array(0), WIDE);
    expect(check).toEqual({ ok: false, fault: "syntax", offset: 0 });
  });

  it("a view into a larger buffer is read as itself", () => {
    expect(scanner.checkJson(utf8("x[1]x").subarray(1, 4), WIDE).ok).toBe(true);
  });
});

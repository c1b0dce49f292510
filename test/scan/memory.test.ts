import { afterEach, describe, expect, test, vi } from "vitest";
import { ScanCapacityError } from "../../src/scan/port.ts";
import { createScanner } from "../../src/scan/wasm.ts";
import { engineModule, utf8, WIDE } from "./engine.ts";
import { rawEngine, write } from "./raw-engine.ts";

const MEBIBYTE = 1024 * 1024;
const SIZE = 16 * MEBIBYTE;
/** As documented in src/scan/wasm.ts. A Worker has 128 MiB for everything. */
const MAX_MEMORY_BYTES = 64 * MEBIBYTE;

const base64 = (text: string): string => Buffer.from(text).toString("base64").replaceAll("=", "");
const hex = (text: string): string => Buffer.from(text).toString("hex");
const PLAIN = "hello plain text without values. ";

const TEXTS: [what: string, unit: string][] = [
  ["spaces", " "],
  ["cards", "4111 1111 1111 1111, "],
  ["addresses", "a@b.co "],
  ["numbers that need a word", "123456789 "],
  ["words that speak for numbers", "phone 1234 "],
  ["percent escapes", "%40"],
  ["JSON escapes", String.raw`\u0041`],
  ["HTML escapes", "&#65;"],
  ["invisible characters", "1\u200b"],
  ["styled digits", "\uff11"],
  ["tags", "\u{e0031}"],
  ["single letters", "A "],
  ["single digits", "1 2 3-4 5-6 7 8 9 "],
  ["spelled addresses", "joe at example dot com "],
  ["one disguise in a long line", `%41${"a b ".repeat(65)}`],
  ["one run of base64", base64(PLAIN)],
  ["lines of base64", `${base64(`${PLAIN}${PLAIN}`.slice(0, 48))}\n`],
  ["short runs of base64", `${base64("hello 1237")} `],
  ["longer runs of base64", `${base64("hello world1")} `],
  ["base64 of addresses", `${base64("a@b.co ".repeat(3))} `],
  ["base64 of base64", base64(base64(PLAIN).repeat(20))],
  ["base64 of disguises", base64("%41%41")],
  ["hexadecimal", hex(PLAIN)],
  ["runs of hexadecimal", `${hex("hello plain text")} `],
  ["the beginnings of keys", "-----BEGIN PRIVATE KEY-----"],
];

const repeated = (unit: string, size: number): Uint8Array => {
  const bytes = utf8(unit);
  const whole = new Uint8Array(Math.floor(size / bytes.length) * bytes.length);
  for (let at = 0; at < whole.length; at += bytes.length) whole.set(bytes, at);
  return whole;
};
const around = (open: string, unit: string, close: string): Uint8Array =>
  Buffer.concat([utf8(open), repeated(unit, SIZE - open.length - close.length), utf8(close)]);

const manyKeys = (): Uint8Array => {
  const keys = Array.from({ length: 1_000_000 }, (_, index) => `"${index}":0`);
  return utf8(`{${keys.join(",")}}`);
};

const DOCUMENTS: [what: string, bytes: () => Uint8Array][] = [
  ["keys", manyKeys],
  ["one inner document", () => around('["[', String.raw`\"xx\",`, String.raw`\"a@b.co\"]"]`)],
  ["inner documents", () => around("[", String.raw`"[\"a@b.co\"]",`, "0]")],
  ["values across parts", () => around("[", '{"content":"4111 1111 "},{"content":"1111 1111"},', "0]")],
  ["escapes", () => around('["', String.raw`\u0041`, '"]')],
  ["brackets", () => repeated("[", SIZE)],
];

describe("the memory of an instance stays bounded", () => {
  test.each(TEXTS)("16 MiB of %s", (_, unit) => {
    const engine = rawEngine();
    expect(engine.scan(write(engine, repeated(unit, SIZE)))).toBeGreaterThanOrEqual(-3);
    expect(engine.memory.buffer.byteLength).toBeLessThanOrEqual(MAX_MEMORY_BYTES);
  });

  test.each(DOCUMENTS)("a document of %s", (_, make) => {
    const engine = rawEngine();
    write(engine, utf8("content\t\t\ttext"));
    expect(engine.set_lens("content\t\t\ttext".length)).toBe(1);
    expect(engine.screen(write(engine, make()), 1_000_000, 5_000_000)).toBeGreaterThanOrEqual(-8);
    expect(engine.memory.buffer.byteLength).toBeLessThanOrEqual(MAX_MEMORY_BYTES);
  });
});

describe("an instance", () => {
  afterEach(() => vi.restoreAllMocks());

  test("that has grown is dropped after use, a small one is kept", () => {
    const scanner = createScanner(engineModule);
    const made = vi.spyOn(WebAssembly as unknown as { Instance: () => unknown }, "Instance");
    scanner.scan("a@b.co");
    scanner.scan("a@b.co ".repeat(10_000));
    expect(made).not.toHaveBeenCalled();
    scanner.scan("x".repeat(SIZE / 2));
    expect(made).not.toHaveBeenCalled();
    expect(scanner.scan("a@b.co")).toHaveLength(1);
    expect(made).toHaveBeenCalledTimes(1);
  });

  test("is given back after too many values, in a text and across the parts of one", () => {
    const scanner = createScanner(engineModule);
    expect(() => scanner.scan("a@b.co ".repeat(20_001))).toThrow(ScanCapacityError);
    const document = (values: number): Uint8Array => utf8(`[${'"a@b.co",'.repeat(values)}0]`);
    expect(() => scanner.screenJson(document(20_001), WIDE, "")).toThrow(ScanCapacityError);
    const parts = utf8(`[${'{"content":"4111 1111 "},{"content":"1111 1111"},'.repeat(10_001)}0]`);
    expect(() => scanner.screenJson(parts, WIDE, "content\t\t\ttext")).toThrow(ScanCapacityError);
    expect(() => scanner.screenJson(repeated(" ", SIZE + 1), WIDE, "")).toThrow(ScanCapacityError);
    expect(scanner.screenJson(document(20_000), WIDE, "")).toMatchObject({ ok: true });
  });
});

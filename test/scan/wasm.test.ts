import { describe, expect, it } from "vitest";
import { ScanCapacityError } from "../../src/scan/port.ts";
import { createScanner } from "../../src/scan/wasm.ts";
import { compile, engineModule, scanner, utf8 } from "./engine.ts";
import { smallModule } from "./small-module.ts";

const EMAIL = "alice@example.com";

describe("scan", () => {
  it("knows its rules", () => {
    for (const rule of scanner.rules) {
      expect(Object.isFrozen(rule)).toBe(true);
      expect(rule.entity).toMatch(/^[A-Z][A-Z0-9_]*$/);
      expect(rule.label).toMatch(/^[A-Z][A-Z0-9_]{0,19}$/);
    }
    expect(scanner.rules.map(({ entity }) => entity)).toContain("EMAIL_ADDRESS");
  });

  it.each([
    "",
    "é ",
    "漢字 ",
    "😀 ",
    "\ud800 ",
    "\udc00 ",
    "\ud83d\ud83d\ude00 ",
    "\0 ",
    "\ufeff ",
    "\ufffd ",
    "\ud800".repeat(100) + " ",
    "😀é漢a".repeat(30_000) + " ",
  ])("counts UTF-16 code units (%#)", (lead) => {
    const text = `${lead}${EMAIL} ${lead}${EMAIL}`;
    const places = scanner.scan(text).map(({ start, end, rule }) => [start, end, rule.entity]);
    const first = lead.length;
    const second = 2 * lead.length + EMAIL.length + 1;
    expect(places).toEqual([
      [first, first + EMAIL.length, "EMAIL_ADDRESS"],
      [second, second + EMAIL.length, "EMAIL_ADDRESS"],
    ]);
  });

  it("shares its rules and its empty answer", () => {
    const nothing = scanner.scan("");
    expect(scanner.scan("nothing here")).toBe(nothing);
    expect(Object.isFrozen(nothing)).toBe(true);
    expect(scanner.rules).toContain(scanner.scan(EMAIL)[0]?.rule);
  });

  it("keeps earlier findings when scanning another text", () => {
    const earlier = scanner.scan(EMAIL);
    scanner.scan(`see ${EMAIL}`);
    expect(earlier).toMatchObject([{ start: 0, end: EMAIL.length }]);
  });
});

describe("caps", () => {
  it.each([
    ["code units", "a".repeat(16 * 1024 * 1024 + 1)],
    ["bytes", "漢".repeat(6 * 1024 * 1024)],
    ["findings", `${EMAIL} `.repeat(20_001)],
  ])("too many %s", (_, text) => {
    expect(() => scanner.scan(text)).toThrow(ScanCapacityError);
    expect(scanner.scan(EMAIL)).toHaveLength(1);
  });

  it("a text of the largest size is scanned", () => {
    const text = `${EMAIL} `.padEnd(16 * 1024 * 1024, "a ");
    expect(scanner.scan(text)).toMatchObject([{ start: 0, end: EMAIL.length }]);
  });
});

/** What the allocator writes into memory that is given back stands at its beginning. */
const FAR = "a few words, so that the address is far from where the text begins: ".repeat(3);

describe("the module", () => {
  it("of another ABI version is refused", () => {
    expect(() => createScanner(compile(smallModule(1)))).toThrow("its ABI version is 1, not 3");
    expect(() => createScanner(compile(utf8("\0asm\x01\0\0\0")))).toThrow("version is none");
  });

  it("is instantiated anew after a trap", () => {
    const trapping = createScanner(compile(smallModule(3)));
    expect(trapping.scan("fine")).toEqual([]);
    expect(() => trapping.scan("!")).toThrow(WebAssembly.RuntimeError);
    expect(trapping.scan("fine")).toEqual([]);
  });

  it("imports nothing", () => {
    expect(() => new WebAssembly.Instance(engineModule)).not.toThrow();
  });

  it.each([100, 100_000, 5_000_000])("leaves nothing of %i bytes in its memory", (length) => {
    const address = "zoe.quill@example.org";
    const { exports } = new WebAssembly.Instance(engineModule);
    const engine = exports as unknown as {
      memory: WebAssembly.Memory;
      input(capacity: number): number;
      scan(length: number): number;
      check_json(length: number, depth: number, values: number): number;
    };
    const text = `{"${"secretsecret ".repeat(length / 13)}":"${address}"}`;
    const write = (): void => {
      const pointer = engine.input(length + 100);
      new Uint8Array(engine.memory.buffer, pointer).set(utf8(text));
    };
    write();
    expect(Buffer.from(engine.memory.buffer).includes("secretsecret")).toBe(true);
    expect(engine.scan(text.length)).toBe(1);
    write();
    expect(engine.check_json(text.length, 9, 9)).toBe(0);
    const memory = Buffer.from(engine.memory.buffer);
    expect(memory.includes("secretsecret")).toBe(false);
    expect(memory.includes(address)).toBe(false);
  });

  it.each([
    ["folded", String.raw`mail zoe.quill\u0040example.org now`],
    ["decoded", `see ${btoa(`${FAR} zoe.quill@example.org now`)} now`],
  ])("leaves nothing of what it has %s in its memory", (_, text) => {
    const { exports } = new WebAssembly.Instance(engineModule);
    const engine = exports as unknown as {
      memory: WebAssembly.Memory;
      input(capacity: number): number;
      scan(length: number): number;
    };
    const pointer = engine.input(1000);
    new Uint8Array(engine.memory.buffer, pointer).set(utf8(text));
    expect(engine.scan(text.length)).toBe(1);
    expect(Buffer.from(engine.memory.buffer).includes("zoe.quill")).toBe(false);
  });
});

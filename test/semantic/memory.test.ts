import { describe, expect, it } from "vitest";
import { semanticModule } from "./module.ts";

interface Exports {
  readonly memory: WebAssembly.Memory;
  input(capacity: number): number;
  embed(length: number): number;
  verify(first: number, second: number): number;
}

const CANARY = "xylophonequartz";

function holds({ memory }: Exports, text: string): boolean {
  return Buffer.from(memory.buffer).includes(text);
}

function write(exports: Exports, text: string): number {
  const bytes = Buffer.from(text);
  // Memory that grows detaches every former view.
  const pointer = exports.input(1024) >>> 0;
  new Uint8Array(exports.memory.buffer, pointer, bytes.length).set(bytes);
  return bytes.length;
}

describe("the module's memory", () => {
  const start = () => new WebAssembly.Instance(semanticModule).exports as unknown as Exports;

  it("keeps no text that was embedded", () => {
    const exports = start();
    const length = write(exports, `Call ${CANARY} about the invoice`);
    expect(holds(exports, CANARY)).toBe(true);
    exports.embed(length);
    expect(holds(exports, CANARY)).toBe(false);
  });

  it.each([
    ["served", `Call ${CANARY}, please`],
    ["parted", `Never call ${CANARY} about 15 invoices`],
    ["grey", `Call ${CANARY} about penguins`],
  ])("keeps no text that was %s", (_, other) => {
    const exports = start();
    const first = write(exports, `Call ${CANARY}${other}`) - other.length;
    exports.verify(first, other.length);
    expect(holds(exports, CANARY)).toBe(false);
  });

  it("says so when bytes are no UTF-8 or more than were written", () => {
    const exports = start();
    const pointer = exports.input(16) >>> 0;
    new Uint8Array(exports.memory.buffer, pointer, 2).set([0xff, 0xfe]);
    expect([exports.embed(2), exports.embed(5000), exports.verify(0xffff_ffff, 1)]).toEqual([-2, -1, -1]);
    expect(exports.input(10_000_000)).toBe(0);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { DataError, readRows, setNames } from "../../eval/data-sets.ts";
import { compare, strangers } from "../../eval/ratchet.ts";
import { faultLines, plainTable } from "../../eval/table.ts";

describe("data sets", () => {
  const schema = z.object({ text: z.string() });
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "eval-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("are read plain and gzipped", () => {
    writeFileSync(join(folder, "one.jsonl"), '{"text":"é"}\n\n{"text":"b"}\n');
    writeFileSync(join(folder, "two.jsonl.gz"), gzipSync('{"text":"c"}'));
    writeFileSync(join(folder, "README.md"), "");
    expect(setNames(folder)).toEqual(["one", "two"]);
    expect(readRows(folder, "one", schema)).toEqual([{ text: "é" }, { text: "b" }]);
    expect(readRows(folder, "two", schema)).toEqual([{ text: "c" }]);
  });

  it.each([
    ['{"text":"a"}\n{"text":', "one.jsonl:2: not JSON"],
    ['{"text":"a"}\n{"text":1}', "one.jsonl:2: text: "],
  ])("that are malformed are refused with file and line: %j", (content, message) => {
    writeFileSync(join(folder, "one.jsonl"), content);
    expect(() => readRows(folder, "one", schema)).toThrow(DataError);
    expect(() => readRows(folder, "one", schema)).toThrow(message);
  });

  it("that are not there are refused", () => {
    expect(() => readRows(folder, "none", schema)).toThrow("has no set none");
  });
});

describe("the ratchet", () => {
  const before = { set: { recall: 0.9, misses: 3 } };

  it.each([
    [{ set: { recall: 0.9, misses: 3 } }, 0],
    [{ set: { recall: 0.91, misses: 2, clean: 0.1 } }, 0],
    [{ set: { recall: 0.8999, misses: 3 } }, 1],
    [{ set: { recall: 0.9, misses: 4 } }, 1],
    [{ set: { misses: 3 } }, 1],
    [{ other: { recall: 0.1 } }, 0],
    [{}, 0],
  ])("holds every figure of what was measured: %j", (today, worse) => {
    expect(compare(before, today)).toHaveLength(worse);
  });

  it("says what it does not know and what was not measured", () => {
    expect(strangers(before, { other: {} })).toHaveLength(2);
    expect(strangers(before, before)).toEqual([]);
  });
});

describe("tables", () => {
  it("have columns of equal width", () => {
    expect(plainTable(["name", "n"], [["a", "10"]])).toEqual(["name   n", "a     10"]);
  });

  it("show missed and false ones when they are cut, and no more than 80 characters of a text", () => {
    const fault = { group: "g", text: "x".repeat(200), value: "x", entities: [] };
    const faults = [...Array<"missed">(5).fill("missed"), "false" as const].map((kind) => ({ ...fault, kind }));
    const lines = faultLines(faults, 4);
    expect(lines.map((line) => line.trim().split(" ")[0])).toEqual(["missed", "missed", "missed", "false", "…"]);
    expect(lines[0]?.length).toBeLessThan(110);
    expect(faultLines(faults, Infinity)).toHaveLength(6);
  });
});

import { beforeEach, describe, expect, test } from "vitest";
import { AnswerMemory } from "../../src/state/answer-memory.ts";

const MEBIBYTE = 1_048_576;

let memory: AnswerMemory;
beforeEach(() => {
  memory = new AnswerMemory();
});

const answer = (key: string, text = `text of ${key}`, storedAt = 0, ttlMs = 1_000) => ({ key, text, storedAt, ttlMs });
const large = (key: string) => answer(key, "x".repeat(MEBIBYTE));
const held = (...keys: string[]) => keys.filter((key) => memory.read(key, 0) !== undefined);

describe("reading", () => {
  test("gives what was written, with its time, and nothing else of it", () => {
    memory.write(answer("k", "text", 100));
    expect(memory.read("k", 100)).toEqual({ text: "text", storedAt: 100 });
    expect(memory.read("other", 100)).toBeUndefined();
  });

  test("until its time, and not at it", () => {
    memory.write(answer("k", "text", 100, 50));
    expect(memory.read("k", 149)).toBeDefined();
    expect(memory.read("k", 150)).toBe("expired");
  });

  test("the newest answer for a key, with its own time", () => {
    memory.write(answer("k", "old", 0, 1_000));
    memory.write(answer("k", "new", 10, 20));
    expect(memory.read("k", 29)).toEqual({ text: "new", storedAt: 10 });
    expect(memory.read("k", 30)).toBe("expired");
  });
});

describe("more than there is room for", () => {
  const KEYS = ["a", "b", "c", "d", "e", "f", "g", "h"];

  test("all that has room stays, and the oldest gives way for one more", () => {
    for (const key of KEYS) memory.write(large(key));
    expect(held(...KEYS)).toEqual(KEYS);
    memory.write(answer("one more", "x"));
    expect(held(...KEYS, "one more")).toEqual([...KEYS.slice(1), "one more"]);
  });

  test("what was read lately stays longer", () => {
    for (const key of KEYS) memory.write(large(key));
    memory.read("a", 0);
    memory.write(large("i"));
    expect(held("a", "b", "i")).toEqual(["a", "i"]);
  });

  test("what was written again takes room once", () => {
    for (let count = 0; count < 20; count += 1) memory.write(large("again"));
    for (const key of KEYS.slice(1)) memory.write(large(key));
    expect(held("again", ...KEYS.slice(1))).toEqual(["again", ...KEYS.slice(1)]);
  });

  test("what has expired is remembered as such, and gives way first when nobody asks for it", () => {
    memory.write({ ...large("gone"), ttlMs: 5 });
    for (const key of KEYS.slice(1)) memory.write(large(key));
    expect(memory.read("gone", 5)).toBe("expired");
    memory.write(large("new"));
    expect(memory.read("gone", 5)).toBeUndefined();
    expect(held("new", ...KEYS.slice(1))).toEqual(["new", ...KEYS.slice(1)]);
  });
});

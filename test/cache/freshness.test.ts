import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fleeting, fleeting, isVolatile } from "../../src/cache/freshness.ts";
import { lifetimeMs } from "../../src/cache/lifetime.ts";

const QUESTIONS: [string, Fleeting | undefined][] = [
  ["What are today's headlines?", "fresh"],
  ["what are TODAY’S headlines", "fresh"],
  ["What is happening now?", "fresh"],
  ["Which is the latest version of Node?", "fresh"],
  ["What's the weather in Rome?", "fresh"],
  ["Who won the game last night?", "fresh"],
  ["What time is it?", "fresh"],
  ["What is the current interest rate?", "fresh"],
  ["Is the shop still open?", "fresh"],
  ["¿Qué tiempo hace hoy?", "fresh"],
  ["Was gibt es heute Neues?", "fresh"],
  ["今天天气怎么样", "fresh"],
  ["What is the difference between a current account and a savings account?", undefined],
  ["What is a current source?", undefined],
  ["Why do people snow ski?", undefined],
  ["What does nowhere mean?", undefined],
  ["How do I know whether it is broken?", undefined],
  ["Give me a random number", "varied"],
  ["Tell me another joke", "varied"],
  ["Roll a die", "varied"],
  ["What is randomness?", undefined],
  ["Send an e-mail to [EMAIL_1]", "action"],
  ["Please, can you cancel my order?", "action"],
  ["I have a flight. Book a hotel for it", "action"],
  ["Transfer $50 to [NAME_1]", "action"],
  ["Delete everything", "action"],
  ["Hello,\nplease pay the bill", "action"],
  ["How do I cancel my order?", undefined],
  ["Book recommendations for children", undefined],
  ["What does it cost to send a parcel?", undefined],
  ["Order of the planets?", undefined],
  ["Explain how to delete a file in Linux", undefined],
  ["", undefined],
  ["😀", undefined],
];

describe("questions whose answer is not given twice", () => {
  test.each(QUESTIONS)("%s: %s", (question, expected) => {
    expect(fleeting(question)).toBe(expected);
  });

  test("case, white space around and what stands before a sentence change nothing", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...QUESTIONS),
        fc.constantFrom("", " ", "Well. ", "Hi!\n"),
        ([question, is], before) => {
          if (question === "") return;
          expect(fleeting(before + question.toUpperCase())).toBe(is);
          expect(fleeting(`${question} `)).toBe(is);
        },
      ),
    );
  });

  test("of a long text its beginning and its end are read", () => {
    const filler = "lorem ipsum ".repeat(100_000);
    expect(fleeting(`Summarize today's news: ${filler}`)).toBe("fresh");
    expect(fleeting(`${filler} What is the weather?`)).toBe("fresh");
    expect(fleeting(`Summarize: ${filler} today ${filler}`)).toBeUndefined();
  });

  const worst = ["\n", "please\n", "please ", ". ", "now_", "this ", "[", "send ", "aktuell"];
  test.each(worst)("a huge text of %j takes no longer than its ends do", (piece) => {
    const begin = performance.now();
    fleeting(piece.repeat(1_000_000));
    isVolatile(piece.repeat(1_000_000));
    expect(performance.now() - begin).toBeLessThan(500);
  });
});

describe("how long an answer lives", () => {
  const hour = 3_600_000;
  test.each([
    ["What does the premium plan cost?", 24 * hour, hour],
    ["What are your opening hours?", 24 * hour, hour],
    ["What are your opening hours?", 60_000, 60_000],
    ["What is a mortgage?", 24 * hour, 24 * hour],
    ["What is conversion?", 24 * hour, 24 * hour],
  ])("%s, asked to live %d ms: %d ms", (question, asked, expected) => {
    expect(lifetimeMs(question, asked)).toBe(expected);
  });
});

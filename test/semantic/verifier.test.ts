import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SemanticCapacityError } from "../../src/semantic/port.ts";
import { semantic } from "./module.ts";

const said = (one: string, other: string, delta?: number): string => {
  const decision = semantic.verify(one, other, delta);
  return decision.kind === "veto" ? decision.veto : decision.kind;
};

const VETOES: readonly (readonly [string, string, string])[] = [
  ["What is 15% of 80?", "What is 15% of 90?", "number"],
  ["Split the bill between two people", "Split the bill between three people", "number"],
  ["How much is $50 worth?", "How much is €50 worth?", "currency"],
  ["Where is order A-1021?", "Where is order A-1201?", "literal"],
  ["What is new in node v18.2?", "What is new in node v20.1?", "literal"],
  ["Write to [EMAIL_1] about [PERSON_1]", "Write to [PERSON_1] about [EMAIL_1]", "placeholder"],
  ["Write to [EMAIL_1]", "Write to [PHONE_1]", "placeholder"],
  ["What's the weather on Monday?", "What's the weather on Tuesday?", "time"],
  ["What's the weather today?", "What's the weather?", "time"],
  ["Who founded the city of Lyon?", "Who founded the city of Turin?", "name"],
  ["Can I cancel my order?", "Can I not cancel my order?", "polarity"],
  ["Is this mushroom edible?", "Is this mushroom inedible?", "antonym"],
  ["How do I lock the door?", "How do I unlock the door?", "antonym"],
  ["When do prices rise?", "When do prices fall?", "antonym"],
  ["How far is it from Lyon to Turin?", "How far is it from Turin to Lyon?", "operands"],
  ["Is tea better than coffee?", "Is coffee better than tea?", "operands"],
  ["Why does the dog chase the cat?", "Why does the cat chase the dog?", "operands"],
  ["When does the museum open?", "Where does the museum open?", "question"],
  ["Why is the sky blue?", "How long is the sky blue?", "question"],
  ['Translate "good morning" into French', 'Translate "good night" into French', "quoted"],
  ["What does `map` do?", "What does `flatMap` do?", "code"],
  ["Do I need a visa and a passport?", "Do I need a visa or a passport?", "scope"],
  ["Tell me when the shop opens and where", "Tell me when the shop opens and why", "question"],
  ["Show all invoices", "Show some invoices", "scope"],
  ["What did the bank charge?", "What does the bank charge?", "tense"],
  ["Reset my account", "Reset your account", "person"],
  ["Comment changer mon mot de passé ?", "Comment supprimer mon mot de passé ?", "grey"],
];

const SERVED: readonly (readonly [string, string])[] = [
  ["How do I reset my password?", "how do i reset my password"],
  ["How do I reset my password?", "Hi, could you please tell me how to reset my password? Thanks!"],
  ["How can I delete an account?", "What are the steps to remove an account?"],
  ["What's the capital of Peru?", "What is the capital of Peru"],
  ["I can't open the file", "I cannot open the file."],
  ["How do I paint a fence in winter?", "In winter, how do I paint a fence?"],
  ["Write to [EMAIL_1] about the invoice", "Please write to [EMAIL_1] about the invoice"],
];

const GREY: readonly (readonly [string, string])[] = [
  ["What is the limit of the basic plan?", "What is the limit of the family plan?"],
  ["How do I roast a chicken?", "How do I roast a turkey?"],
  ["Is the bridge open for cyclists?", "Is the bridge open for pedestrians?"],
];

describe("the verifier", () => {
  it.each(VETOES)("parts %j and %j: %s", (one, other, veto) => {
    expect(said(one, other)).toBe(veto);
    expect(said(other, one)).toBe(veto);
  });

  it.each(SERVED)("serves %j for %j", (one, other) => {
    expect(said(one, other)).toBe("serve");
    expect(said(other, one)).toBe("serve");
  });

  it.each(GREY)("is not sure of %j and %j", (one, other) => {
    expect(said(one, other)).toBe("grey");
  });

  it("serves less the less is tolerated", () => {
    const [one, other] = ["How can I delete an account?", "What are the steps to remove an account?"];
    expect([0.01, 0.001].map((delta) => said(one, other, delta))).toEqual(["serve", "grey"]);
  });

  it.each([
    ["", ""],
    ["?", "!"],
    ["🎉", "🎉🎉"],
  ])("serves nothing for %j and %j", (one, other) => {
    expect(said(one, other)).not.toBe("serve");
  });

  it("never serves what has another number, whatever stands around it", () => {
    const number = fc.integer({ min: 0, max: 1_000_000 });
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.nat(12), number, number, (words, at, one, other) => {
        fc.pre(one !== other);
        const text = (number: number) => words.toSpliced(at, 0, String(number)).join(" ");
        expect(said(text(one), text(other))).toBe("number");
      }),
    );
  });

  it("says something finite of any two texts, the same both ways round when it serves", () => {
    const text = fc.string({ unit: "binary", maxLength: 120 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const decision = semantic.verify(one, other);
        if (decision.kind === "veto") return;
        expect(Number.isFinite(decision.probability) && Number.isFinite(decision.cosine)).toBe(true);
        if (decision.kind === "serve") expect(said(other, one)).toBe("serve");
      }),
    );
  });

  it("does not verify texts above its cap of words, and refuses those above the cap of bytes", () => {
    const long = "the balance of the account ".repeat(200);
    expect(said(long, long)).toBe("too_long");
    expect(() => semantic.verify("x ".repeat(100_000), "x ".repeat(100_000))).toThrow(SemanticCapacityError);
  });
});

import { describe, expect, test } from "vitest";
import { CARDS, cardsLike, IBANS, ibansLike } from "../../src/core/published-numbers.ts";
import { collectSurrogates, Surrogates } from "../../src/core/surrogates.ts";

const free = () => false;

/** The first surrogates of an entity for values that all look like the given one. */
function first(count: number, entity: string, value = ""): (string | undefined)[] {
  const surrogates = new Surrogates();
  const taken = new Set<string>();
  return Array.from({ length: count }, () => {
    const surrogate = surrogates.next(entity, value, (one) => taken.has(one));
    if (surrogate !== undefined) taken.add(surrogate);
    return surrogate;
  });
}

describe("a surrogate", () => {
  test.each<[string, string, string[]]>([
    ["EMAIL_ADDRESS", "a@x", ["user1@example.com", "user2@example.com"]],
    ["PHONE_NUMBER", "112", ["+1 202-555-0100", "+1 202-555-0101"]],
    ["US_SSN", "123-45-6789", ["900-00-0001", "900-00-0002"]],
    ["IP_ADDRESS", "8.8.8.8", ["192.0.2.1", "192.0.2.2"]],
    ["IP_ADDRESS", "fe80::1", ["2001:db8::1", "2001:db8::2"]],
    ["MAC_ADDRESS", "", ["00-00-5E-00-53-00", "00-00-5E-00-53-01"]],
    ["URL", "https://a.b", ["https://example.com/1", "https://example.com/2"]],
    ["CREDIT_CARD", "4000 1234 1234 1234", ["4111111111111111", "4242424242424242"]],
    ["CREDIT_CARD", "4000123412341", ["4222222222222", "4111111111111111"]],
    ["CREDIT_CARD", "5500000000000004", ["5555555555554444", "5105105105105100"]],
    ["CREDIT_CARD", "2720990000000007", ["5555555555554444", "5105105105105100"]],
    ["CREDIT_CARD", "340000000000009", ["378282246310005", "371449635398431"]],
    ["CREDIT_CARD", "6500000000000002", ["6011111111111117", "6011000990139424"]],
    ["CREDIT_CARD", "3528000000000007", ["3530111333300000", "3566002020360505"]],
    ["CREDIT_CARD", "30000000000004", ["30569309025904", "38520000023237"]],
    ["CREDIT_CARD", "9792000000000001", ["4111111111111111", "4242424242424242"]],
    ["IBAN_CODE", "DE02 1203 0000 0000 2020 51", ["DE89370400440532013000", "GB29NWBK60161331926819"]],
    ["IBAN_CODE", "fr7630006000011234567890189", ["FR1420041010050500013M02606", "DE89370400440532013000"]],
    ["IBAN_CODE", "XX00", ["DE89370400440532013000", "GB29NWBK60161331926819"]],
  ])("of %s for %s", (entity, value, expected) => {
    expect(first(2, entity, value)).toEqual(expected);
  });

  test.each<[string, string, number]>([
    ["PHONE_NUMBER", "", 800],
    ["IP_ADDRESS", "", 762],
    ["MAC_ADDRESS", "", 256],
    ["CREDIT_CARD", "4", 6],
    ["IBAN_CODE", "DE", IBANS.length],
  ])("%s %s: there are so many, each once: %i", (entity, value, count) => {
    const all = first(count + 2, entity, value);
    expect(all.slice(count)).toEqual([undefined, undefined]);
    expect(new Set(all.slice(0, count)).size).toBe(count);
  });

  test.each(["EMAIL_ADDRESS", "URL", "US_SSN"])("%s: there are enough for every value of a request", (entity) => {
    const all = first(10_000, entity);
    expect([new Set(all).size, all.includes(undefined)]).toEqual([10_000, false]);
    expect(all.at(-1)).toMatch(/10000|901-00-0001/);
  });

  test("of an entity without reserved values there is none", () => {
    expect(new Surrogates().next("JSON_WEB_TOKEN", "a", free)).toBeUndefined();
  });

  test("skips what is taken", () => {
    const next = (entity: string, value: string, taken: string) =>
      new Surrogates().next(entity, value, (one) => one === taken);
    expect(next("EMAIL_ADDRESS", "a@x", "user1@example.com")).toBe("user2@example.com");
    expect(next("CREDIT_CARD", "4", "4111111111111111")).toBe("4242424242424242");
  });
});

describe("published numbers", () => {
  test.each(CARDS)("%s has a check digit (ISO/IEC 7812)", (card) => {
    const sum = card
      .split("")
      .toReversed()
      .map((digit, index) => Number(digit) * (index % 2 === 0 ? 1 : 2))
      .reduce((sum, digit) => sum + (digit > 9 ? digit - 9 : digit), 0);
    expect(sum % 10).toBe(0);
    expect(cardsLike(card)).toContain(card);
    expect(cardsLike(card).length).toBeLessThan(CARDS.length);
  });

  test.each(IBANS)("%s has check digits (ISO 13616)", (iban) => {
    const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (letter) =>
      String(letter.charCodeAt(0) - 55),
    );
    expect(BigInt(digits) % 97n).toBe(1n);
    expect(ibansLike(iban)[0]).toBe(iban);
  });
});

describe("collectSurrogates", () => {
  const collected = (text: string) => {
    const into = new Set<string>();
    collectSurrogates(text, into);
    return [...into];
  };

  test("finds every kind", () => {
    const entities: [string, string][] = [
      ["EMAIL_ADDRESS", ""],
      ["URL", ""],
      ["PHONE_NUMBER", ""],
      ["US_SSN", ""],
      ["IP_ADDRESS", ""],
      ["IP_ADDRESS", ":"],
      ["MAC_ADDRESS", ""],
      ["CREDIT_CARD", ""],
      ["IBAN_CODE", ""],
    ];
    for (const [entity, value] of entities) {
      const all = first(10_000, entity, value).filter((one) => one !== undefined);
      expect(collected(all.join(", "))).toEqual(all);
    }
  });

  test("finds one that starts within what looks like another", () => {
    expect(collected("https://example.com/192.0.2.1 2001:db8::2001:db8::1")).toEqual(
      expect.arrayContaining(["192.0.2.1", "2001:db8::1"]),
    );
  });
});

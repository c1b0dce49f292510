import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Allowed, AllowList } from "../../src/core/allow-list.ts";
import { closeNames } from "../../src/core/close-names.ts";
import { IpRanges, subscriberOf } from "../../src/core/ip-range.ts";

function listOf(...rows: Allowed[]): AllowList {
  const list = new AllowList();
  for (const row of rows) expect(list.add(row)).toBeUndefined();
  return list;
}

const rule = (entity: string) => ({ entity, label: entity });

describe("an allow list", () => {
  test.each<[Allowed, entity: string, value: string, rest: string | undefined]>([
    [{ value: "Support@Acme.com " }, "EMAIL_ADDRESS", " sUPPORT@acme.COM", ""],
    [{ value: "support@acme.com", entity: "EMAIL_ADDRESS" }, "EMAIL_ADDRESS", "support@acme.com", ""],
    [{ value: "support@acme.com", entity: "EMAIL_ADDRESS" }, "URL", "support@acme.com", undefined],
    [{ value: "support@acme.com" }, "EMAIL_ADDRESS", "xsupport@acme.com", undefined],
    [{ value: "support@acme.com" }, "EMAIL_ADDRESS", "support@acme.com.evil.example", undefined],
    [{ value: "EMP-1" }, "EMPLOYEE_ID", "EMP-1", ""],
    [{ value: "EMP-1" }, "EMPLOYEE_ID", "emp-1", undefined],
    // The Kelvin sign's lower case is a plain k.
    [{ value: "kim@acme.com" }, "EMAIL_ADDRESS", "\u212aim@acme.com", undefined],
    [{ domain: "acme.com" }, "EMAIL_ADDRESS", "anyone@ACME.com", ""],
    [{ domain: "@acme.com", entity: "EMAIL_ADDRESS" }, "EMAIL_ADDRESS", "anyone@acme.com", ""],
    [{ domain: "acme.com" }, "EMAIL_ADDRESS", "anyone@mail.acme.com", undefined],
    [{ domain: "acme.com" }, "EMAIL_ADDRESS", "anyone@notacme.com", undefined],
    [{ domain: "acme.com" }, "EMAIL_ADDRESS", "a@evil.example@acme.com", undefined],
    [{ domain: "acme.com" }, "EMAIL_ADDRESS", "@acme.com", undefined],
    [{ domain: "acme.com" }, "CREDIT_CARD", "a@acme.com", undefined],
    [{ domain: "acme.com", entity: "EMAIL_ADDRESS" }, "URL", "https://acme.com", undefined],
    [{ domain: "acme.com" }, "URL", "https://ACME.com", ""],
    [{ domain: "acme.com" }, "URL", "acme.com:8080", ""],
    [{ domain: "acme.com" }, "URL", "https://acme.com/a?b=c#d", "/a?b=c#d"],
    [{ domain: "acme.com" }, "URL", "https://acme.com@evil.example/", undefined],
    [{ domain: "acme.com" }, "URL", "https://evil.example/acme.com", undefined],
    [{ domain: "acme.com" }, "URL", String.raw`https://evil.example\acme.com`, undefined],
    [{ domain: "acme.com" }, "URL", "https://acme.com.evil.example", undefined],
    [{ domain: "acme.com" }, "URL", "https://acme.com:8080x", undefined],
    [{ domain: "acme.com" }, "URL", "ftp://acme.com", undefined],
    [{ range: "10.0.0.0/8" }, "IP_ADDRESS", "10.255.0.1", ""],
    [{ range: "10.0.0.0/8" }, "IP_ADDRESS", "11.0.0.1", undefined],
    [{ range: "10.0.0.0/8" }, "PHONE_NUMBER", "10.255.0.1", undefined],
  ])("%j for %s %j: %j", (row, entity, value, rest) => {
    expect(listOf({ value: "something else" }, row).permits(rule(entity), value)).toBe(rest);
  });

  test("never hides a value that nobody named", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "B", "@", ".", "/", ":", "1", " ", "é", "\\", "?") });
    const entity = fc.constantFrom("EMAIL_ADDRESS", "URL", "IP_ADDRESS", "PERSON");
    fc.assert(
      fc.property(text, text, entity, (named, value, entity) => {
        const permitted = listOf({ value: named }).permits(rule(entity), value) !== undefined;
        const isSame = named.trim().toLowerCase() === value.trim().toLowerCase();
        expect(permitted && !isSame).toBe(false);
        const inDomain = listOf({ domain: "a.b" }).permits(rule(entity), value);
        if (inDomain !== undefined) expect(value).toMatch(/^\s*(?:[^@]+@a\.b|(?:https?:\/\/)?a\.b(?:[:/?#].*)?)\s*$/i);
      }),
    );
  });
});

describe("IP ranges", () => {
  test.each<[string, string, boolean]>([
    ["10.0.0.0/8", "10.0.0.0", true],
    ["10.0.0.0/8", "10.0.0.0/24", true],
    ["10.0.0.0/24", "10.0.0.0/8", false],
    ["192.168.1.7", "192.168.1.7", true],
    ["192.168.1.7/32", "192.168.1.8", false],
    ["0.0.0.0/0", "8.8.8.8", true],
    ["0.0.0.0/0", "::", false],
    ["10.0.0.0/8", "010.0.0.1", false],
    ["10.0.0.0/8", "10.0.0.256", false],
    ["10.0.0.0/8", "10.0.0", false],
    ["10.0.0.0/8", "::ffff:10.0.0.1", false],
    ["2001:db8::/32", "2001:DB8:1::1", true],
    ["2001:db8::/32", "2001:db9::1", false],
    ["::/0", "fe80::1%eth0", false],
    ["::ffff:10.0.0.0/104", "::ffff:10.1.2.3", true],
    ["2001:db8::1", "2001:db8:0:0:0:0:0:1", true],
    ["::/0", "1:2:3:4:5:6:7:8:9", false],
    ["::/0", "1::2::3", false],
    ["::/0", "12345::", false],
    ["::/0", "", false],
  ])("%s holds %s: %s", (range, address, holds) => {
    const ranges = new IpRanges();
    expect(ranges.add(range)).toBeUndefined();
    expect(ranges.holds(address)).toBe(holds);
  });

  test.each([
    "",
    "a",
    "10.0.0.0/",
    "10.0.0.0/-1",
    "10.0.0.0/33",
    "10.0.0.0/8/8",
    "10.0.0.1/31",
    "::/129",
    "2001:db8::1/64",
  ])("%j is none", (range) => expect(new IpRanges().add(range)).toMatch(/^(?:must|has)/));

  test("hold what has the same first bits", () => {
    const address = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    const number = (octets: readonly number[]) => octets.reduce((sum, octet) => sum * 256 + octet, 0);
    fc.assert(
      fc.property(address, address, fc.integer({ min: 0, max: 32 }), (one, other, prefix) => {
        const size = 2 ** (32 - prefix);
        const first = Math.floor(number(one) / size) * size;
        const ranges = new IpRanges();
        const dotted = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".");
        expect(ranges.add(`${dotted}/${prefix}`)).toBeUndefined();
        expect(ranges.holds(one.join("."))).toBe(true);
        expect(ranges.holds(other.join("."))).toBe(Math.floor(number(other) / size) * size === first);
      }),
    );
  });
});

test.each<[string, string[]]>([
  ["EMAIL", ["EMAIL_ADDRESS"]],
  ["CREDITCARD", ["CREDIT_CARD"]],
  ["email_address", ["EMAIL_ADDRESS"]],
  ["QQQ", []],
  ["", []],
])("names close to %j are %j", (unknown, close) => {
  expect(closeNames(unknown, ["EMAIL_ADDRESS", "CREDIT_CARD", "IP_ADDRESS", "IBAN_CODE"], 1)).toEqual(close);
});

describe("whom an address stands for", () => {
  test.each([
    ["2001:db8::1", "2001:0DB8:0:0:ffff:1:2:3"],
    ["::1", "::2"],
    ["2001:db8::192.0.2.7", "2001:db8::"],
  ])("%s and %s: the same subscriber", (one, other) => expect(subscriberOf(one)).toBe(subscriberOf(other)));

  test.each([
    ["192.0.2.7", "192.0.2.8"],
    ["::ffff:192.0.2.7", "::ffff:192.0.2.8"],
    ["2001:db8::1", "2001:db8:0:1::1"],
    ["unknown", "2001:db8::1"],
    ["0:0:0:1::/64", "::1"],
  ])("%s and %s: two of them", (one, other) => expect(subscriberOf(one)).not.toBe(subscriberOf(other)));
});

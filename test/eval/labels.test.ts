import { describe, expect, it } from "vitest";
import { isNativeSegwit } from "../../eval/pii/bech32.ts";
import * as check from "../../eval/pii/check-digits.ts";
import { checkLabels } from "../../eval/pii/label-noise.ts";

describe("check digits", () => {
  // Values of public documents: each stands with one character changed, too.
  it.each([
    [check.luhn, "4111111111111111", "4111111111111112"],
    [check.iban, "GB82WEST12345698765432", "GB82WEST12345698765433"],
    [check.singaporeNric, "S1234567D", "S1234567E"],
    [check.singaporeNric, "T1234567J", "T1234567D"],
    [check.indianGstin, "27AAPFU0939F1ZV", "27AAPFU0939F1ZW"],
    [check.indianPan, "AFZPK7190K", "AFZNK7190K"],
    [check.germanTaxId, "36574261809", "36574261808"],
    [check.germanTaxId, "86095742719", "12345678903"],
    [check.koreanRrn, "9710139019902", "9710139019903"],
    [check.spanishNif, "12345678Z", "12345678A"],
    [check.italianFiscalCode, "RCCMNL83S18D969H", "RCCMNL83S18D969I"],
    [check.italianVat, "00743110157", "00000000000"],
    [check.usItin, "912903456", "912893456"],
    [check.southAfricanId, "7503305044089", "9125568"],
    [check.finnishForLife, "131052-308T", "131052-900T"],
    [isNativeSegwit, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"],
    [isNativeSegwit, "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "bc1zw508d6qejxtdg4y5r3zarvaryvg6kdaj"],
  ])("%o", (isValid, right, wrong) => {
    expect([isValid(right), isValid(wrong)]).toEqual([true, false]);
  });
});

describe("labels", () => {
  it("that a public check contradicts are set aside, one span at a time", () => {
    const text = "12345678Z 12345678A";
    const wanted = [
      { start: 0, end: 9 },
      { start: 10, end: 19 },
    ];
    const { rows, setAside } = checkLabels([{ type: "ES_NIF", text, wanted }]);
    expect(rows).toEqual([{ type: "ES_NIF", text, wanted: wanted.slice(0, 1), ignored: wanted.slice(1) }]);
    expect(setAside).toEqual(["ES_NIF (letter)"]);
  });

  it("without positions lose as many values as are wrong", () => {
    const { rows } = checkLabels([{ type: "IN_GSTIN", text: "27AAPFU0939F1ZV or 27AAPFU0939F1ZW", wanted: 2 }]);
    expect(rows).toMatchObject([{ wanted: 1, ignored: [{ start: 19, end: 34 }] }]);
  });

  it("that say of a valid value that it is none are set aside", () => {
    const rows = ["GB82 West 1234 5698 7654 32", "GB00 1234"].map((text) => ({ type: "IBAN_CODE", text, wanted: [] }));
    expect(checkLabels(rows).rows.map(({ ignored }) => ignored.length)).toEqual([1, 0]);
  });

  it("that contradict each other are set aside", () => {
    const text = "DE123456789";
    const { rows, setAside } = checkLabels([
      { type: "DE_VAT_ID", text, wanted: 1 },
      { type: "DE_VAT_ID", text, wanted: [] },
      { type: "OTHER", text, wanted: [] },
    ]);
    expect(rows.map(({ wanted, ignored }) => [wanted, ignored.length])).toEqual([
      [0, 1],
      [[], 1],
      [[], 0],
    ]);
    expect(setAside).toHaveLength(2);
  });

  it("of which nothing is known stay", () => {
    const row = { type: "US_MBI", text: "1EG4-TE5-MK73", wanted: [{ start: 0, end: 13 }] };
    expect(checkLabels([row, row]).rows).toEqual([row, row].map((one) => ({ ...one, ignored: [] })));
  });
});

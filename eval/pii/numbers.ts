import { z } from "zod";
import { readRows } from "../data-sets.ts";
import { trimmed } from "../spans.ts";
import { isNativeSegwit } from "./bech32.ts";
import { meaningOf } from "./entities.ts";
import { type PiiSet, spanSchema, spansFit, tallyNames, toSpans } from "./measure.ts";

const exampleRow = z.object({ text: z.string(), kind: z.string() });

/** libphonenumber's example per region and kind, with the country's code. */
export const phoneExamples: PiiSet = {
  name: "phone_examples_e164",
  measures(folder) {
    const cases = readRows(folder, this.name, exampleRow).map(({ text, kind }) => {
      return { ...meaningOf("PHONE_NUMBER"), group: kind, text, wanted: [trimmed(text)] };
    });
    return [{ name: this.name, mode: "all on", cases }];
  },
};

const matcherRow = z
  .object({
    text: z.string(),
    label: z.boolean().nullable(),
    case: z.string(),
    expected: z.array(spanSchema).optional(),
  })
  .refine(spansFit, "expected: beyond the text");

/** libphonenumber's matcher tests. It is told the region; we are not, so national forms need words around them. */
export const phoneMatcher: PiiSet = {
  name: "phone_matcher",
  measures(folder) {
    const rows = readRows(folder, this.name, matcherRow);
    const decided = rows.filter(({ label }) => label !== null);
    const cases = decided.map(({ text, label, case: group, expected }) => {
      const wanted = label === true ? (expected === undefined ? [trimmed(text)] : toSpans(text, expected)) : [];
      return { ...meaningOf("PHONE_NUMBER"), group, text, wanted };
    });
    const notes = (): string[] => [`without a label, left out: ${rows.length - decided.length}`];
    return [{ name: this.name, mode: "alone", cases, notes }];
  },
};

const bitcoinRow = z.object({ text: z.string(), type: z.string(), label: z.boolean() });

/**
 * Vectors of BIP-173 and BIP-350. Strings that are bech32 but no address are left out, and so are
 * addresses that BIP-173 calls valid and BIP-350, which came after it, does not.
 */
export const bitcoin: PiiSet = {
  name: "crypto_bech32",
  measures(folder) {
    const rows = readRows(folder, this.name, bitcoinRow);
    const addresses = rows.filter(({ type }) => type === "BTC_SEGWIT_ADDRESS");
    const standing = addresses.filter(({ text, label }) => isNativeSegwit(text) === label);
    const cases = standing.map(({ text, type, label }) => {
      return { ...meaningOf(type), group: type, text, wanted: label ? [trimmed(text)] : [] };
    });
    const others = rows.filter(({ type }) => type !== "BTC_SEGWIT_ADDRESS").map(({ type }) => type);
    const notes = (): string[] => [
      `no addresses, left out: ${tallyNames(others)}`,
      `labels set aside, by rule (rows): BIP-350 ${addresses.length - standing.length}`,
    ];
    return [{ name: this.name, mode: "alone", cases, notes }];
  },
};

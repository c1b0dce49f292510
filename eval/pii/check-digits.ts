import { characters } from "../spans.ts";

/*
 * Check digits after their public descriptions, written independently of the engine: they judge the
 * labels of test data, so they may not share the engine's mistakes. Every function takes the value
 * without separators, in capitals.
 */
const DIGITS_AND_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

const digits = (value: string): number[] => characters(value).map(Number);
const weighted = (value: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(value[index]), 0);

/** ISO/IEC 7812-1, annex B. */
export function luhn(value: string): boolean {
  const sum = digits(value)
    .toReversed()
    .map((digit, index) => (index % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit))
    .reduce((one, other) => one + other, 0);
  return sum % 10 === 0;
}

/** ISO 13616: MOD 97-10 with the first four characters at the end. */
export function iban(value: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(value)) return false;
  const numbers = characters(value.slice(4) + value.slice(0, 4)).map((character) =>
    DIGITS_AND_LETTERS.indexOf(character),
  );
  return BigInt(numbers.join("")) % 97n === 1n;
}

/** Singapore's NRIC and FIN. M, since 2022, has no published table: nothing is said of it. */
export function singaporeNric(value: string): boolean {
  const [first = "", last = ""] = [value[0], value.at(-1)];
  if (!/^[STFGM]\d{7}[A-Z]$/.test(value)) return false;
  if (first === "M") return true;
  const sum = weighted(value.slice(1), [2, 7, 6, 5, 4, 3, 2]) + (first === "T" || first === "G" ? 4 : 0);
  return ("ST".includes(first) ? "JZIHGFEDCBA" : "XWUTRQPNMLK")[sum % 11] === last;
}

/** India's GSTIN: a Luhn check in base 36. */
export function indianGstin(value: string): boolean {
  if (!/^\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]$/.test(value)) return false;
  const sum = characters(value.slice(0, 14))
    .map((character, index) => DIGITS_AND_LETTERS.indexOf(character) * (index % 2 === 0 ? 1 : 2))
    .reduce((one, product) => one + Math.floor(product / 36) + (product % 36), 0);
  return DIGITS_AND_LETTERS[(36 - (sum % 36)) % 36] === value[14];
}

/** India's PAN: the fourth letter is the kind of holder. */
export const indianPan = (value: string): boolean => /^[A-Z]{3}[ABCFGHJKLPT][A-Z]\d{4}[A-Z]$/.test(value);

/** Germany's Steuer-IdNr.: ISO 7064 MOD 11,10; of the first ten digits one occurs two or three times, no other twice. */
export function germanTaxId(value: string): boolean {
  if (!/^[1-9]\d{10}$/.test(value)) return false;
  const counts = new Map<string, number>();
  for (const digit of value.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const repeated = [...counts.values()].filter((count) => count > 1);
  if (repeated.length !== 1 || (repeated[0] ?? 0) > 3) return false;
  const product = digits(value.slice(0, 10)).reduce((last, digit) => (((digit + last) % 10 || 10) * 2) % 11, 10);
  return (11 - product) % 10 === Number(value[10]);
}

/** Korea's RRN, as issued until October 2020. */
export function koreanRrn(value: string): boolean {
  const sum = weighted(value, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
  return /^\d{13}$/.test(value) && (11 - (sum % 11)) % 10 === Number(value[12]);
}

/** Spain's DNI: the letter is the number modulo 23. */
export function spanishNif(value: string): boolean {
  const [, number, letter] = /^(\d{7,8})([A-Z])$/.exec(value) ?? [];
  return number !== undefined && "TRWAGMYFPDXBNJZSQVHLCKE"[Number(number) % 23] === letter;
}

/** Italy's codice fiscale: values of characters at odd places are these, at even places their own. */
export function italianFiscalCode(value: string): boolean {
  if (!/^[A-Z]{6}[0-9A-Z]{2}[A-Z][0-9A-Z]{2}[A-Z][0-9A-Z]{3}[A-Z]$/.test(value)) return false;
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
  const sum = characters(value.slice(0, 15))
    .map((character) => (/\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65))
    .reduce((one, number, index) => one + (index % 2 === 0 ? (odd[number] ?? 0) : number), 0);
  return String.fromCharCode(65 + (sum % 26)) === value[15];
}

/** Italy's partita IVA: Luhn, a company's number that is not zero, and an office. */
export function italianVat(value: string): boolean {
  const office = Number(value.slice(7, 10));
  const isOffice = (office >= 1 && office <= 100) || [120, 121, 888, 999].includes(office);
  return /^\d{11}$/.test(value) && !value.startsWith("0000000") && isOffice && luhn(value);
}

/** The ITIN's fourth and fifth digit, as the IRS gives them out. */
export function usItin(value: string): boolean {
  const group = Number(value.slice(3, 5));
  const isGroup = (group >= 50 && group <= 65) || (group >= 70 && group <= 99 && group !== 89 && group !== 93);
  return /^9\d{8}$/.test(value) && isGroup;
}

/** South Africa's id: a date, a status from 0 to 2, Luhn. */
export function southAfricanId(value: string): boolean {
  if (!/^\d{10}[012]\d{2}$/.test(value) || !luhn(value)) return false;
  const [year, month, day] = [value.slice(0, 2), value.slice(2, 4), value.slice(4, 6)];
  return ["19", "20"].some((century) => isDate(Number(century + year), Number(month), Number(day)));
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Finland's temporary ids, given to no one for life, have an individual number from 900 on. */
export const finnishForLife = (value: string): boolean => !/^\d{6}[-+A-Y]9\d{2}[0-9A-Y]$/.test(value);

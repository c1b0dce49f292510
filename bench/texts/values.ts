import { ALNUM, DIGITS, LOWER, type Random, UPPER } from "./random.ts";

/** Values that the engine finds, made at random and valid by their check digits. */
export const VALUES: readonly ((random: Random) => string)[] = [
  (random) => `${random.chars(LOWER, 6)}.${random.chars(LOWER, 7)}@${random.chars(LOWER, 9)}.com`,
  (random) => card(random),
  (random) => iban(random),
  (random) => `${random.int(101, 665)}-${random.int(10, 99)}-${random.int(1000, 9999)}`,
  (random) => `+44 20 ${random.int(2000, 8999)} ${random.int(1000, 9999)}`,
  (random) => `(${random.int(201, 989)}) ${random.int(200, 989)}-${random.int(1000, 9999)}`,
  (random) => Array.from({ length: 4 }, () => random.int(11, 250)).join("."),
  (random) => `2001:db8:${Array.from({ length: 6 }, () => random.int(4096, 65_535).toString(16)).join(":")}`,
  (random) => `ghp_${random.chars(ALNUM, 36)}`,
  (random) => `AKIA${random.chars(`${UPPER}234567`, 16)}`,
  (random) => `sk-proj-${random.chars(ALNUM, 48)}`,
  (random) => spanish(random),
];

function card(random: Random): string {
  const digits = `4${random.chars(DIGITS, 14)}`;
  const check = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((last) => luhn(`${digits}${last}`)) ?? 0;
  return `${digits}${check}`.replaceAll(/(.{4})(?!$)/g, random.chance(0.5) ? "$1 " : "$1");
}

export function luhn(number: string): boolean {
  let sum = 0;
  let double = false;
  for (let at = number.length - 1; at >= 0; at -= 1) {
    const digit = number.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) continue;
    sum += double ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit;
    double = !double;
  }
  return sum % 10 === 0;
}

function iban(random: Random): string {
  const account = random.chars(DIGITS, 18);
  const check = 98 - mod97(`${account}DE00`);
  return `DE${String(check).padStart(2, "0")}${account}`.replaceAll(/(.{4})(?!$)/g, random.chance(0.5) ? "$1 " : "$1");
}

/** Of digits and capitals, which stand for 10 to 35. */
export function mod97(characters: string): number {
  let rest = 0;
  for (const character of characters) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

function spanish(random: Random): string {
  const number = random.int(10_000_000, 99_999_999);
  return `${number}${"TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]}`;
}

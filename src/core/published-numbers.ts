/** Test cards that payment providers publish: what their brand's numbers start with, and the numbers. */
const BRANDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^4/,
    [
      "4111111111111111",
      "4242424242424242",
      "4012888888881881",
      "4000056655665556",
      "4005519200000004",
      "4222222222222",
    ],
  ],
  [/^(?:5[1-5]|2[2-7])/, ["5555555555554444", "5105105105105100", "5200828282828210", "2223003122003222"]],
  [/^3[47]/, ["378282246310005", "371449635398431", "378734493671000"]],
  [/^6/, ["6011111111111117", "6011000990139424", "6011981111111113"]],
  [/^35/, ["3530111333300000", "3566002020360505", "3566111111111113"]],
  [/^3[0689]/, ["30569309025904", "38520000023237", "36227206271667", "3056930009020004"]],
];

/** Examples of the countries' formats in the IBAN registry (SWIFT). */
export const IBANS: readonly string[] = [
  "DE89370400440532013000",
  "GB29NWBK60161331926819",
  "FR1420041010050500013M02606",
  "ES9121000418450200051332",
  "NL91ABNA0417164300",
  "IT60X0542811101000000123456",
  "BE68539007547034",
  "AT611904300234573201",
  "CH9300762011623852957",
  "SE4550000000058398257466",
  "NO9386011117947",
  "DK5000400440116243",
  "FI2112345600000785",
  "PL61109010140000071219812874",
  "PT50000201231234567890154",
  "IE29AIBK93115212345678",
  "LU280019400644750000",
  "CZ6508000000192000145399",
  "GR1601101250000000012300695",
  "HU42117730161111101800000000",
  "RO49AAAA1B31007593840000",
  "TR330006100519786457841326",
  "SA0380000000608010167519",
  "AE070331234567890123456",
];

export const CARDS: readonly string[] = BRANDS.flatMap(([, cards]) => cards);

/** The test cards of a card's brand, those of its length first; those of every brand when it has none. */
export function cardsLike(value: string): readonly string[] {
  const digits = value.replace(/\D/g, "");
  const cards = BRANDS.find(([start]) => start.test(digits))?.[1] ?? CARDS;
  return sortedBy(cards, (card) => card.length === digits.length);
}

/** The example IBANs, that of a value's country first. */
export function ibansLike(value: string): readonly string[] {
  const country = value.slice(0, 2).toUpperCase();
  return sortedBy(IBANS, (iban) => iban.startsWith(country));
}

function sortedBy(all: readonly string[], isBetter: (one: string) => boolean): string[] {
  return [...all.filter(isBetter), ...all.filter((one) => !isBetter(one))];
}

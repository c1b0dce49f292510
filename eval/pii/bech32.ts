import { characters } from "../spans.ts";

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_LENGTH = 6;
const BECH32 = 1;
const BECH32M = 0x2bc830a3;

/** Whether this is a native segwit address of the main or the test network, by BIP-173 and BIP-350. */
export function isNativeSegwit(address: string): boolean {
  const lower = address.toLowerCase();
  if (address !== lower && address !== address.toUpperCase()) return false;
  const [, prefix, data] = /^(bc|tb)1([02-9ac-hj-np-z]{7,87})$/.exec(lower) ?? [];
  if (prefix === undefined || data === undefined || lower.length > 90) return false;
  const values = characters(data).map((character) => ALPHABET.indexOf(character));
  const [version = -1, ...program] = values.slice(0, -CHECKSUM_LENGTH);
  const expected = version === 0 ? BECH32 : BECH32M;
  return (
    version >= 0 &&
    version <= 16 &&
    checksum([...expand(prefix), ...values]) === expected &&
    isProgram(version, program)
  );
}

function isProgram(version: number, program: readonly number[]): boolean {
  const length = Math.floor((program.length * 5) / 8);
  const padding = (program.length * 5) % 8;
  const isPadded = padding < 5 && ((program.at(-1) ?? 0) & ((1 << padding) - 1)) === 0;
  return isPadded && length >= 2 && length <= 40 && (version !== 0 || length === 20 || length === 32);
}

const expand = (prefix: string): number[] => {
  const codes = characters(prefix).map((character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
};

function checksum(values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const next = ((sum & 0x1ffffff) << 5) ^ value;
    return GENERATORS.reduce((one, generator, bit) => (((sum >>> 25) >> bit) & 1 ? one ^ generator : one), next);
  }, 1);
}

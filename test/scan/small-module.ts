/** Assembles the smallest module that the wrapper accepts, to make it misbehave. */

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const I32 = 0x7f;
const END = 0x0b;
const UNREACHABLE = 0x00;
/** Address of the input buffer, with `[]` as the list of rules before it. */
const INPUT = 1024;

/** LEB128, unsigned or signed: the numbers here take the same bytes either way. */
const number = (value: number): number[] => (value < 64 ? [value] : [(value & 0x7f) | 0x80, ...number(value >> 7)]);

const vector = (items: readonly (readonly number[])[]): number[] => [...number(items.length), ...items.flat()];
const section = (id: number, body: readonly number[]): number[] => [id, ...number(body.length), ...body];
const constant = (value: number): number[] => [0x41, ...number(value)];
const name = (text: string): number[] => [text.length, ...new TextEncoder().encode(text)];

/** Traps on a text that begins with "!", and ever after. */
const SCAN = [
  [...constant(INPUT), 0x2d, 0x00, 0x00, ...constant(0x21), 0x46],
  [0x04, 0x40, ...constant(1), 0x24, 0x00, END],
  [0x23, 0x00, 0x04, 0x40, UNREACHABLE, END],
  constant(0),
].flat();

/** A module of the given ABI version whose `scan` finds nothing. */
export function smallModule(version: number): Uint8Array {
  const functions: [exported: string, parameters: number, code: number[]][] = [
    ["abi_version", 0, constant(version)],
    ["input", 1, constant(INPUT)],
    ["set_policy", 1, constant(1)],
    ["scan", 1, SCAN],
    ["rules", 0, constant(0)],
    ["rules_length", 0, constant(2)],
  ];
  const types = [0, 1].map((count) => [0x60, ...vector(Array.from({ length: count }, () => [I32])), 1, I32]);
  const bodies = functions.map(([, , code]) => [...number(code.length + 2), 0, ...code, END]);
  return Uint8Array.from([
    ...HEADER,
    ...section(1, vector(types)),
    ...section(3, vector(functions.map(([, parameters]) => [parameters]))),
    ...section(5, [1, 0, ...number(4)]),
    ...section(6, [1, I32, 1, ...constant(0), END]),
    ...section(
      7,
      vector([[...name("memory"), 2, 0], ...functions.map(([exported], index) => [...name(exported), 0, index])]),
    ),
    ...section(10, vector(bodies)),
    ...section(11, [1, 0, ...constant(0), END, ...name("[]")]),
  ]);
}

/**
 * A name as a part of a Redis key: no two names are written alike, and none holds a colon or a
 * brace, which separate the parts. Letters, digits, `_`, `.` and `-` stay as they are.
 */
export function keyPart(name: string): string {
  return name.replaceAll(/[^\w.-]/gu, (character) => `%${character.codePointAt(0)?.toString(16)};`);
}

/** A character of a word: `a` to `z` in both cases, a digit or an underscore. */
export function isWord(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f
  );
}

/** Whether two characters, the nearer one first, belong to the token beside them: `x`, or `.` and then `x`. */
export function joins(near: number, far: number): boolean {
  return isWord(near) || (isJoint(near) && isWord(far));
}

/** A dot, a hyphen or a plus sign: between words they join, before a space they end a sentence. */
export function isJoint(code: number): boolean {
  return code === 0x2e || code === 0x2d || code === 0x2b;
}

export const BACKSLASH = 0x5c;

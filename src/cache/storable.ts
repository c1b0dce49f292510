/**
 * Whether an answer is free of personal data, which could only be the provider's own and not this caller's.
 * @param texts of an answer that may be kept, by its dialect; undefined for any other.
 * @param holdsValues whether a text holds anything that the engine detects.
 */
export function isStorable(texts: readonly string[] | undefined, holdsValues: (text: string) => boolean): boolean {
  // Looked at together: a call of the engine costs more than a line.
  return texts !== undefined && !holdsValues(texts.join("\n"));
}

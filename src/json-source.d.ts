// ECMAScript proposal json-parse-with-source (stage 4), not yet in TypeScript's libraries.
interface JSON {
  rawJSON(text: string): never;
  isRawJSON(value: unknown): boolean;
}

/**
 * Whether no property of the outermost object is there twice, of which two readers might take a different one
 * (RFC 7519, section 4).
 * @param text a valid JSON object.
 */
export function hasUniqueNames(text: string): boolean {
  const names = new Set<string>();
  let depth = 0;
  let last = "";
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (token !== ":") last = token;
    else if (depth === 1) {
      const name = JSON.parse(last) as string;
      if (names.has(name)) return false;
      names.add(name);
    }
  }
  return true;
}

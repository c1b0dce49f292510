/** The names most like one that is unknown, best first: for the hint in an error. */
export function closeNames(unknown: string, known: readonly string[], most = 3): string[] {
  const wanted = bigrams(unknown);
  return known
    .map((name) => ({ name, likeness: likeness(wanted, bigrams(name)) }))
    .filter(({ likeness }) => likeness >= 0.4)
    .sort((one, other) => other.likeness - one.likeness)
    .slice(0, most)
    .map(({ name }) => name);
}

/** Dice's coefficient. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let shared = 0;
  for (const pair of one) if (other.has(pair)) shared += 1;
  return (2 * shared) / (one.size + other.size);
}

function bigrams(name: string): ReadonlySet<string> {
  const text = `_${name.slice(0, 64).toUpperCase()}_`;
  return new Set(Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2)));
}

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Figures } from "./suite.ts";

const FILE = join(import.meta.dirname, "ratchet.json");
const schema = z.record(z.string(), z.record(z.string(), z.number()));

export type Ratchet = Readonly<Record<string, Figures>>;

/** The committed figures, below which none may fall. */
export function readRatchet(): Ratchet {
  return existsSync(FILE) ? schema.parse(JSON.parse(readFileSync(FILE, "utf8"))) : {};
}

/** Writes today's figures. Those of measures that were not run stay. */
export function writeRatchet(ratchet: Ratchet, today: Ratchet): void {
  const merged = Object.entries({ ...ratchet, ...today }).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const lines = merged.map(([name, figures]) => {
    const pairs = Object.entries(figures).map(([key, value]) => `${JSON.stringify(key)}: ${value}`);
    return `  ${JSON.stringify(name)}: { ${pairs.join(", ")} }`;
  });
  writeFileSync(FILE, `{\n${lines.join(",\n")}\n}\n`);
}

/** What has become worse, a line each. The engine is deterministic, so there is no slack. */
export function compare(ratchet: Ratchet, today: Ratchet): string[] {
  return Object.entries(today).flatMap(([name, figures]) =>
    Object.entries(ratchet[name] ?? {}).flatMap(([figure, before]) => {
      const now = figures[figure];
      if (now !== undefined && (figure === "misses" ? now <= before : now >= before)) return [];
      return [`${name}: ${figure} was ${before} and is ${now ?? "missing"}`];
    }),
  );
}

/** Measures of the ratchet that were not run, and measures of today that it does not hold. */
export function strangers(ratchet: Ratchet, today: Ratchet): readonly string[] {
  const only = (one: Ratchet, other: Ratchet): string[] => Object.keys(one).filter((name) => other[name] === undefined);
  const [skipped, fresh] = [only(ratchet, today), only(today, ratchet)];
  return [
    ...(skipped.length > 0 ? [`Skipped: ${skipped.length} measures of the ratchet`] : []),
    ...(fresh.length > 0 ? [`Not in the ratchet yet: ${fresh.join("; ")}`] : []),
  ];
}

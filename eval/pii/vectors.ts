import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { detect } from "../engine.ts";
import { DataError } from "../data-sets.ts";
import type { Span } from "../spans.ts";
import { oneOf } from "./entities.ts";
import type { Measure, PiiCase } from "./measure.ts";

const FOLDER = join(import.meta.dirname, "../../rust-wasm/vectors");
const schema = z.array(
  z.object({
    text: z.string(),
    finds: z.array(z.tuple([z.string(), z.string()], z.unknown())),
    on: z.array(z.string()).default([]),
  }),
);

/** The project's own vectors. Findings must be exactly what they say. */
export function ownVectors(): Measure {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
  return { name: "own vectors", mode: "all on", match: "exact", cases: files.sort().flatMap(cases) };
}

function cases(file: string): PiiCase[] {
  const read = schema.safeParse(JSON.parse(readFileSync(join(FOLDER, file), "utf8")));
  if (!read.success) throw new DataError(`rust-wasm/vectors/${file}: ${read.error.message}`);
  return read.data.flatMap(({ text, finds, on }) => {
    const group = file.replace(/\.json$/, "");
    const entities = [...new Set(finds.map(([entity]) => entity))];
    const spans = locate(text, finds);
    const see = () => detect(text, { also: [...on, ...entities] });
    const others: PiiCase = {
      ...oneOf([]),
      see,
      group,
      text,
      wanted: [],
      forbids: (entity) => !entities.includes(entity),
    };
    const wanted = entities.map((entity): PiiCase => {
      return { group, see, text, wanted: spans.filter((span) => span.entity === entity), ...oneOf([entity]) };
    });
    return [...wanted, others];
  });
}

/** Where the values are, in their order. */
function locate(
  text: string,
  finds: readonly (readonly [string, string, ...unknown[]])[],
): (Span & { readonly entity: string })[] {
  let from = 0;
  return finds.map(([entity, value]) => {
    const start = text.indexOf(value, from);
    if (start === -1) throw new DataError(`rust-wasm/vectors: ${JSON.stringify(value)} is not in its text`);
    from = start + value.length;
    return { entity, start, end: from };
  });
}

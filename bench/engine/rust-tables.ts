import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const RULES = join(import.meta.dirname, "../../rust-wasm/src/rules");

/** The rules that are rows of a table in the engine's sources, as patterns: entity to alternatives. */
export function tablePatterns(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(RULES, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".rs"));
  const found = new Map<string, string[]>();
  for (const file of files.toSorted()) {
    const source = readFileSync(join(RULES, file), "utf8").split("#[cfg(test)]")[0] ?? "";
    // A row starts with two names: the entity's and the label's.
    const rows = source.split(/(?="[A-Z][A-Z0-9_]*",\s*"[A-Z][A-Z0-9_]*",)/).slice(1);
    for (const row of rows) {
      const entity = row.slice(1, row.indexOf('"', 1));
      const patterns = [...forms(row), ...keys(row)];
      if (patterns.length > 0) found.set(entity, [...(found.get(entity) ?? []), ...patterns]);
    }
  }
  return found;
}

const CLASSES: Readonly<Record<string, string>> = {
  "#": String.raw`\d`,
  "@": "[A-Za-z]",
  "!": "[A-Z]",
  "?": String.raw`[A-Za-z\d]`,
  "~": "[ -]?",
};

/** `Form("###-##-####", 85)` */
function forms(row: string): string[] {
  return [...row.matchAll(/\bForm\(\s*"([^"]*)"/g)].map(([, form = ""]) =>
    Array.from(form, (sign) => CLASSES[sign] ?? literal(sign)).join(""),
  );
}

/** `&[Lit("sk-"), One(&["a", "b"]), Run(Alnum, 20, 20)]` */
function keys(row: string): string[] {
  const parts = /\bLit\(\s*"([^"]*)"|\bOne\(\s*&\[([^\]]*)\]|\bRun\(\s*([A-Z]\w*),\s*(\d+|[A-Z]\w*),\s*(\d+|[A-Z]\w*)/g;
  const shapes: string[] = [];
  let end = 0;
  for (const part of row.matchAll(parts)) {
    const [, lit, one, alphabet, min = "", max = ""] = part;
    // Between the parts of one shape there is no bracket but that of `One`.
    if (shapes.length === 0 || /\]\s*,\s*&\[/.test(row.slice(end, part.index))) shapes.push("");
    end = part.index + part[0].length;
    const last = shapes.length - 1;
    if (lit !== undefined) shapes[last] += literal(lit);
    else if (one !== undefined)
      shapes[last] += `(?:${[...one.matchAll(/"([^"]*)"/g)].map(([, text = ""]) => literal(text)).join("|")})`;
    else shapes[last] += `${ALPHABETS[alphabet ?? ""] ?? String.raw`[\w-]`}{${bound(min)},${bound(max)}}`;
  }
  return shapes;
}

/** As in rust-wasm/src/rules/alphabet.rs; others are taken for base64url. */
const ALPHABETS: Readonly<Record<string, string>> = {
  Digit: String.raw`\d`,
  Hex: "[0-9a-f]",
  AnyHex: "[0-9A-Fa-f]",
  Base32: "[A-Z2-7]",
  Lower: "[0-9a-z]",
  Upper: "[0-9A-Z]",
  Alnum: "[A-Za-z0-9]",
  Word: String.raw`\w`,
  Base64: "[A-Za-z0-9+/]",
  Path: "[A-Za-z0-9/]",
};

/** A named bound, such as `LONG`, stands for no documented length. */
function bound(text: string): string {
  return /^\d+$/.test(text) ? text : "200";
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

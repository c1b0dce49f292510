import { readFileSync, writeFileSync } from "node:fs";
import { BUILT_IN } from "../src/providers/table.ts";
import { entityCount, entityTables } from "./entity-tables.ts";
import { table } from "./markdown.ts";
import { carriedFields, surfaceTable } from "./surface-tables.ts";

/*
 * `npm run docs` writes the tables of the documentation that come from the code, between
 * `<!-- name -->` and `<!-- /name -->`. With --check it only says whether they are as they should be.
 */
const TABLES = [
  { file: "docs/entities.md", name: "entities", table: entityTables },
  { file: "docs/masking.md", name: "count", table: entityCount },
  { file: "docs/providers.md", name: "providers", table: providers },
  { file: "docs/surfaces.md", name: "surfaces", table: surfaceTable },
  { file: "docs/surfaces.md", name: "fields", table: carriedFields },
];

function providers(): string {
  const rows = BUILT_IN.map(({ id, baseUrl, presence, dialect, modelPrefixes }) => {
    const [key, url] = [`\`${id.toUpperCase()}_API_KEY\``, `\`${id.toUpperCase()}_BASE_URL\``];
    return [
      `\`${id}\``,
      presence === "key" ? key : url,
      presence === "key" ? url : key,
      presence === "key" ? `\`${baseUrl}\`` : `usually \`${baseUrl}\``,
      dialect === "openai" ? "OpenAI's" : "Anthropic's",
      modelPrefixes.map((prefix) => `\`${prefix}…\``).join(" "),
    ];
  });
  return table(["provider", "there when", "optional", "lives at", "dialect", "bare names"], rows);
}

let stale = false;
for (const { file, name, table: make } of TABLES) {
  const text = readFileSync(file, "utf8");
  const [before, rest] = text.split(`<!-- ${name} -->\n`);
  const after = rest?.split(`<!-- /${name} -->`)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has no place for the table "${name}"`);
  const wanted = `${before}<!-- ${name} -->\n${make()}\n<!-- /${name} -->${after}`;
  if (wanted === text) continue;
  stale = true;
  if (!process.argv.includes("--check")) writeFileSync(file, wanted);
}
if (stale && process.argv.includes("--check")) {
  console.error("Tables in docs/ are not what the code says. Run npm run docs.");
  process.exit(1);
}

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { BUILT_IN } from "../src/providers/table.ts";
import { scanner } from "../test/scan/engine.ts";

/*
 * `npm run docs` writes the tables of the documentation that come from the code, between
 * `<!-- name -->` and `<!-- /name -->`. With --check it only says whether they are as they should be.
 */
interface Vector {
  readonly text: string;
  readonly finds: readonly (readonly [entity: string, value: string])[];
}

const TABLES = [
  { file: "docs/masking.md", name: "entities", table: entities },
  { file: "docs/providers.md", name: "providers", table: providers },
];

function entities(): string {
  const examples = new Map(
    vectors()
      .flatMap(({ finds }) => finds.map((find) => [...find] as const))
      .toReversed(),
  );
  const rows = scanner.rules.map(({ entity, label }) => [
    `\`${entity}\``,
    `\`[${label}_1]\``,
    example(examples.get(entity) ?? ""),
  ]);
  return table(["entity", "placeholder", "for example"], rows);
}

function vectors(): Vector[] {
  const files = readdirSync("rust-wasm/vectors").filter((file) => file.endsWith(".json"));
  return files.flatMap((file) => JSON.parse(readFileSync(`rust-wasm/vectors/${file}`, "utf8")) as Vector[]);
}

/** Long secrets are shown by their beginning: whole ones alarm secret scanners. */
function example(value: string): string {
  const line = value.split(/\s*\n|\\n/)[0] ?? "";
  return `\`${line.length > 28 || line !== value ? `${line.slice(0, 14)}…` : line}\``;
}

function providers(): string {
  const rows = BUILT_IN.map(({ id, baseUrl, presence, dialect, modelPrefixes }) => {
    const [key, url] = [`\`${id.toUpperCase()}_API_KEY\``, `\`${id.toUpperCase()}_BASE_URL\``];
    return [
      `\`${id}\``,
      presence === "key" ? key : url,
      presence === "key" ? url : key,
      presence === "key" ? `\`${baseUrl}\`` : `usually \`${baseUrl}\``,
      dialect === "openai" ? "OpenAI's" : "Anthropic's, translated",
      modelPrefixes.map((prefix) => `\`${prefix}…\``).join(" "),
    ];
  });
  return table(["provider", "there when", "optional", "lives at", "dialect", "bare names"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
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

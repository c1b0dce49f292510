import { readdirSync, readFileSync } from "node:fs";
import type { EngineRule } from "../src/scan/port.ts";
import { scanner } from "../test/scan/engine.ts";
import { table } from "./markdown.ts";

interface Vector {
  readonly text: string;
  readonly finds: readonly (readonly [entity: string, value: string])[];
}

const SECRETS = "Secrets";
const GENERAL = "General";

/** Identity numbers, by where they are from: the entity's first word says it. */
const REGIONS: Readonly<Record<string, string>> = {
  "North America": "US CA MX ABA MEDICAL",
  "South and Central America": "BR AR CL UY CO EC PE VE DO",
  Europe: "UK DE IT FR ES FI NO DK IS SE PL UA NL BE IE PT CH AT CZ HU HR SI RO BG GR EE LT LV EU RU",
  "Asia and the Middle East": "IN CN KR JP TW HK SG TH MY ID PH TR IL AE SA PK KZ",
  Oceania: "AU NZ",
  Africa: "NG ZA EG",
};

/** Words that only entities of credentials have. */
const SECRET_WORD = /(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|WEBHOOK|CONNECTION|AUTHORIZATION)(?:_|$)/;

function groupOf(entity: string): string {
  if (SECRET_WORD.test(entity)) return SECRETS;
  const [first = ""] = entity.split("_");
  const region = Object.entries(REGIONS).find(([, prefixes]) => prefixes.split(" ").includes(first));
  return region?.[0] ?? GENERAL;
}

/** The rules of each group, in the order of {@link REGIONS} behind the general ones and the secrets. */
function groups(): ReadonlyMap<string, readonly EngineRule[]> {
  const names = [GENERAL, SECRETS, ...Object.keys(REGIONS)];
  return new Map(names.map((name) => [name, scanner.rules.filter(({ entity }) => groupOf(entity) === name)]));
}

/** One table for each group, below its heading. */
export function entityTables(): string {
  const examples = new Map(
    vectors()
      .flatMap(({ finds }) => finds.map((find) => [...find] as const))
      .toReversed(),
  );
  return [...groups()]
    .map(([name, rules]) => {
      const rows = rules.map(({ entity, label, on, validation }) => [
        `\`${entity}\``,
        `\`[${label}_1]\``,
        example(examples.get(entity) ?? "", name === SECRETS),
        validation.replaceAll("|", String.raw`\|`),
        on ? "`mask`" : "`off`",
      ]);
      const head = ["entity", "placeholder", "for example", "validation", "default"];
      return `### ${name} (${rules.length})\n\n${table(head, rows)}\n`;
    })
    .join("\n");
}

/** How many there are. */
export function entityCount(): string {
  const rules = scanner.rules;
  const off = rules.filter(({ on }) => !on).map(({ entity }) => `\`${entity}\``);
  const sizes = [...groups()].map(([name, { length }]) => `${name} ${length}`).join(", ");
  return `${rules.length} kinds of values (${sizes}). Off by default: ${off.join(", ")}.`;
}

function vectors(): Vector[] {
  const files = readdirSync("rust-wasm/vectors").filter((file) => file.endsWith(".json"));
  return files.flatMap((file) => JSON.parse(readFileSync(`rust-wasm/vectors/${file}`, "utf8")) as Vector[]);
}

/** Long values, and all secrets but short ones, are shown by their beginning: whole ones alarm secret scanners. */
function example(value: string, isSecret: boolean): string {
  const line = value.split(/\s*\n|\\n/)[0] ?? "";
  const shown = isSecret ? Math.min(14, Math.ceil(line.length / 2)) : line.length > 48 ? 14 : line.length;
  return `\`${shown < value.length ? `${line.slice(0, shown)}…` : line}\``;
}

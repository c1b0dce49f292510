import type { Goal } from "./suite.ts";
import { cleanness, precision, recall, type Tally } from "./tally.ts";
import type { Fault, Score } from "./score.ts";
import { characters } from "./spans.ts";

const SHOWN_CHARACTERS = 80;

/** Columns of equal width, the first to the left and the others to the right. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => characters(row[column] ?? "").length)));
  return all.map((row) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? "";
        const gap = " ".repeat(width - characters(cell).length);
        return column === 0 ? cell + gap : gap + cell;
      })
      .join("  ")
      .trimEnd(),
  );
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

export const decimals = (value: number | undefined): string => (value === undefined ? "–" : value.toFixed(4));

/** One line per group, those with most faults first; groups without fault share a line at the end. */
export function groupTable({ groups }: Score, all: boolean): string[] {
  const faults = ({ wanted, found, falses }: Tally): number => wanted - found + falses;
  const sorted = [...groups].toSorted(([, one], [, other]) => faults(other) - faults(one));
  const shown = all ? sorted : sorted.filter(([, tally]) => faults(tally) > 0);
  const rest = sorted.length - shown.length;
  const rows = shown.map(([name, tally]) => [
    name,
    ...[tally.wanted, tally.found, tally.exact, tally.falses, tally.negatives].map(String),
    ...[recall(tally), precision(tally), cleanness(tally)].map(decimals),
  ]);
  const head = ["group", "wanted", "found", "exact", "false", "negative", "recall", "precision", "clean"];
  const flawless = sorted.filter(([name]) => !shown.some(([other]) => name === other)).map(([name]) => name);
  return [
    ...(rows.length > 0 ? plainTable(head, rows) : []),
    ...(rest > 0 ? [`without fault (${rest}): ${flawless.join(" ")}`] : []),
  ];
}

/** The faults, missed ones and false ones in turn, so that a cut shows both. */
export function faultLines(faults: readonly Fault[], most: number): string[] {
  const missed = faults.filter(({ kind }) => kind === "missed");
  const falses = faults.filter(({ kind }) => kind === "false");
  const missedShown = Math.min(missed.length, Math.max(Math.ceil(most / 2), most - falses.length));
  const shown = [...missed.slice(0, missedShown), ...falses.slice(0, Math.max(0, most - missedShown))];
  const rest = faults.length - shown.length;
  return [...shown.map(faultLine), ...(rest > 0 ? [`… and ${rest} more (--all)`] : [])];
}

function faultLine({ kind, group, text, value, entities }: Fault): string {
  const found = entities.length > 0 ? ` ${kind === "false" ? "as" : "but"} ${[...new Set(entities)].join(", ")}` : "";
  const where = value === "" || value === text ? "" : ` ${cut(value, SHOWN_CHARACTERS / 2)} in`;
  return `  ${kind} ${group}${found}:${where} ${cut(text, SHOWN_CHARACTERS)}`;
}

function cut(text: string, most: number): string {
  const all = characters(text);
  return JSON.stringify(all.length > most ? `${all.slice(0, most - 1).join("")}…` : text);
}

export function goalRows(goals: readonly Goal[]): string[][] {
  return goals.map(({ label, value, goal, percent = false }) => {
    const print = (number: number): string => (percent ? `${(100 * number).toFixed(2)} %` : number.toFixed(4));
    const isMet =
      goal !== undefined && value !== undefined && (goal.sign === "≥" ? value >= goal.bound : value <= goal.bound);
    return [
      label,
      value === undefined ? "–" : print(value),
      goal === undefined ? "" : `${goal.sign} ${print(goal.bound)}`,
      goal === undefined || value === undefined ? "" : isMet ? "ok" : "short",
    ];
  });
}

/** A table for people, or as Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (process.argv.includes("--markdown"))
    return [head, head.map((_, index) => (index === 0 ? "---" : "---:")), ...rows].map(line).join("\n");
  const widths = head.map((_, index) => Math.max(...[head, ...rows].map((cells) => cells[index]?.length ?? 0)));
  const padded = (cells: readonly string[]) =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)));
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map((cells) => padded(cells).join("  ")).join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Microseconds, or a dash for what was not measured. */
export function micros(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}

export function times(value: number): string {
  return Number.isFinite(value) ? `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ×` : "–";
}

/** The goal, and whether a figure reaches it. */
export function goal(value: number, most: number | undefined, unit = ""): string {
  return most === undefined ? "" : `≤ ${most.toLocaleString("en")}${unit} ${value <= most ? "yes" : "NO"}`;
}

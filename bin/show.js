// @ts-check

/** Text without what could move the cursor or colour a terminal. @param {unknown} text @returns {string} */
export function plain(text) {
  return String(text).replaceAll(/[\p{Cc}\p{Cf}]/gu, "?");
}

/**
 * A table in columns, as wide as what stands in them.
 * @param {readonly string[]} head
 * @param {readonly (readonly unknown[])[]} rows
 * @returns {string}
 */
export function table(head, rows) {
  const texts = [head, ...rows.map((row) => row.map((cell) => plain(cell ?? "-")))];
  const widths = head.map((_, at) => Math.max(...texts.map((row) => (row[at] ?? "").length)));
  return texts
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** @param {readonly (readonly [string, unknown])[]} fields @returns {string} */
export function fields(fields) {
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.map(([name, value]) => `${`${name}:`.padEnd(width + 2)}${plain(value ?? "-")}\n`).join("");
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { z } from "zod";

/** A row of a data set is not what its reader expects. Names the file and the line. */
export class DataError extends Error {
  override readonly name = "DataError";
}

const ENDINGS = [".jsonl.gz", ".jsonl"];

/**
 * The folder that `EVAL_DATA` names, or nothing when it is not set.
 * @throws DataError when it is set and there is no such folder.
 */
export function dataFolder(suite: string): string | undefined {
  const root = process.env["EVAL_DATA"];
  if (root === undefined || root === "") return undefined;
  const folder = join(root, suite);
  if (!existsSync(folder)) throw new DataError(`EVAL_DATA: there is no folder ${folder}`);
  return folder;
}

/** Names of the data sets in the folder, without their endings. */
export function setNames(folder: string): string[] {
  return readdirSync(folder)
    .flatMap((file) => {
      const ending = ENDINGS.find((ending) => file.endsWith(ending));
      return ending === undefined ? [] : [file.slice(0, -ending.length)];
    })
    .sort();
}

/**
 * Every row of a data set: JSON lines, gzipped or plain.
 * @throws DataError for a row that is not as the schema says.
 */
export function readRows<Row>(folder: string, name: string, schema: z.ZodType<Row>): Row[] {
  const file = ENDINGS.map((ending) => join(folder, name + ending)).find((file) => existsSync(file));
  if (file === undefined) throw new DataError(`${folder} has no set ${name}`);
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .split("\n")
    .flatMap((line, index) => (line.trim() === "" ? [] : [readRow(line, schema, `${file}:${index + 1}`)]));
}

function readRow<Row>(line: string, schema: z.ZodType<Row>, place: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new DataError(`${place}: not JSON`);
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const issues = read.error.issues.map(({ path, message }) => `${path.join(".") || "row"}: ${message}`);
  throw new DataError(`${place}: ${issues.join("; ")}`);
}

import type { Scanner } from "../../src/scan/port.ts";
import { findAll, type RegExpRule, tenOf } from "../regexp-rules.ts";
import { ORDINARY, type Sample } from "../texts/all.ts";
import { WORST } from "../texts/worst.ts";
import { best, type Contender, inTurns, median, ratio } from "./measure.ts";
import { slowRow } from "./probe.ts";
import type { RawEngine } from "./raw.ts";
import { goal, micros, table, times } from "./table.ts";

export interface Contestants {
  readonly scanner: Scanner;
  readonly raw: RawEngine;
  readonly rules: readonly RegExpRule[];
}

/** Most RegExp rounds: they take a hundred times as long as the floor. */
const REGEXP_ROUNDS = 5;

export function benchOrdinary({ scanner, raw, rules }: Contestants): string {
  const ten = tenOf(rules);
  const first = ["text, µs/MiB", "scan(text)", "best", "bytes", "floor", "of floor"];
  const head = [...first, `${rules.length} RegExps`, `${ten.length} RegExps`, "RegExps take", "goal"];
  const rows = ORDINARY.map((sample) => {
    const [text, bytes] = made(sample);
    const contenders: Contender[] = [
      { run: () => scanner.scan(text) },
      { run: () => raw.scan(bytes) },
      { run: () => raw.classify(bytes) },
      { run: () => findAll(rules, text), rounds: REGEXP_ROUNDS },
      { run: () => findAll(ten, text), rounds: REGEXP_ROUNDS },
    ];
    const slow = slowRow(raw, bytes, sample, head.length);
    if (slow !== undefined) return slow;
    const [scan = [], module = [], floor = [], all = [], few = []] = inTurns(contenders, { rounds: 41, budget: 900 });
    return [
      sample.name,
      micros(median(scan)),
      micros(best(scan)),
      micros(median(module)),
      micros(median(floor)),
      times(ratio(scan, floor)),
      micros(median(all)),
      micros(median(few)),
      times(ratio(all, scan)),
      goal(best(scan), sample.goal),
    ];
  });
  return table(head, rows);
}

const WORST_HEAD = ["worst case, µs/MiB", "scan(text)", "best", "bytes", "floor", "of floor", "goal"];

export function benchWorst({ scanner, raw }: Contestants): string {
  const rows = WORST.map((sample) => {
    const [text, bytes] = made(sample);
    const slow = slowRow(raw, bytes, sample, WORST_HEAD.length);
    if (slow !== undefined) return slow;
    const contenders: Contender[] = [
      { run: () => attempt(scanner, text) },
      { run: () => raw.scan(bytes) },
      { run: () => raw.classify(bytes) },
    ];
    const [scan = [], module = [], floor = []] = inTurns(contenders, { rounds: 15, budget: 250 });
    const figures = [median(scan), best(scan), median(module), median(floor)].map(micros);
    return [sample.name, ...figures, times(ratio(scan, floor)), goal(best(scan), sample.goal)];
  });
  return table(WORST_HEAD, rows);
}

function made({ make }: Sample): [text: string, bytes: Uint8Array] {
  const text = make();
  return [text, Buffer.from(text)];
}

/** A text with too many values is refused, which takes its time too. */
function attempt(scanner: Scanner, text: string): void {
  try {
    scanner.scan(text);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ScanCapacityError") throw error;
  }
}

import type { Scanner } from "../../src/scan/port.ts";
import { chatBody } from "../texts/chat.ts";
import { BODY_PATHS, BODY_SIZES } from "./body-path.ts";
import { best, type Contender, inTurns, median } from "./measure.ts";
import { goal, micros, table } from "./table.ts";

const VALUES = 3;

export function benchBodies(scanner: Scanner): string {
  const rows = BODY_SIZES.map((size) => {
    const [plain, valued] = [0, VALUES].map((values) => Buffer.from(chatBody(size.bytes, values))) as [Buffer, Buffer];
    const found = scanner.screenJson(valued, { depth: 64, values: 500_000 }, "");
    if (!found.ok || found.findings.length !== VALUES) throw new Error("the benchmark's values are not found");
    const contenders: Contender[] = [
      { run: () => BODY_PATHS.product(scanner, plain) },
      { run: () => BODY_PATHS.product(scanner, valued) },
      { run: () => BODY_PATHS.checked(scanner, plain) },
      { run: () => BODY_PATHS.parsed(scanner, plain) },
    ];
    // The first calls meet code that is not compiled yet.
    inTurns(contenders, { rounds: 1000, budget: 500 });
    const measured = inTurns(contenders, { rounds: 5000, budget: 2500 });
    const [none = [], some = []] = measured;
    const most = "goal" in size ? size.goal : undefined;
    return [
      size.name,
      ...measured.map((times) => micros(median(times))),
      micros(best(none)),
      micros(best(some)),
      goal(median(some), most),
    ];
  });
  const head = ["chat body, p50 in µs", "0 values", `${VALUES} values`, "check, parse, write", "parse alone"];
  return table([...head, "best, 0", `best, ${VALUES}`, "goal"], rows);
}

import { describe, expect, it } from "vitest";
import { type AnyScanner, detector } from "../../eval/engine.ts";

const rules = ["ONE", "TWO", "THREE"].map((entity) => ({ entity }));
const findings = rules.map((rule, start) => ({ start, end: start + 1, rule }));

describe("the engine's adapter", () => {
  it("leaves out what was not asked for when the engine takes no thresholds", () => {
    const detect = detector({ rules, scan: (_text) => findings });
    expect(detect("abc").map(({ entity }) => entity)).toEqual(["ONE", "TWO", "THREE"]);
    expect(detect("abc", { only: ["TWO"] })).toEqual([{ start: 1, end: 2, entity: "TWO" }]);
  });

  it("sets thresholds when the engine takes them", () => {
    const seen: (readonly number[] | undefined)[] = [];
    const scan: AnyScanner["scan"] = (_text, thresholds) => {
      seen.push(thresholds && [...thresholds]);
      return findings;
    };
    const detect = detector({ rules, scan });
    detect("abc");
    detect("abc", { only: ["TWO"] });
    detect("abc", { only: ["TWO"], threshold: 40 });
    detect("abc", { threshold: 40 });
    expect(seen).toEqual([undefined, [255, 0, 255], [255, 40, 255], [40, 40, 40]]);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanner } from "./engine.ts";

const RUNS = { seed: 20_240_607, numRuns: 5000 };

/** Pieces of what the rules look for, so that random texts come near to them. */
const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.stringMatching(/^[0-9 .()+-]{1,20}$/),
  fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/),
  fc.constantFrom("alice@example.com", "@", ".com", "+1 ", "::1", "sk-", "eyJ", "-----BEGIN ", "DE89"),
  fc.constantFrom("4111 1111 1111 1111", "123-45-6789", "192.168.0.1", "\ud800", "\udc00", "😀", "\0"),
);

const text = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
  fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)), maxLength: 200 }),
);

describe("scan", () => {
  it("finds sorted, separate, non-empty values within any text", () => {
    fc.assert(
      fc.property(text, (sample) => {
        let end = 0;
        for (const finding of scanner.scan(sample)) {
          expect(finding.start).toBeGreaterThanOrEqual(end);
          expect(finding.end).toBeGreaterThan(finding.start);
          expect(scanner.rules).toContain(finding.rule);
          end = finding.end;
        }
        expect(end).toBeLessThanOrEqual(sample.length);
      }),
      RUNS,
    );
  });

  it("finds the same again, and never half a character", () => {
    fc.assert(
      fc.property(text, (sample) => {
        const findings = scanner.scan(sample);
        expect(scanner.scan(sample)).toEqual(findings);
        const wellFormed = sample.toWellFormed();
        expect(scanner.scan(wellFormed)).toEqual(findings);
        for (const { start, end } of findings) {
          expect(wellFormed.slice(start, end).isWellFormed()).toBe(true);
        }
      }),
      RUNS,
    );
  });
});

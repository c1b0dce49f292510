import * as fc from "fast-check";
import { expect, test } from "vitest";
import { maskJson } from "../../src/core/masking.ts";
import { CHAT_LENS } from "../../src/dialects/openai-chat/text.ts";
import { json, text, VALUES } from "../support/documents.ts";
import { scanner, utf8, WIDE } from "./engine.ts";

const RUNS = { numRuns: 1000 };

function screened(bytes: Uint8Array, lens = "") {
  const result = scanner.screenJson(bytes, WIDE, lens);
  if (!result.ok) throw new Error(`${result.fault} at ${result.offset}`);
  return result;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

test("a value in a document is whole escapes and characters, and all around it stays", () => {
  fc.assert(
    fc.property(json, fc.constantFrom("", CHAT_LENS), (document, lens) => {
      const bytes = utf8(document);
      const { findings, noted } = screened(bytes, lens);
      const between: string[] = [];
      let end = 0;
      for (const finding of findings) {
        expect(finding.start).toBeGreaterThanOrEqual(end);
        expect(finding.end).toBeGreaterThan(finding.start);
        between.push(decoder.decode(bytes.subarray(end, finding.start)));
        const value = decoder.decode(bytes.subarray(finding.start, finding.end));
        if (finding.within.endsWith("string")) expect(() => void JSON.parse(`"${value}"`), value).not.toThrow();
        else expect(Number.isNaN(Number(value)), value).toBe(false);
        end = finding.end;
      }
      between.push(decoder.decode(bytes.subarray(end)));
      const { text: masked } = maskJson(bytes, findings, noted).written;
      expect(() => void JSON.parse(masked), masked).not.toThrow();
      const replaced = between.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
      expect(masked).toMatch(new RegExp(`^${replaced.join(String.raw`[\\"]*\[[A-Z0-9_]+\][\\"]*`)}$`, "s"));
    }),
    RUNS,
  );
});

test("a plain string holds the same values in a document as by itself", () => {
  const plain = fc
    .array(
      fc.tuple(fc.constantFrom(...VALUES), fc.constantFrom(", ", " and ", "\n", " (", ") ", ' "', '" ', " é ", "; ")),
      {
        maxLength: 5,
      },
    )
    .map((parts) => parts.flat().join(""));
  fc.assert(
    fc.property(fc.array(plain, { maxLength: 4 }), (texts) => {
      const bytes = utf8(JSON.stringify(texts));
      const inDocument = screened(bytes).findings.map(({ start, end, rule }) => [
        rule.entity,
        JSON.parse(`"${decoder.decode(bytes.subarray(start, end))}"`) as unknown,
      ]);
      const alone = texts.flatMap((part) =>
        scanner.scan(part).map(({ start, end, rule }) => [rule.entity, part.slice(start, end)]),
      );
      expect(inDocument).toEqual(alone);
    }),
    RUNS,
  );
});

test("what was scanned before changes nothing", () => {
  const call = fc.tuple(fc.constantFrom("scan", "screen", "check"), fc.oneof(text, json));
  fc.assert(
    fc.property(fc.array(call, { maxLength: 4 }), text, json, (calls, sample, document) => {
      const bytes = utf8(document);
      const first = [scanner.scan(sample), screened(bytes, CHAT_LENS)];
      for (const [kind, input] of calls) {
        if (kind === "scan") scanner.scan(input);
        else if (kind === "screen") scanner.screenJson(utf8(input), WIDE, "");
        else scanner.checkJson(utf8(input), WIDE);
      }
      expect([scanner.scan(sample), screened(bytes, CHAT_LENS)]).toEqual(first);
    }),
    RUNS,
  );
});

test("a text that is cut outside its values loses none of them", () => {
  const words = fc.array(fc.constantFrom("lorem", "ipsum", "dolor,", "sit", "amet.", "é", "中文"), {
    minLength: 1,
    maxLength: 9,
  });
  const pieces = fc.array(fc.tuple(words, fc.constantFrom(...VALUES)), { maxLength: 6 });
  fc.assert(
    fc.property(pieces, fc.double({ min: 0, max: 1, noNaN: true }), (parts, place) => {
      const whole = parts.map(([before, value]) => `${before.join(" ")} ${value} `).join("");
      const cut = Math.floor(place * whole.length);
      const findings = scanner.scan(whole).map(({ start, end, rule }) => [start, end, rule.entity] as const);
      if (findings.some(([start, end]) => start < cut && cut < end)) return;
      const left = scanner.scan(whole.slice(0, cut)).map(({ start, end, rule }) => [start, end, rule.entity]);
      const right = scanner.scan(whole.slice(cut)).map(({ start, end, rule }) => [start + cut, end + cut, rule.entity]);
      expect([...left, ...right]).toEqual(findings);
    }),
    RUNS,
  );
});

import { z } from "zod";
import { readRows } from "../data-sets.ts";
import type { Score } from "../score.ts";
import { trimmed } from "../spans.ts";
import { ANY_SECRET, type Meaning, meaningOf, meaningOrSecret } from "./entities.ts";
import { type PiiCase, type PiiSet, spanSchema, spansFit, toSpans } from "./measure.ts";

const gitleaksRow = z
  .object({
    text: z.string(),
    type: z.string(),
    label: z.boolean(),
    expected: z.array(spanSchema),
    positions_known: z.boolean(),
  })
  .refine(spansFit, "expected: beyond the text");

/**
 * Secrets and near misses of gitleaks' rules. A secret counts as found when a finding of any entity
 * touches it; a near miss must be without any credential, even where another of our rules may
 * rightly find one: those are counted apart in a note. Rows without text are about a file's name.
 */
export const gitleaks: PiiSet = {
  name: "gitleaks_secrets_literal",
  measures(folder) {
    const rows = readRows(folder, this.name, gitleaksRow);
    const texts = rows.filter(({ text }) => text !== "");
    const cases = texts.map(({ text, type, label, expected, positions_known }): PiiCase => {
      const known = positions_known && expected.length > 0;
      const wanted = label ? (known ? toSpans(text, expected) : [trimmed(text)]) : [];
      return {
        ...ANY_SECRET,
        group: type,
        text,
        wanted,
        ...(label ? { accepts: () => true, forbids: () => false } : {}),
      };
    });
    const notes = (score: Score): string[] => [
      `about file names, left out: ${rows.length - texts.length}`,
      `false findings by another vendor's rule than the near miss is meant for: ${foreign(score)}`,
    ];
    // A text may be one rule's near miss and another's secret; then it holds a secret.
    const secrets = new Set(texts.filter(({ label }) => label).map(({ text }) => text));
    const agreed = cases.filter(({ text }, index) => texts[index]?.label === true || !secrets.has(text));
    const aside = [`near misses that the set also has as secrets, set aside: ${cases.length - agreed.length}`];
    const covered = cases.map((asked) => ({ ...asked, ...ANY_SECRET }));
    return [
      { name: this.name, mode: "all on", match: "touched", cases, notes },
      { name: `${this.name}, labels checked`, mode: "all on", match: "touched", cases: agreed, notes: () => aside },
      { name: `${this.name}, covered by a credential`, mode: "all on", cases: covered, brief: true },
    ];
  },
};

/** Vendors that gitleaks' rule ids call otherwise than our entities do. */
const VENDORS: Readonly<Record<string, string>> = { gcp: "GOOGLE", huggingface: "HUGGING", jwt: "JSON" };

/** The first word of gitleaks' rule ids and of our entities is the vendor. */
const foreign = ({ faults }: Score): number =>
  faults.filter(({ kind, group, entities }) => {
    const word = group.split("-")[0] ?? "";
    const vendor = VENDORS[word] ?? word.toUpperCase();
    return kind === "false" && entities.every((entity) => entity.split("_")[0] !== vendor);
  }).length;

const payloadRow = z.object({ text: z.string(), type: z.string(), label: z.boolean() });

/** Payloads of detect-secrets' tests, without positions. Public addresses are its only personal data. */
export const detectSecrets: PiiSet = {
  name: "detect_secrets",
  measures(folder) {
    const cases = readRows(folder, this.name, payloadRow).map(({ text, type, label }): PiiCase => {
      const group = type.replace("detect-secrets/", "");
      const meaning = group === "ip_public" ? meaningOf("IP_ADDRESS") : ANY_SECRET;
      return payload(text, group, label, meaning);
    });
    return [{ name: this.name, mode: "all on", match: "touched", cases }];
  },
};

/** Payloads of OpenAI's guardrails' tests: some follow their own policy of what a URL may hold. */
export const guardrails: PiiSet = {
  name: "openai_guardrails",
  measures(folder) {
    const cases = readRows(folder, this.name, payloadRow).flatMap(({ text, type, label }) =>
      type.split("|").map((one) => payload(text, one, label, meaningOrSecret(one))),
    );
    return [{ name: this.name, mode: "all on", match: "touched", cases }];
  },
};

/** Positions are unknown: any finding will do where one is wanted. */
const payload = (text: string, group: string, label: boolean, meaning: Meaning): PiiCase => ({
  ...meaning,
  group,
  text,
  wanted: label ? [trimmed(text)] : [],
});

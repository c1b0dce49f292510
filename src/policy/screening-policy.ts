import { configMistake } from "../config/parse-config.ts";
import type { PiiSettings } from "../config/pii.ts";
import type { Action, ActionFor } from "../core/action.ts";
import { AllowList } from "../core/allow-list.ts";
import type { Finding, Rule } from "../core/finding.ts";
import type { Scan } from "../core/masking.ts";
import { type UndecidedFrom, undecidedWith } from "../core/own-undecided.ts";
import { DEFAULT_THRESHOLD, OFF, scanPolicy } from "../scan/policy.ts";
import type { EngineRule, Scanner } from "../scan/port.ts";
import { unknownEntity } from "./unknown-entity.ts";

/** What is looked for in the requests and answers of those for whom it was compiled, and what happens to it. */
export interface ScreeningPolicy {
  /** Of requests, for {@link Scanner.scan} and {@link Scanner.screenJson}. What it finds may still be allowed. */
  readonly scanPolicy: Uint8Array;
  /** What happens to a value in a request; undefined when every value is masked. */
  readonly actionFor: ActionFor | undefined;
  /** Whether some action needs a digest. */
  readonly hashes: boolean;
  /** Finds what must not pass in a request as it is. */
  readonly scan: Scan;
  /** Finds what must not pass in an answer unless the caller has sent it. */
  readonly scanAnswer: Scan;
  /** What of an answer that still comes is held back for it. */
  readonly undecidedFrom: UndecidedFrom;
  readonly redactsAnswers: boolean;
  /** Signed thinking goes back to its provider unseen. */
  readonly trustsThinking: boolean;
}

/** Makes a policy of settings. @throws ConfigError naming the field */
export function compilePolicy(settings: PiiSettings, scanner: Scanner): ScreeningPolicy {
  const actions = actionsOf(settings, scanner.rules);
  const thresholdFor = thresholdsOf(settings, actions);
  const requests = scanPolicy(scanner.rules, { thresholdFor });
  // What follows a value in a stream is not known yet, so it must not decide in a whole answer either.
  const answers = scanPolicy(scanner.rules, { thresholdFor, wordsBehind: false });
  const list = allowListOf(settings, scanner.rules);
  const isAllowed = (rule: Rule, value: string): boolean => {
    const rest = list.permits(rule, value);
    return rest !== undefined && (rest === "" || scanner.scan(rest, requests).length === 0);
  };
  const passes = settings.allow.length > 0;
  const stays = (text: string) => (finding: Finding) =>
    !isAllowed(finding.rule, text.slice(finding.start, finding.end));
  const scanWith = (policy: Uint8Array): Scan => {
    if (!passes) return (text) => scanner.scan(text, policy);
    return (text) => scanner.scan(text, policy).filter(stays(text));
  };
  const inUse = new Set(
    scanner.rules.filter((rule) => thresholdFor(rule) !== OFF).map((rule) => actions.get(rule.entity)),
  );
  const masksOnly = !passes && [...inUse].every((action) => action === "mask");
  return {
    scanPolicy: requests,
    actionFor: masksOnly
      ? undefined
      : (rule, value) => (passes && isAllowed(rule, value) ? "allow" : (actions.get(rule.entity) ?? "mask")),
    hashes: inUse.has("hash"),
    scan: scanWith(requests),
    scanAnswer: scanWith(answers),
    undecidedFrom: undecidedWith(
      settings.words.flatMap(({ words }) => words),
      settings.patterns.map(({ pattern }) => pattern),
    ),
    redactsAnswers: settings.answers.redact,
    trustsThinking: settings.signedThinking === "trust",
  };
}

/** By entity. What is named is wanted: it is masked where the others are let through. */
function actionsOf({ default: others, entities, patterns, words }: PiiSettings, rules: readonly EngineRule[]) {
  const own = new Map([...patterns, ...words].map(({ name, action }) => [name, { action }]));
  const named = new Map(Object.entries(entities));
  for (const entity of named.keys()) {
    if (!rules.some((rule) => rule.entity === entity)) throw unknownEntity(["pii", "entities", entity], entity, rules);
  }
  return new Map(
    rules.map(({ entity }): [string, Action] => {
      const fallback = others.action === "allow" && (named.has(entity) || own.has(entity)) ? "mask" : others.action;
      return [entity, named.get(entity)?.action ?? own.get(entity)?.action ?? fallback];
    }),
  );
}

/** The lowest confidence for each rule. A rule that is off by default is asked for by its name. */
function thresholdsOf(
  { default: others, entities, patterns, words }: PiiSettings,
  actions: ReadonlyMap<string, Action>,
) {
  const named = new Map(Object.entries(entities));
  const own = new Set([...patterns, ...words].map(({ name }) => name));
  return (rule: EngineRule): number => {
    const setting = named.get(rule.entity);
    if (actions.get(rule.entity) === "allow" || !(rule.on || setting !== undefined || own.has(rule.entity))) return OFF;
    return setting?.threshold ?? others.threshold ?? DEFAULT_THRESHOLD;
  };
}

function allowListOf({ allow }: PiiSettings, rules: readonly EngineRule[]): AllowList {
  const list = new AllowList();
  for (const [index, row] of allow.entries()) {
    const path = ["pii", "allow", index] as const;
    const { entity } = row;
    if (entity !== undefined && !rules.some((rule) => rule.entity === entity))
      throw unknownEntity([...path, "entity"], entity, rules);
    const mistake = list.add(row);
    if (mistake !== undefined) throw configMistake([...path, mistake[0]], mistake[1]);
  }
  return list;
}

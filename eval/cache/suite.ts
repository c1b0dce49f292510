import { canonicalText } from "../../src/cache/canonical.ts";
import { dataFolder } from "../data-sets.ts";
import type { Figures, Goal, Options, SuiteResult } from "../suite.ts";
import { pairsOf, textsOf } from "./data.ts";
import { areaUnderCurve, cut, figuresOf, judge, type Judged, reasons, recallAt } from "./measure.ts";
import { type Pair, ownPairs } from "./pairs.ts";
import { curveTable, play, zipfStream } from "./stream.ts";

/** Sets of which every pair to part must be parted, and those that are made by hand to deceive. */
const NEGATIVES = ["cannot_negation", "gsmplus_numeric", "semantoneg", "metamorphic"];
const TRAPS = "adv_";

/**
 * The verifier, the embedder and the canonical text: on pairs made by rule, and on the pairs in the
 * folder `cache` that EVAL_DATA names.
 */
export function cache({ misses }: Options): SuiteResult {
  const folder = dataFolder("cache");
  const results = [
    own(misses),
    ...(folder === undefined
      ? []
      : [
          traps(folder, misses),
          negatives(folder, misses),
          paraphrases(folder),
          questions(folder),
          problems(folder),
          variants(folder),
          stream(folder),
        ]),
  ];
  return {
    sections: results.flatMap(({ sections }) => sections),
    figures: Object.assign({}, ...results.map(({ figures }) => figures)),
    goals: results.flatMap(({ goals }) => goals),
  };
}

function own(misses: number): SuiteResult {
  // The half that the model was not fitted on.
  const judged = judge(ownPairs(1));
  const figures = figuresOf(judged);
  return {
    sections: [
      [
        "cache: own pairs",
        `${judged.length} pairs; of those to serve: ${reasons(positives(judged))}`,
        ...faults(judged, misses),
      ],
    ],
    figures: { "cache: own pairs": figures },
    goals: [
      percent("own pairs by rule: served of those to serve", figures["recall"]),
      percent("own pairs by rule: served of those to part", wrongShare(judged), 0.001, "≤"),
    ],
  };
}

function traps(folder: string, misses: number): SuiteResult {
  const judged = judge(pairsOf(folder, TRAPS));
  const bad = judged.filter(({ label }) => label === 0);
  return {
    sections: [["cache: traps made by hand", reasons(bad), ...faults(judged, misses)]],
    figures: { "cache: traps": figuresOf(bad) },
    goals: [
      percent("traps made by hand: false reuse", wrongShare(bad), 0, "≤"),
      percent("the same, plain cosine ≥ 0.80", bad.filter(({ cosine }) => cosine >= 0.8).length / bad.length),
    ],
  };
}

function negatives(folder: string, misses: number): SuiteResult {
  const sets = NEGATIVES.map((name) => ({
    name,
    judged: judge(pairsOf(folder, name).filter(({ label }) => label === 0)),
  }));
  const all = sets.flatMap(({ judged }) => judged);
  return {
    sections: sets.map(({ name, judged }) => [
      `cache: negatives of ${name}`,
      reasons(judged),
      ...faults(judged, misses),
    ]),
    figures: Object.fromEntries(sets.map(({ name, judged }) => [`cache: negatives of ${name}`, figuresOf(judged)])),
    goals: [
      percent(`${all.length} negatives: false hits`, wrongShare(all), 0.001, "≤"),
      percent("the same, plain cosine ≥ 0.80", all.filter(({ cosine }) => cosine >= 0.8).length / all.length),
    ],
  };
}

function paraphrases(folder: string): SuiteResult {
  const judged = judge(pairsOf(folder, "gptcache"));
  return {
    sections: [["cache: paraphrases of statements", reasons(judged)]],
    figures: { "cache: paraphrases of statements": figuresOf(judged) },
    goals: [percent("paraphrases of statements (GPTCache): served", figuresOf(judged)["recall"])],
  };
}

function questions(folder: string): SuiteResult {
  const judged = judge(pairsOf(folder, "sts16"));
  const [byVerifier, byCosine] = [(pair: Judged) => pair.probability, (pair: Judged) => pair.cosine];
  const figures: Figures = {
    "recall at .95": cut(recallAt(0.95, judged, byVerifier)),
    "recall at .98": cut(recallAt(0.98, judged, byVerifier)),
    area: cut(areaUnderCurve(judged, byVerifier)),
    "area of cosine": cut(areaUnderCurve(judged, byCosine)),
  };
  return {
    sections: [
      [
        "cache: STS 2016 questions",
        `recall at precision .95 and .98 by plain cosine: ${recallAt(0.95, judged, byCosine).toFixed(4)}, ${recallAt(0.98, judged, byCosine).toFixed(4)}`,
        reasons(judged),
      ],
    ],
    figures: { "cache: STS 2016 questions": figures },
    goals: [
      percent("STS 2016 questions: recall at precision .95", figures["recall at .95"], 0.3, "≥"),
      percent("STS 2016 questions: recall at precision .98", figures["recall at .98"], 0.2, "≥"),
      percent("STS 2016 questions: area under the curve, verifier", figures["area"]),
      percent("STS 2016 questions: area under the curve, cosine", figures["area of cosine"]),
    ],
  };
}

function problems(folder: string): SuiteResult {
  const judged = judge(pairsOf(folder, "gsmplus"));
  const served = judged.filter(({ served }) => served);
  const [share, wrong] = [
    served.length / judged.length,
    served.filter(({ label }) => label === 0).length / judged.length,
  ];
  return {
    sections: [["cache: GSM-Plus", reasons(positives(judged))]],
    figures: { "cache: GSM-Plus": { served: cut(share), right: cut(1 - wrong) } },
    goals: [percent("GSM-Plus: served", share, 0.1, "≥"), percent("GSM-Plus: served and wrong", wrong, 0.005, "≤")],
  };
}

function variants(folder: string): SuiteResult {
  const pairs = pairsOf(folder, "metamorphic");
  const judged = judge(positives(pairs));
  const isSame = ({ a, b }: Pair): boolean => canonicalText(a) !== undefined && canonicalText(a) === canonicalText(b);
  const good = positives(pairs);
  const everything = [
    ...pairs,
    ...NEGATIVES.slice(0, 3).flatMap((name) => pairsOf(folder, name)),
    ...pairsOf(folder, TRAPS),
  ];
  const bad = everything.filter(({ label }) => label === 0);
  const [served, collisions] = [good.filter(isSame).length / good.length, bad.filter(isSame)];
  const missed = good.filter((pair) => !isSame(pair)).slice(0, 8);
  return {
    sections: [
      [
        "cache: variants",
        `without the same canonical text: ${good.length - good.filter(isSame).length}`,
        ...missed.map(line),
        ...collisions.map(line),
      ],
    ],
    figures: {
      "cache: variants, verifier": figuresOf(judged),
      "cache: variants, canonical text": {
        recall: cut(served),
        clean: cut(1 - collisions.length / bad.length),
        misses: collisions.length,
      },
    },
    goals: [
      percent(
        "variants in case, marks, politeness, contractions: served by the verifier",
        figuresOf(judged)["recall"],
        0.99,
        "≥",
      ),
      percent("variants: the same canonical text", served, 0.99, "≥"),
      percent(`canonical text: collisions among ${bad.length} negatives`, collisions.length / bad.length, 0, "≤"),
    ],
  };
}

function stream(folder: string): SuiteResult {
  const points = play(zipfStream(textsOf(folder, "stream_")));
  const [first] = points;
  return {
    sections: [["cache: a stream of bank customers' questions, intents after Zipf's law", ...curveTable(points)]],
    figures: { "cache: stream": { hits: cut(first?.hits ?? 0), precision: cut(first?.right ?? 0) } },
    goals: [percent("stream: hit rate", first?.hits), percent("stream: hits with the same intent", first?.right)],
  };
}

function positives<One extends Pair>(pairs: readonly One[]): One[] {
  return pairs.filter(({ label }) => label === 1);
}

function wrongShare(judged: readonly Judged[]): number {
  const bad = judged.filter(({ label }) => label === 0);
  return bad.length === 0 ? 0 : bad.filter(({ served }) => served).length / bad.length;
}

function faults(judged: readonly Judged[], most: number): string[] {
  return judged
    .filter(({ label, served }) => label === 0 && served)
    .slice(0, most)
    .map(line);
}

function line({ a, b }: Pair): string {
  return `  ${JSON.stringify(a.slice(0, 110))} | ${JSON.stringify(b.slice(0, 110))}`;
}

function percent(label: string, value: number | undefined, bound?: number, sign: "≥" | "≤" = "≥"): Goal {
  return { label, value, percent: true, ...(bound === undefined ? {} : { goal: { sign, bound } }) };
}

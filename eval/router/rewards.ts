import { z } from "zod";
import { sampleNormal, seededRandom } from "../../src/router/random.ts";
import { dataFolder, readRows, setNames } from "../data-sets.ts";

/** A prompt's class and what each model would have earned and cost on it. The router sees one of them. */
export interface Prompt {
  readonly taskClass: string;
  readonly split: "val" | "test";
  readonly arms: readonly { readonly quality: number; readonly cost: number }[];
}

export interface Rewards {
  readonly source: string;
  readonly models: readonly string[];
  readonly prompts: readonly Prompt[];
}

const SET = "paretobandit_rewards_k4";
const row = z.object({
  split: z.enum(["val", "test"]),
  source: z.string(),
  arms: z.record(z.string(), z.object({ reward: z.number(), cost: z.number() })),
});

/** Real rewards where EVAL_DATA has them, else made-up ones of the same shape. */
export function readRewards(seed: number): Rewards {
  const folder = dataFolder("router");
  if (folder === undefined || !setNames(folder).includes(SET)) return syntheticRewards(seed);
  const rows = readRows(folder, SET, row);
  const models = Object.keys(rows[0]?.arms ?? {}).sort();
  return {
    source: `${SET} (${rows.length} prompts)`,
    models,
    prompts: rows.map(({ split, source, arms }) => ({
      split,
      taskClass: source,
      arms: models.map((model) => ({ quality: arms[model]?.reward ?? 0, cost: arms[model]?.cost ?? 0 })),
    })),
  };
}

const MODELS = [
  { name: "large", quality: 0.934, cost: 0.015 },
  { name: "flash", quality: 0.927, cost: 0.0009 },
  { name: "open", quality: 0.925, cost: 0.0005 },
  { name: "small", quality: 0.79, cost: 0.00003 },
];
const CLASSES = 12;
const PROMPTS = 3_500;

function syntheticRewards(seed: number): Rewards {
  const random = seededRandom(seed);
  const classes = Array.from({ length: CLASSES }, (_, index) => ({
    name: `class-${index}`,
    ease: 0.05 * sampleNormal(random),
    arms: MODELS.map(() => ({ quality: 0.015 * sampleNormal(random), cost: Math.exp(0.5 * sampleNormal(random)) })),
  }));
  const prompts = Array.from({ length: PROMPTS }, (_, index): Prompt => {
    const { name, ease, arms } = classes[Math.floor(CLASSES * random() ** 1.5)] ?? { name: "", ease: 0, arms: [] };
    return {
      taskClass: name,
      split: index % 2 === 0 ? "val" : "test",
      arms: MODELS.map(({ quality, cost }, arm) => ({
        quality: Math.min(1, Math.max(0, quality + ease + (arms[arm]?.quality ?? 0) + 0.1 * sampleNormal(random))),
        cost: cost * (arms[arm]?.cost ?? 1) * Math.exp(0.4 * sampleNormal(random)),
      })),
    };
  });
  return { source: `synthetic (EVAL_DATA has no ${SET})`, models: MODELS.map(({ name }) => name), prompts };
}

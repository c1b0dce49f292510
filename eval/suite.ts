/** Figures of one measure. More is better, except for `misses`. */
export type Figures = Readonly<Record<string, number>>;

export interface Bound {
  readonly sign: "≥" | "≤";
  readonly bound: number;
}

/** A line of the summary: a figure beside what it should be. */
export interface Goal {
  readonly label: string;
  readonly value: number | undefined;
  /** Missing: a figure without a goal. */
  readonly goal?: Bound;
  readonly percent?: boolean;
}

export interface SuiteResult {
  /** What is printed for each measure, a line each. */
  readonly sections: readonly (readonly string[])[];
  readonly figures: Readonly<Record<string, Figures>>;
  readonly goals: readonly Goal[];
}

export interface Options {
  /** How many faults are shown per measure. */
  readonly misses: number;
  /** More of what takes long. */
  readonly isFull: boolean;
  /** The first seed, for suites that have chances. */
  readonly seed?: number;
}

/** One kind of evaluation: its own data, its own figures. */
export type Suite = (options: Options) => SuiteResult | Promise<SuiteResult>;

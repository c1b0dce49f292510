/** What a character may begin. */
export const NOTHING = 0;
/** A bracket, or an escape, whatever stands before it. */
export const OPENING = 1;
/** A placeholder without brackets or a surrogate, where a token starts. */
export const TOKEN = 2;

/** Finds out fast whether something that was handed out stands at a place of a text. */
export class ReplacementIndex {
  readonly #cores: ReadonlyMap<string, string>;
  readonly #surrogates: ReadonlyMap<string, string>;
  readonly #kinds = new Uint8Array(128);
  /** The first two characters of all that starts a token, and the lengths of the surrogates that start so. */
  readonly #lengths = new Map<number, Set<number>>();
  #sortedCores: readonly string[] | undefined;
  #sortedSurrogates: readonly string[] | undefined;

  /**
   * @param cores values by the core of their placeholder, `EMAIL_1`
   * @param surrogates values by what stands for them
   */
  constructor(cores: ReadonlyMap<string, string>, surrogates: ReadonlyMap<string, string>) {
    this.#cores = cores;
    this.#surrogates = surrogates;
    for (const opening of "[\\&%") this.#kinds[opening.charCodeAt(0)] = OPENING;
    for (const core of cores.keys()) for (const start of casesOf(core.slice(0, 2))) this.#noteStart(start);
    for (const surrogate of surrogates.keys()) this.#noteStart(surrogate.slice(0, 2)).add(surrogate.length);
  }

  /** One of the kinds above. */
  kindOf(code: number): number {
    if (code < 128) return this.#kinds[code] ?? NOTHING;
    return code === FULL_WIDTH_BRACKET || code === LENTICULAR_BRACKET ? OPENING : NOTHING;
  }

  /** Whether a token that was handed out may start here, as far as two characters tell. */
  mayStart(text: string, at: number): boolean {
    return at + 1 === text.length || this.#lengths.has(pairAt(text, at));
  }

  valueOfCore(core: string): string | undefined {
    return this.#cores.get(core);
  }

  valueOfSurrogate(surrogate: string): string | undefined {
    return this.#surrogates.get(surrogate);
  }

  /** Lengths of the surrogates that start like the text here. */
  surrogateLengths(text: string, at: number): Iterable<number> {
    return this.#lengths.get(pairAt(text, at)) ?? [];
  }

  /** Whether some core is this text or starts with it. */
  hasCoreFrom(beginning: string): boolean {
    this.#sortedCores ??= [...this.#cores.keys()].toSorted();
    return hasFrom(this.#sortedCores, beginning);
  }

  /** Whether some surrogate is this text or starts with it. */
  hasSurrogateFrom(beginning: string): boolean {
    this.#sortedSurrogates ??= [...this.#surrogates.keys()].toSorted();
    return hasFrom(this.#sortedSurrogates, beginning);
  }

  #noteStart(start: string): Set<number> {
    this.#kinds[start.charCodeAt(0)] = TOKEN;
    const pair = pairAt(start, 0);
    let lengths = this.#lengths.get(pair);
    if (lengths === undefined) this.#lengths.set(pair, (lengths = new Set()));
    return lengths;
  }
}

const FULL_WIDTH_BRACKET = 0xff3b;
const LENTICULAR_BRACKET = 0x3010;

function pairAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x1_0000 + text.charCodeAt(at + 1);
}

/** Two characters in every case: `EM`, `Em`, `eM`, `em`. */
function casesOf([first = "", second = ""]: string): string[] {
  return [first, first.toLowerCase()].flatMap((start) => [start + second, start + second.toLowerCase()]);
}

function hasFrom(sorted: readonly string[], beginning: string): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? "") < beginning) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.startsWith(beginning) ?? false;
}

/** How long items wait for others. */
const GATHER_MS = 10;
/** Items that wait at most; beyond that they are done at once. */
const MAX_WAITING = 1_000;

interface Waiting<Item, Result> {
  readonly items: readonly Item[];
  readonly resolve: (results: Result[]) => void;
  readonly reject: (thrown: unknown) => void;
}

/** Does the items of many callers in one go, and gives each caller the results of its own. */
export class Gathered<Item, Result> {
  readonly #work: (items: readonly Item[]) => readonly (readonly Result[])[];
  #waiting: Waiting<Item, Result>[] = [];
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param work gives the results of each item, in order. */
  constructor(work: (items: readonly Item[]) => readonly (readonly Result[])[]) {
    this.#work = work;
  }

  add(items: readonly Item[]): Promise<Result[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject });
      this.#count += items.length;
      if (this.#count >= MAX_WAITING) this.#doAll();
      else this.#timer ??= setTimeout(() => this.#doAll(), GATHER_MS);
    });
  }

  #doAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#count = 0;
    try {
      const results = this.#work(waiting.flatMap(({ items }) => items));
      let from = 0;
      for (const { items, resolve } of waiting) {
        resolve(results.slice(from, from + items.length).flat());
        from += items.length;
      }
    } catch (thrown) {
      for (const { reject } of waiting) reject(thrown);
    }
  }
}

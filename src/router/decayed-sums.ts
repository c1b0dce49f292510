/**
 * Sums that forget: an observation at time t is added with the weight e^((t − t0)/τ), a reader scales
 * by e^(−(now − t0)/τ). Additions commute, so writers need no lock and may flush in any order. t0 is
 * the start of an epoch of 20 τ, the same for everybody; a reader adds two epochs, what is older
 * weighs less than e^−20. Forward decay: Cormode, Shkapenyuk, Srivastava and Xu, ICDE 2009.
 *
 * Every row keeps the same fields at several time scales at once.
 */
export interface SumsShape {
  /** τ of each scale, in seconds, ascending. */
  readonly scales: readonly number[];
  readonly fields: number;
}

/** What one epoch of one scale of a row has gained. Plain data: any store can add it, field by field. */
export interface RowDelta {
  readonly row: string;
  readonly scale: number;
  readonly epoch: number;
  readonly sums: readonly number[] | Float64Array;
}

interface Row {
  readonly epochs: Float64Array;
  readonly current: Float64Array;
  readonly previous: Float64Array;
}

const EPOCH_IN_SCALES = 20;

export class DecayedSums {
  readonly shape: SumsShape;
  private readonly rows = new Map<string, Row>();

  constructor(shape: SumsShape) {
    this.shape = shape;
  }

  /** Adds values, one a field, observed at `at` (seconds, the store's clock), to every scale. */
  add(row: string, at: number, values: Float64Array): void {
    this.addAt(row, at, values, 0);
  }

  /** The same with values for each scale: scales × fields. */
  addByScale(row: string, at: number, values: Float64Array): void {
    this.addAt(row, at, values, this.shape.fields);
  }

  private addAt(row: string, at: number, values: Float64Array, stride: number): void {
    const { scales, fields } = this.shape;
    const kept = this.row(row);
    for (const [scale, tau] of scales.entries()) {
      const epoch = epochOf(at, tau);
      const target = roll(kept, scale, epoch, fields);
      if (target === undefined) continue;
      const weight = Math.exp((at - startOf(epoch, tau)) / tau);
      const offset = scale * fields;
      for (let field = 0; field < fields; field += 1)
        target[offset + field] = (target[offset + field] ?? 0) + weight * (values[scale * stride + field] ?? 0);
    }
  }

  /** Adds what another writer has gathered. */
  merge({ row, scale, epoch, sums }: RowDelta): void {
    const { fields } = this.shape;
    const target = roll(this.row(row), scale, epoch, fields);
    if (target === undefined) return;
    for (let field = 0; field < fields; field += 1) {
      const at = scale * fields + field;
      target[at] = (target[at] ?? 0) + (sums[field] ?? 0);
    }
  }

  /** Adds a row's sums as of `now` to `out` (scales × fields). */
  read(row: string, now: number, out: Float64Array): void {
    const kept = this.rows.get(row);
    if (kept === undefined) return;
    const { scales, fields } = this.shape;
    for (let scale = 0; scale < scales.length; scale += 1) {
      const tau = scales[scale] ?? 1;
      const scaleNow = Math.exp((startOf(kept.epochs[scale] ?? 0, tau) - now) / tau);
      const scaleBefore = scaleNow * PREVIOUS;
      const end = (scale + 1) * fields;
      for (let at = scale * fields; at < end; at += 1)
        out[at] = (out[at] ?? 0) + scaleNow * (kept.current[at] ?? 0) + scaleBefore * (kept.previous[at] ?? 0);
    }
  }

  /** Everything that was added, as deltas, and forgets it. */
  take(): RowDelta[] {
    const deltas = this.deltas();
    this.rows.clear();
    return deltas;
  }

  /** Everything that is kept, as deltas that rebuild it. */
  deltas(): RowDelta[] {
    const { scales, fields } = this.shape;
    const deltas: RowDelta[] = [];
    const push = (row: string, scale: number, epoch: number, all: Float64Array): void => {
      const end = (scale + 1) * fields;
      for (let at = scale * fields; at < end; at += 1) {
        if (all[at] === 0) continue;
        deltas.push({ row, scale, epoch, sums: all.slice(scale * fields, end) });
        return;
      }
    };
    for (const [row, { epochs, current, previous }] of this.rows) {
      for (let scale = 0; scale < scales.length; scale += 1) {
        const epoch = epochs[scale] ?? 0;
        push(row, scale, epoch - 1, previous);
        push(row, scale, epoch, current);
      }
    }
    return deltas;
  }

  get isEmpty(): boolean {
    return this.rows.size === 0;
  }

  get size(): number {
    return this.rows.size;
  }

  has(row: string): boolean {
    return this.rows.has(row);
  }

  copy(): DecayedSums {
    const copy = new DecayedSums(this.shape);
    for (const [row, { epochs, current, previous }] of this.rows)
      copy.rows.set(row, { epochs: epochs.slice(), current: current.slice(), previous: previous.slice() });
    return copy;
  }

  private row(name: string): Row {
    const kept = this.rows.get(name);
    if (kept !== undefined) return kept;
    const { scales, fields } = this.shape;
    const size = scales.length * fields;
    const row = {
      epochs: new Float64Array(scales.length).fill(Number.NEGATIVE_INFINITY),
      current: new Float64Array(size),
      previous: new Float64Array(size),
    };
    this.rows.set(name, row);
    return row;
  }
}

const PREVIOUS = Math.exp(-EPOCH_IN_SCALES);

/** Number of the epoch that a time lies in. */
export function epochOf(at: number, tau: number): number {
  return Math.floor(at / (EPOCH_IN_SCALES * tau));
}

function startOf(epoch: number, tau: number): number {
  return Number.isFinite(epoch) ? epoch * EPOCH_IN_SCALES * tau : 0;
}

/** The array that an epoch's values belong into; begins a new epoch when this one is newer. */
function roll(row: Row, scale: number, epoch: number, fields: number): Float64Array | undefined {
  const kept = row.epochs[scale] ?? Number.NEGATIVE_INFINITY;
  if (epoch === kept) return row.current;
  if (epoch === kept - 1) return row.previous;
  if (epoch < kept) return undefined;
  const [start, end] = [scale * fields, (scale + 1) * fields];
  if (epoch === kept + 1) row.previous.set(row.current.subarray(start, end), start);
  else row.previous.fill(0, start, end);
  row.current.fill(0, start, end);
  row.epochs[scale] = epoch;
  return row.current;
}

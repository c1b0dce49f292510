/** What the engine says of a rule: Presidio's entity id, and the short label of its placeholder. */
export interface Rule {
  readonly entity: string;
  readonly label: string;
}

/** One detected value. Offsets are UTF-16 code units into the scanned text, end exclusive. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly rule: Rule;
}

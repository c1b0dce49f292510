/** What two prompts disagree in; as in rust-wasm-semantic/src/verifier/vetoes.rs. */
export type Veto =
  | "too_long"
  | "code"
  | "quoted"
  | "placeholder"
  | "literal"
  | "number"
  | "currency"
  | "time"
  | "name"
  | "language"
  | "polarity"
  | "scope"
  | "antonym"
  | "operands"
  | "question"
  | "modal"
  | "tense"
  | "person";

/**
 * Whether the answer to one prompt may be given to another.
 * `serve`: the probability is at least 1 − δ; `veto`: it must not be; `grey`: nothing speaks against it,
 * but too little for it.
 */
export type Decision =
  | { readonly kind: "serve"; readonly probability: number; readonly cosine: number }
  | { readonly kind: "grey"; readonly probability: number; readonly lowerBound: number; readonly cosine: number }
  | { readonly kind: "veto"; readonly veto: Veto };

/** Turns texts into vectors. Synchronous; holds no text between calls. */
export interface Embedder {
  readonly dimensions: number;
  /**
   * A vector of length one, or none for a text that the embedder cannot read: an empty one, one of
   * signs only, or in another script. Tokens beyond the 1024th do not count.
   * @throws SemanticCapacityError for a text above the cap.
   */
  embed(text: string): Float32Array | undefined;
}

/** Decides whether prompts are equivalent. Synchronous; holds no text between calls. */
export interface Verifier {
  /**
   * @param delta the share of wrong answers that is tolerated, from 0 to 1.
   * @throws SemanticCapacityError for texts above the cap.
   */
  verify(one: string, other: string, delta?: number): Decision;
}

export type Semantic = Embedder & Verifier;

/** The texts are beyond the module's cap. Carries no text. */
export class SemanticCapacityError extends Error {
  override readonly name = "SemanticCapacityError";
}

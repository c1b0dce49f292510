/** The caller's request cannot be said in the provider's dialect. `param` names the field; `message` is for the caller. */
export class UntranslatableRequest extends Error {
  override readonly name = "UntranslatableRequest";
  readonly param: string;
  constructor(param: string, message: string) {
    super(message);
    this.param = param;
  }
}

import { ConfigError } from "./parse-config.ts";

/** A secret that does not show itself when it is logged, joined into a string or serialised. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return "[secret]";
  }
  toJSON(): string {
    return "[secret]";
  }
}

/** Variables and secrets of the deployment, as the runtime hands them over. */
export type Variables = Readonly<Record<string, unknown>>;

/** What a secret may look like. */
interface Form {
  readonly maxLength: number;
  readonly pattern: RegExp;
  readonly said: string;
}

// Visible ASCII: what may stand in a header. A pasted line break would be a header injection.
const ONE_LINE: Form = { maxLength: 16_384, pattern: /^[\x21-\x7e]+$/, said: "one line of visible ASCII characters" };
/** For secrets that are documents and stand in no header. */
export const ANY_TEXT: Form = { maxLength: 1_048_576, pattern: /^/, said: "a text of at most 1 MiB" };

/**
 * The one way to a secret: reads it from the environment. Blank counts as absent.
 * @throws ConfigError naming the variable when it does not have the form.
 */
export function secret(variables: Variables, name: string, form: Form = ONE_LINE): Secret | undefined {
  const value = variables[name];
  if (value === undefined || value === null) return undefined;
  const text = typeof value === "string" ? value.trim() : "";
  if (typeof value === "string" && text === "") return undefined;
  if (typeof value !== "string" || text.length > form.maxLength || !form.pattern.test(text)) {
    throw new ConfigError(`environment: ${name}: must be ${form.said}`);
  }
  return new Secret(text);
}

/** A variable that is no secret, such as a base URL. Blank counts as absent. */
export function variable(variables: Variables, name: string): string | undefined {
  const value = variables[name];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

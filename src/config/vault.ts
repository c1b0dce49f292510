import { ConfigError } from "./schema.ts";

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

const MAX_SECRET_LENGTH = 16_384;
// Visible ASCII: what may stand in a header. A pasted line break would be a header injection.
const HEADER_SAFE = /^[\x21-\x7e]+$/;

/**
 * The one way to a secret: reads it from the environment. Blank counts as absent.
 * @throws ConfigError naming the variable when it could not be sent in a header.
 */
export function secret(variables: Variables, name: string): Secret | undefined {
  const value = variables[name];
  if (value === undefined || value === null) return undefined;
  const text = typeof value === "string" ? value.trim() : "";
  if (typeof value === "string" && text === "") return undefined;
  if (text.length > MAX_SECRET_LENGTH || !HEADER_SAFE.test(text)) {
    throw new ConfigError(`environment: ${name}: must be one line of visible ASCII characters`);
  }
  return new Secret(text);
}

/** A variable that is no secret, such as a base URL. Blank counts as absent. */
export function variable(variables: Variables, name: string): string | undefined {
  const value = variables[name];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

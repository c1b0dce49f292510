/** A JSON Schema, as far as the API's documentation reads it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** The schema itself where there is a reference to it. */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  const all = schema.allOf?.map((part) => resolved(part, schemas));
  if (all !== undefined) return Object.assign({}, schema, ...all) as Schema;
  const name = schema.$ref?.split("/").at(-1);
  const named = name === undefined ? undefined : schemas[name];
  return named === undefined ? schema : { ...resolved(named, schemas), ...schema };
}

/** What a body may look like: the examples that its fields give, and of the others those that must be there. */
export function exampleOf(given: Schema, schemas: Schemas, depth = 0): unknown {
  const schema = resolved(given, schemas);
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  const [choice] = schema.oneOf ?? schema.anyOf ?? [];
  if (choice !== undefined) return exampleOf(choice, schemas, depth + 1);
  if (schema.properties !== undefined && depth < 6) return exampleObject(schema, schemas, depth);
  const type = typeof schema.type === "object" ? schema.type[0] : schema.type;
  return type === undefined ? null : (PLAIN[type] ?? null);
}

const PLAIN: Readonly<Record<string, unknown>> = {
  string: "…",
  integer: 1,
  number: 1,
  boolean: false,
  array: [],
  object: {},
};

function exampleObject({ properties = {}, required = [] }: Schema, schemas: Schemas, depth: number): unknown {
  const shown = Object.entries(properties).filter(
    ([name, field]) => required.includes(name) || resolved(field, schemas).example !== undefined,
  );
  return Object.fromEntries(shown.map(([name, field]) => [name, exampleOf(field, schemas, depth + 1)]));
}

/** What a field holds, in a few words. */
export function typeOf(given: Schema, schemas: Schemas): string {
  const schema = resolved(given, schemas);
  if (schema.enum !== undefined) return schema.enum.map(String).join(" · ");
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return [...new Set(choices.map((choice) => typeOf(choice, schemas)))].join(" or ");
  const types = [schema.type ?? "any"].flat();
  const bounds = boundsOf(schema);
  const items = schema.items === undefined ? "" : ` of ${typeOf(schema.items, schemas)}`;
  return `${types.join(" or ")}${items}${bounds}`;
}

function boundsOf({ minimum, maximum, maxLength, maxItems }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  const most = maxLength ?? maxItems;
  return most === undefined ? "" : `, at most ${most}`;
}

import { keyPart } from "../upstash/key-part.ts";
import { digest } from "./entry-id.ts";
import type { IndexScope } from "./port.ts";

/**
 * Every key of a tenant begins with `as:{<tenant>}:semantic:`. Texts are masked. A space is the name of
 * a namespace of the vector index; what lives there is found by `upstash.ts` only with an entry here.
 *
 * | key                     | type   | value                                              | lives                               | written by          |
 * |-------------------------|--------|----------------------------------------------------|-------------------------------------|---------------------|
 * | `…entry:<id>`           | string | space, wording, answer's key, times, JSON          | a day behind its time to live       | put                 |
 * | `…negatives:<id>`       | list   | wordings that want another answer, newest first; 8 | 31 days behind the newest           | negative            |
 * | `…aliases:<id>`         | set    | ids of its other wordings                          | 31 days behind the newest           | put                 |
 * | `…tag:<tag>`            | set    | ids                                                | 31 days behind the newest           | put, forget         |
 * | `…writer:<id of a key>` | zset   | ids, by when they were stored                      | 31 days behind the newest           | put, forget         |
 * | `…worth`                | zset   | ids, by what they are worth                        | 31 days behind the newest           | put, record, forget |
 * | `…expiry`               | zset   | space and id, by the end of their time             | for good; swept                     | put, forget         |
 * | `…spaces`               | zset   | space, reaches and epoch, JSON, by the end of all  | for good; swept                     | put, sweep          |
 * | `…epochs`               | hash   | reach → how often it was emptied                   | for good                            | bump                |
 * | `…sums`                 | hash   | what is counted → how much                         | for good                            | record              |
 * | `…audits:<day>`         | hash   | `<hour>:audited`, `<hour>:wrong`                   | 16 days                             | record, bump        |
 * | `as:semantic:tenants`   | set    | tenants with spaces                                | until they are swept empty          | put, sweep          |
 */
export function indexKey(tenant: string, kind: Kind, name?: string): string {
  return `as:{${keyPart(tenant)}}:semantic:${kind}${name === undefined ? "" : `:${keyPart(name)}`}`;
}

type Kind =
  | "entry"
  | "negatives"
  | "aliases"
  | "tag"
  | "writer"
  | "worth"
  | "expiry"
  | "spaces"
  | "epochs"
  | "sums"
  | "audits";

export const TENANTS = "as:semantic:tenants";

/** The namespace of the vector index for one scope, between two times that it was emptied. */
export function spaceOf({ tenant, namespace, partition }: IndexScope, dimensions: number, epoch: string): string {
  return `as-${digest([tenant, namespace, partition, dimensions, epoch]).slice(0, 40)}`;
}

/** Where a vector is. */
export interface Placed {
  readonly space: string;
  readonly id: string;
}

/** A member of `expiry`. */
export function placeText({ space, id }: Placed): string {
  return `${space} ${id}`;
}

export function placeFrom(text: string): Placed {
  const [space = "", id = ""] = text.split(" ");
  return { space, id };
}

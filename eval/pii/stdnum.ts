import { z } from "zod";
import { readRows } from "../data-sets.ts";
import { ENTITIES } from "../engine.ts";
import { trimmed } from "../spans.ts";
import { oneOf } from "./entities.ts";
import { type PiiCase, type PiiSet, tallyNames } from "./measure.ts";
import { entitiesOf, isNarrower } from "./stdnum-types.ts";

const row = z.object({
  text: z.string(),
  type: z.string(),
  label: z.boolean(),
  options: z.array(z.string()).optional(),
});

type Row = z.infer<typeof row>;

const STRICT = "validate_check_digits=True";

/** Numbers of python-stdnum's tests, without words around them: valid ones are to be found, others not. */
export const stdnum: PiiSet = {
  name: "stdnum_valid",
  measures(folder) {
    const rows = readRows(folder, this.name, row);
    const { usual, special } = inUsualMode(rows);
    const hasRule = ({ type }: Row): boolean => entitiesOf(type).some((entity) => ENTITIES.has(entity));
    const cases = usual.filter(hasRule).flatMap(({ text, type, label }): PiiCase[] => {
      const meaning = oneOf(entitiesOf(type));
      if (label) return [{ ...meaning, group: type, text, wanted: [trimmed(text)] }];
      return isNarrower(type) ? [] : [{ ...meaning, group: type, text, wanted: [] }];
    });
    const uncovered = usual.filter((one) => !hasRule(one)).map(({ type }) => type);
    const notes = (): string[] => [
      `rows in special modes, left out: ${special}`,
      `types without a rule, left out (${new Set(uncovered).size}): ${tallyNames(uncovered)}`,
    ];
    return [
      { name: `${this.name}, alone`, mode: "alone", cases, notes },
      { name: `${this.name}, all on`, mode: "all on", cases, brief: true },
      {
        name: `${this.name}, all on, any entity`,
        mode: "all on",
        cases: cases.map((asked) => ({ ...asked, accepts: () => true, forbids: () => false })),
        recallOnly: true,
        brief: true,
      },
    ];
  },
};

/**
 * Rows with options are about modes that a detector does not have, except checking the check digit:
 * those rows take the place of others with the same number.
 */
function inUsualMode(rows: readonly Row[]): { readonly usual: readonly Row[]; readonly special: number } {
  const isStrict = ({ options }: Row): boolean => options?.length === 1 && options[0] === STRICT;
  const key = ({ type, text }: Row): string => `${type}\n${text}`;
  const strict = new Set(rows.filter(isStrict).map(key));
  const usual = rows.filter((one) => (one.options === undefined ? !strict.has(key(one)) : isStrict(one)));
  return { usual, special: rows.length - usual.length };
}

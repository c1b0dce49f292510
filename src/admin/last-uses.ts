import type { AdminPorts } from "./ports.ts";
import { fromLedger } from "./stores.ts";

/** When a tenant's keys were used last. Keys can be managed without the ledger, so its failure is only a warning. */
export async function lastUses(
  { ledger }: AdminPorts,
  tenant: string,
): Promise<{ readonly uses: ReadonlyMap<string, number>; readonly warning?: string }> {
  const nothing: ReadonlyMap<string, number> = new Map();
  if (ledger === undefined) return { uses: nothing };
  return fromLedger(ledger.lastUses(tenant)).then(
    (uses) => ({ uses }),
    () => ({ uses: nothing, warning: "The usage ledger cannot be read: last uses are not known." }),
  );
}

import { parseJson } from "../core/json.ts";
import { z } from "zod";
import type { LedgerEntry } from "../core/ledger-entry.ts";

const count = z.int().min(0);
const ledgerEntry = z.strictObject({
  id: z.string(),
  requestId: z.string(),
  at: count,
  tenant: z.string(),
  keyId: z.string(),
  provider: z.string(),
  model: z.string(),
  outcome: z.enum(["ok", "failed", "cut", "client_gone"]),
  cache: z.enum(["hit", "miss", "bypass"]),
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  estimated: z.boolean(),
  unpriced: z.boolean(),
  costMicrodollars: count,
  durationMs: z.number().min(0),
});

/** Entries in a tenant's outbox that are none; they stay there. Holds nothing of them. */
export class CorruptedEntry extends Error {
  override readonly name = "CorruptedEntry";
}

/** An entry as an outbox keeps it; undefined for anything that the ledger might not take. */
export function readEntry(text: string): LedgerEntry | undefined {
  return ledgerEntry.safeParse(parseJson(text)).data;
}

import type { LedgerEntry } from "../../../src/core/ledger-entry.ts";
import type { UsageLedger } from "../../../src/ledger/port.ts";
import { durableObjectState } from "../../../src/state/durable-object.ts";
import type { TenantState } from "../../../src/state/port.ts";
import { tenantObjectWith } from "../../../src/state/tenant-object.ts";

/** One call of the port, as a test sends it. */
export type PortCall = {
  [Name in keyof TenantState]: { readonly name: Name; readonly args: Parameters<TenantState[Name]> };
}[keyof TenantState];

/** What became of a call. */
export type PortAnswer =
  | { readonly result: unknown }
  | { readonly error: { readonly name: string; readonly message: string } };

/** A ledger behind HTTP, as far as an object uses one. */
function remoteLedger(url: string): UsageLedger {
  return {
    async append(entries: readonly LedgerEntry[]) {
      const response = await fetch(url, { method: "POST", body: JSON.stringify(entries) });
      await response.text();
      if (!response.ok) throw new Error(`the ledger answers ${response.status}`);
    },
    usage: () => Promise.reject(new Error("not asked for")),
    lastUses: () => Promise.reject(new Error("not asked for")),
    ping: () => Promise.resolve(),
  };
}

export class TenantObject extends tenantObjectWith((environment) => ({
  ledger: remoteLedger((environment as Env & { readonly LEDGER_URL: string }).LEDGER_URL),
  deliveryFailed: (about) => console.error("delivery failed", about),
})) {}

async function answer(state: TenantState, { name, args }: PortCall): Promise<PortAnswer> {
  try {
    return { result: await (state[name] as (...args: unknown[]) => Promise<unknown>)(...args) };
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return { error: { name: thrown.name, message: thrown.message } };
  }
}

// A Worker that lets tests call the adapter inside the runtime, where it belongs: many calls at once in one request.
// oxlint-disable-next-line import/no-default-export
export default {
  async fetch(request, env): Promise<Response> {
    if (request.method !== "POST") return new Response("ok");
    const state = durableObjectState(env.TENANTS as unknown as DurableObjectNamespace<TenantObject>, 10_000, 10_000);
    const calls = (await request.json()) as PortCall[];
    return Response.json(await Promise.all(calls.map((call) => answer(state, call))));
  },
} satisfies ExportedHandler<Env>;

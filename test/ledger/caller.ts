import { D1Ledger } from "../../src/ledger/d1.ts";
import type { UsageLedger } from "../../src/ledger/port.ts";
import { PostgresLedger } from "../../src/ledger/postgres.ts";

/** One call of the port, as a test sends it. */
export interface LedgerCall {
  readonly name: keyof UsageLedger;
  readonly args: readonly unknown[];
  /** Instead of D1. */
  readonly connectionString?: string | undefined;
  readonly deadlineMs?: number | undefined;
}

const caller = {
  async fetch(request, env): Promise<Response> {
    if (request.method === "GET") return new Response("listening");
    const { name, args, connectionString, deadlineMs } = (await request.json()) as LedgerCall;
    const ledger: UsageLedger =
      connectionString === undefined
        ? new D1Ledger(env.LEDGER, deadlineMs)
        : new PostgresLedger(connectionString, deadlineMs);
    try {
      const result = await (ledger[name] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
      return Response.json(result instanceof Map ? [...result] : (result ?? null));
    } catch (thrown) {
      return new Response(String(thrown), { status: 500 });
    }
  },
} satisfies ExportedHandler<Env>;

// A Worker that lets tests call the adapters inside the runtime, where they belong.
// oxlint-disable-next-line import/no-default-export
export default caller;

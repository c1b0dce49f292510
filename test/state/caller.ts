import { durableObjectState } from "../../src/state/durable-object.ts";
import type { TenantState } from "../../src/state/port.ts";

/** One call of the port, as a test sends it. */
export type PortCall = {
  [Name in keyof TenantState]: { readonly name: Name; readonly args: Parameters<TenantState[Name]> };
}[keyof TenantState];

const caller = {
  async fetch(request, env): Promise<Response> {
    const state = durableObjectState(env.TENANTS, 10_000, 10_000);
    const { name, args } = (await request.json()) as PortCall;
    return Response.json((await (state[name] as (...args: unknown[]) => Promise<unknown>)(...args)) ?? null);
  },
} satisfies ExportedHandler<Env>;

// A Worker beside the gateway that lets tests call the adapter inside the runtime, where it belongs.
// oxlint-disable-next-line import/no-default-export
export default caller;

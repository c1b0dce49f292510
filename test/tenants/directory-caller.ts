import { durableObjectDirectory } from "../../src/tenants/durable-object.ts";
import type { Directory } from "../../src/tenants/port.ts";

/** One call of the port, as a test sends it. */
export type DirectoryCall = {
  [Name in keyof Directory]: { readonly name: Name; readonly args: Parameters<Directory[Name]> };
}[keyof Directory];

const caller = {
  async fetch(request, env): Promise<Response> {
    const directory = durableObjectDirectory(env.DIRECTORY);
    const { name, args } = (await request.json()) as DirectoryCall;
    try {
      // JSON knows no undefined.
      const given = args.map((argument) => argument ?? undefined);
      return Response.json((await (directory[name] as (...args: unknown[]) => Promise<unknown>)(...given)) ?? null);
    } catch (thrown) {
      return new Response(thrown instanceof Error ? thrown.name : "", { status: 500 });
    }
  },
} satisfies ExportedHandler<Env>;

// A Worker beside the gateway that lets tests call the adapter inside the runtime, where it belongs.
// oxlint-disable-next-line import/no-default-export
export default caller;

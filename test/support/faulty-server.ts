import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as after } from "node:timers/promises";

/** What goes wrong with a request. Only `delay`, `lost`, `cut` and `half` reach the service. */
export type Fault =
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "hang" }
  /** Done, and never answered. */
  | { readonly kind: "lost" }
  | { readonly kind: "answer"; readonly status: number; readonly body: string }
  /** The connection ends in the middle of the answer. */
  | { readonly kind: "cut" }
  /** The connection ends without an answer. */
  | { readonly kind: "drop" }
  /** The second half of what was asked for fails, or is missing. */
  | { readonly kind: "half" };

export interface ServiceAnswer {
  readonly status: number;
  /** Sent as JSON. */
  readonly answer: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An HTTP service in this process that answers JSON and can be made to fail. */
export async function startFaultyServer(
  serve: (request: IncomingMessage, body: string, half: boolean) => ServiceAnswer | Promise<ServiceAnswer>,
) {
  const hanging = new Set<ServerResponse>();
  const state = {
    fault: undefined as Fault | undefined,
    heard: undefined as ((body: string) => void) | undefined,
    requests: 0,
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    state.requests += 1;
    const { fault } = state;
    const body = await textOf(request);
    state.heard?.(body);
    if (fault?.kind === "delay") await after(fault.ms);
    if (fault?.kind === "hang") return void hanging.add(response);
    if (fault?.kind === "drop") return void request.socket.destroy();
    if (fault?.kind === "answer") return void response.writeHead(fault.status).end(fault.body);
    const { status, answer, headers } = await serve(request, body, fault?.kind === "half");
    if (fault?.kind === "lost") return void hanging.add(response);
    const text = JSON.stringify(answer);
    const described = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    response.writeHead(status, { ...described, ...headers });
    if (fault?.kind !== "cut") return void response.end(text);
    response.write(text.slice(0, text.length / 2), () => response.destroy());
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What happens to every request from now on. */
    set fault(fault: Fault | undefined) {
      state.fault = fault;
    },
    /** Told the body of every request from now on, whatever happens to it. */
    set heard(heard: ((body: string) => void) | undefined) {
      state.heard = heard;
    },
    /** HTTP requests so far. */
    get requests() {
      return state.requests;
    },
    close: async () => {
      for (const response of hanging) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** Undefined for what is not JSON. */
export function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Answer = (response: ServerResponse, request: SeenRequest) => void | Promise<void>;

/**
 * A provider on this machine that answers as each test says, and remembers what it was sent.
 * @param certificate of `localhost`; with it, answers over TLS.
 */
export async function startUpstream(certificate?: { readonly key: string; readonly cert: string }) {
  const seen: SeenRequest[] = [];
  const closed: string[] = [];
  let answer: Answer = (response) => void response.writeHead(500).end();
  const listen = async (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const entry = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(pieces).toString(),
    };
    seen.push(entry);
    response.on("close", () => {
      if (!response.writableFinished) closed.push(entry.path);
    });
    await answer(response, entry);
  };
  const server = certificate === undefined ? createServer(listen) : createTlsServer(certificate, listen);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: certificate === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    /** Requests in the order in which they came. */
    seen,
    /** Paths of answers that were cut off by the other side. */
    closed,
    answerWith(next: Answer): void {
      answer = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export type TestUpstream = Awaited<ReturnType<typeof startUpstream>>;

/** A complete answer with one choice. */
export function completion(content: string, finish = "stop"): object {
  return {
    id: "chatcmpl-test",
    object: "chat.completion",
    created: 1,
    model: "test-model",
    choices: [
      { index: 0, message: { role: "assistant", content, refusal: null }, logprobs: null, finish_reason: finish },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
  };
}

/** The events of a streamed answer, each as it stands on the wire. */
export function streamEvents(pieces: readonly string[], { index = 0, finish = "stop" } = {}): string[] {
  const chunk = (delta: object, reason: string | null = null) =>
    event({
      id: "chatcmpl-test",
      object: "chat.completion.chunk",
      created: 1,
      model: "test-model",
      choices: [{ index, delta, finish_reason: reason }],
    });
  return [chunk({ role: "assistant", content: "" }), ...pieces.map((content) => chunk({ content })), chunk({}, finish)];
}

export const DONE = "data: [DONE]\n\n";

export function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** Sends an event stream, in the given pieces, and ends it. */
export function stream(pieces: readonly (string | Uint8Array)[]): Answer {
  return async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const piece of pieces) {
      await new Promise<void>((resolve) => {
        response.write(piece, () => resolve());
      });
    }
    response.end();
  };
}

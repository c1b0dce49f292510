import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { vi } from "vitest";
import { type PlainWorker, startWorkerd } from "../../tools/workerd.ts";
import { BUNDLE } from "./build.ts";

export const PEPPER = "pepper-of-the-tests";

export const DEVELOPMENT_KEY = "sk-as-developer000-only-for-local-development";

export interface TestKey {
  readonly key: string;
  readonly tenant: string;
  readonly requestsPerMinute?: number;
}

/** Keys as an operator would store them. */
export function storedKeys(keys: readonly TestKey[]): string {
  return JSON.stringify(
    keys.map(({ key, ...rest }) => {
      const [, id, secret] = /^sk-as-(.{12})-(.{24,})$/.exec(key) ?? [];
      if (id === undefined || secret === undefined) throw new Error("not a key");
      return { id, hash: createHmac("sha256", PEPPER).update(secret).digest("hex"), ...rest };
    }),
  );
}

/** The bundled Worker in plain workerd. `variables` are laid over a development configuration without providers. */
export async function startGateway(
  variables: Readonly<Record<string, string>> = {},
  state?: string,
  source: string = BUNDLE,
  { trusted, edgeHeader }: Pick<PlainWorker, "trusted" | "edgeHeader"> = {},
) {
  const directory = mkdtempSync("dist/gateway-");
  const port = await freePort();
  const logs: string[] = [];
  const worker = {
    name: "gateway",
    port,
    source,
    variables: { ENVIRONMENT: "development", DEVELOPMENT_KEY, KEY_PEPPER: PEPPER, ...variables },
    state: state ?? `${directory}/state`,
    trusted,
    edgeHeader,
  };
  const child = await startWorkerd(worker, directory, (line) => logs.push(line));
  // The line of the request that asked whether the Worker listens.
  logs.length = 0;
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => {
      child.once("exit", resolve);
    });
    child.kill("SIGKILL");
    await gone;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    /** Everything that the Worker has logged. */
    logs: (): readonly string[] => logs,
    /** The audit records so far. */
    records: () => logs.filter((line) => line.startsWith('{"event":"request"')).map(parseRecord),
    /** The record of one request; log lines come a little later than answers. */
    recordOf: async (response: Response) => {
      const requestId = response.headers.get("x-request-id");
      const find = () =>
        logs.find((line) => line.startsWith('{"event":"request"') && line.includes(`"requestId":"${requestId}"`));
      return parseRecord(await vi.waitUntil(find, { timeout: 5_000 }));
    },
    clearLogs: () => {
      logs.length = 0;
    },
    /** Where its Durable Objects write. */
    state: worker.state,
    /** Ends it without a word; what it has written stays. */
    kill,
    close: async () => {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type TestGateway = Awaited<ReturnType<typeof startGateway>>;

/** Posts a body as an OpenAI client would; strings and bytes go as they are. */
export async function chat(
  gateway: Pick<TestGateway, "url">,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${DEVELOPMENT_KEY}`, "content-type": "application/json", ...headers },
    body: typeof body === "string" || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
  });
}

/** The same, as an Anthropic client would. */
export async function messages(
  gateway: Pick<TestGateway, "url">,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  path = "/v1/messages",
): Promise<Response> {
  return fetch(gateway.url + path, {
    method: "POST",
    headers: { "x-api-key": DEVELOPMENT_KEY, "content-type": "application/json", ...headers },
    body: typeof body === "string" || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
  });
}

function parseRecord(line: string): Record<string, unknown> {
  return JSON.parse(line) as Record<string, unknown>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

/** Posts a body over a connection of its own, which can be reset, or closed as a client does. */
export function openConnection(
  gateway: Pick<TestGateway, "url">,
  body: unknown,
  key: string = DEVELOPMENT_KEY,
  path = "/v1/chat/completions",
) {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  const text = JSON.stringify(body);
  let received = "";
  socket.setEncoding("utf8").on("data", (piece) => {
    received += piece;
  });
  socket.on("error", () => undefined);
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer ${key}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
  return {
    received: () => received,
    breakOff: () => socket.resetAndDestroy(),
    leave: () => socket.destroy(),
    stopReading: () => socket.pause(),
  };
}

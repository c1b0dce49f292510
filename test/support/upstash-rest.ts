import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as after } from "node:timers/promises";
import { type Reply, RedisError, type RedisServer, Status, startRedis } from "./redis.ts";
import { guardedScript } from "./script-keys.ts";

export const TOKEN = "token-of-the-tests";

/** What goes wrong with a request. Only `delay`, `lost`, `cut` and `half` reach Redis. */
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
  /** The second half of a pipeline's commands fails. */
  | { readonly kind: "half" };

type Answer = { readonly result: unknown } | { readonly error: string };

/**
 * Upstash's REST protocol in front of a Redis: `POST /`, `/pipeline` and `/multi-exec`.
 * @see https://upstash.com/docs/redis/features/restapi
 */
export async function startUpstash() {
  const redis = await startRedis();
  const scripts = new Map<string, string>();
  const hanging = new Set<ServerResponse>();
  const state = {
    fault: undefined as Fault | undefined,
    heard: undefined as ((body: string) => void) | undefined,
    requests: 0,
    commands: new Map<string, number>(),
    token: 0,
  };

  const run = async (command: readonly string[]): Promise<Reply> => {
    count(state.commands, (command[0] ?? "").toUpperCase());
    return redis.send(translate(command, scripts));
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
    const { status, answer } = await reply(request, body, redis, run, fault?.kind === "half");
    if (fault?.kind === "lost") return void hanging.add(response);
    const text = JSON.stringify(answer);
    state.token += 1;
    response.writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
      "upstash-sync-token": `sync-${state.token}`,
    });
    if (fault?.kind !== "cut") return void response.end(text);
    response.write(text.slice(0, text.length / 2), () => response.destroy());
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: TOKEN,
    /** Redis itself, past the REST protocol. */
    redis,
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
    /** Times a command was sent, by its name in capitals. */
    commands: state.commands as ReadonlyMap<string, number>,
    close: async () => {
      for (const response of hanging) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await redis.close();
    },
  };
}

export type UpstashDouble = Awaited<ReturnType<typeof startUpstash>>;

type Run = (command: readonly string[]) => Promise<Reply>;

async function reply(request: IncomingMessage, body: string, redis: RedisServer, run: Run, half: boolean) {
  const wrong = (status: number, error: string) => ({ status, answer: { error } as unknown });
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return wrong(401, "WRONGPASS invalid or missing auth token");
  if (request.method !== "POST") return wrong(405, "ERR method not allowed");
  const base64 = request.headers["upstash-encoding"] === "base64";
  const sent = parse(body);
  if (request.url === "/") {
    const command = commandOf(sent);
    if (command === undefined) return wrong(400, "ERR failed to parse command");
    const answer = written(await run(command), base64);
    return { status: "error" in answer ? 400 : 200, answer: answer as unknown };
  }
  const commands = Array.isArray(sent) ? sent.map(commandOf) : [];
  if (commands.length === 0 || !commands.every((command) => command !== undefined)) {
    return wrong(400, "ERR failed to parse pipeline request");
  }
  if (request.url === "/pipeline") {
    const answers: Answer[] = [];
    // One by one: other requests may come in between, as they may on the real service.
    for (const [index, command] of commands.entries()) {
      const fails = half && index >= commands.length / 2;
      answers.push(fails ? { error: "ERR the second half fails" } : written(await run(command), base64));
    }
    return { status: 200, answer: answers as unknown };
  }
  return request.url === "/multi-exec" ? transaction(commands, redis, base64) : wrong(404, "ERR not found");
}

async function transaction(commands: readonly (readonly string[])[], redis: RedisServer, base64: boolean) {
  const connection = await redis.connect();
  try {
    const replies: Reply[] = await Promise.all(
      [["MULTI"], ...commands, ["EXEC"]].map((command) => connection.send(command)),
    );
    const results = replies.at(-1);
    return Array.isArray(results)
      ? { status: 200, answer: results.map((result: Reply) => written(result, base64)) as unknown }
      : { status: 400, answer: written(results ?? null, base64) as unknown };
  } finally {
    connection.close();
  }
}

function written(reply: Reply, base64: boolean): Answer {
  return reply instanceof RedisError ? { error: reply.message } : { result: valueOf(reply, base64) };
}

function valueOf(reply: Reply, base64: boolean): unknown {
  if (Array.isArray(reply)) return reply.map((one: Reply) => valueOf(one, base64));
  // "OK" alone stays readable in base64 mode.
  if (reply instanceof Status)
    return base64 && reply.text !== "OK" ? Buffer.from(reply.text).toString("base64") : reply.text;
  if (reply instanceof Uint8Array) return Buffer.from(reply).toString(base64 ? "base64" : "utf8");
  return reply;
}

/** Scripts with Upstash's flag are run as plain Redis can run them, and found again by their own hash. */
function translate(command: readonly string[], scripts: Map<string, string>): readonly string[] {
  const [name = "", script = "", ...rest] = command;
  if (name.toUpperCase() === "EVALSHA") return [name, scripts.get(script) ?? script, ...rest];
  const guarded = name.toUpperCase() === "EVAL" ? guardedScript(script) : undefined;
  if (guarded === undefined) return command;
  scripts.set(sha1(script), sha1(guarded));
  return [name, guarded, ...rest];
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function commandOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((part) => typeof part === "string" || typeof part === "number") ? value.map(String) : undefined;
}

function parse(body: string): unknown {
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

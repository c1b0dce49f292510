import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, vi } from "vitest";

/** What Redis answers (RESP2): `+` and `$` as bytes, `:` as a number, `-` as a RedisError. */
export type Reply = Status | Buffer | number | null | RedisError | Reply[];

/** A `+` answer, such as OK. */
export class Status {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export class RedisError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

const CRLF = "\r\n";

/** Reads one answer at `from`; undefined when it has not arrived as a whole. */
function readReply(bytes: Buffer, from: number): { reply: Reply; end: number } | undefined {
  const lineEnd = bytes.indexOf(CRLF, from);
  if (lineEnd < 0) return undefined;
  const line = bytes.toString("utf8", from + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(bytes[from] ?? 0)) {
    case "+":
      return { reply: new Status(line), end };
    case "-":
      return { reply: new RedisError(line), end };
    case ":":
      return { reply: Number(line), end };
    case "$": {
      const length = Number(line);
      if (length < 0) return { reply: null, end };
      return bytes.length < end + length + 2
        ? undefined
        : { reply: Buffer.from(bytes.subarray(end, end + length)), end: end + length + 2 };
    }
    case "*":
      return readArray(bytes, end, Number(line));
    default:
      throw new Error("Redis answered something that is not RESP2");
  }
}

function readArray(bytes: Buffer, from: number, length: number): { reply: Reply; end: number } | undefined {
  if (length < 0) return { reply: null, end: from };
  const replies: Reply[] = [];
  let end = from;
  while (replies.length < length) {
    const next = readReply(bytes, end);
    if (next === undefined) return undefined;
    replies.push(next.reply);
    end = next.end;
  }
  return { reply: replies, end };
}

/** One connection; answers come in the order of the commands. */
class RedisConnection {
  readonly #socket: Socket;
  readonly #waiting: { resolve: (reply: Reply) => void; reject: (reason: Error) => void }[] = [];
  #unread = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (piece: Buffer) => this.#read(piece));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error("Redis has closed the connection"));
    });
  }

  send(command: readonly string[]): Promise<Reply> {
    const parts = command.map((part) => `$${Buffer.byteLength(part)}${CRLF}${part}${CRLF}`);
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) {
        reject(new Error("Redis has closed the connection"));
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.#socket.write(`*${command.length}${CRLF}${parts.join("")}`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(piece: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, piece]);
    let end = 0;
    for (let next = readReply(this.#unread, end); next !== undefined; next = readReply(this.#unread, end)) {
      end = next.end;
      this.#waiting.shift()?.resolve(next.reply);
    }
    this.#unread = this.#unread.subarray(end);
  }
}

function connectTo(path: string): Promise<RedisConnection> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(new RedisConnection(socket)));
    socket.once("error", reject);
  });
}

/** A Redis of its own on a socket in a temporary directory, so that no port can be taken; nothing is persisted. */
export async function startRedis() {
  const directory = mkdtempSync(join(tmpdir(), "agentshield-redis-"));
  const path = join(directory, "redis.sock");
  const settings = { port: "0", unixsocket: path, dir: directory, save: "", appendonly: "no" };
  const server = spawn(
    "redis-server",
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
  );
  server.on("error", () => undefined);
  // A run that ends before its tests have closed it leaves none behind.
  const kill = (): void => void server.kill();
  process.once("exit", kill);
  const connection = await vi.waitUntil(() => connectTo(path).catch(() => undefined), {
    timeout: 20_000,
    interval: 20,
  });
  return {
    send: (command: readonly string[]) => connection.send(command),
    /** Another connection, for transactions. */
    connect: () => connectTo(path),
    close: async () => {
      connection.close();
      process.off("exit", kill);
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill();
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}

export type RedisServer = Awaited<ReturnType<typeof startRedis>>;

const installed = spawnSync("redis-server", ["--version"]).status === 0;
if (!installed) {
  const what = "redis-server is not installed: the tests that need it";
  if (process.env["REQUIRE_SERVICES"] === "1") throw new Error(`${what} cannot run`);
  console.warn(`${what} are SKIPPED. Install it (Debian: redis-server); REQUIRE_SERVICES=1 makes this an error.`);
}

/** For tests that need a Redis; skipped, and said so, where there is none. */
export const describeWithRedis = describe.skipIf(!installed);

import type { IncomingMessage } from "node:http";
import { type Fault, parse, type ServiceAnswer, startFaultyServer } from "./faulty-server.ts";

const TOKEN = "token-of-the-vector-tests";
/** Bytes of one vector's metadata. */
const MAX_METADATA = 48 * 1_024;
const MAX_TOP_K = 1_000;

interface Stored {
  readonly vector: readonly number[];
  readonly metadata: unknown;
  /** From then on queries find it, unix ms. */
  readonly visibleAt: number;
}

type Namespaces = Map<string, Map<string, Stored>>;

/**
 * Upstash Vector's REST protocol, as far as it is used: a dense index of cosines in memory. What is
 * written is fetched at once, and found by queries only after the delay of indexing.
 * @see https://upstash.com/docs/vector/api/endpoints/query
 */
export async function startUpstashVector(dimensions: number, indexDelayMs = 0) {
  const namespaces: Namespaces = new Map();
  const state = { indexDelayMs };
  const server = await startFaultyServer((request, body, half) => {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return wrong(401, "Unauthorized: Invalid token");
    const index = { namespaces, dimensions, visibleAt: Date.now() + state.indexDelayMs, half };
    return answerOf(index, request, parse(body));
  });
  return {
    url: server.url,
    token: TOKEN,
    set fault(fault: Fault | undefined) {
      server.fault = fault;
    },
    /** Of what is written from now on. */
    set indexDelayMs(delayMs: number) {
      state.indexDelayMs = delayMs;
    },
    get requests() {
      return server.requests;
    },
    /** Ids in each namespace, past the REST protocol. */
    ids: (): Record<string, string[]> =>
      Object.fromEntries([...namespaces].map(([name, vectors]) => [name, [...vectors.keys()]])),
    close: server.close,
  };
}

interface Index {
  readonly namespaces: Namespaces;
  readonly dimensions: number;
  readonly visibleAt: number;
  readonly half: boolean;
}

function answerOf(index: Index, { method, url = "" }: IncomingMessage, body: unknown): ServiceAnswer {
  const [, command = "", namespace = ""] = url.split("/");
  const vectors = index.namespaces.get(namespace) ?? new Map<string, Stored>();
  if (method !== "POST" && !(command === "delete-namespace" && method === "DELETE")) return wrong(405, "Not allowed");
  switch (command) {
    case "upsert":
      return upsert(index, namespace, Array.isArray(body) ? body : [body]);
    case "query":
      return query(index, vectors, body);
    case "fetch":
      return right(idsIn(body).map((id) => (vectors.has(id) ? { id, metadata: vectors.get(id)?.metadata } : null)));
    case "delete":
      return right({ deleted: idsIn(body).filter((id) => vectors.delete(id)).length });
    case "list-namespaces":
      return right(["", ...index.namespaces.keys()]);
    case "delete-namespace":
      return index.namespaces.delete(namespace)
        ? right("Success")
        : wrong(404, `Namespace ${namespace} for the index test does not exist`);
    case "info":
      return right(info(index));
    default:
      return wrong(404, "Not found");
  }
}

function upsert({ namespaces, dimensions, visibleAt, half }: Index, namespace: string, given: readonly unknown[]) {
  const vectors = namespaces.get(namespace) ?? new Map<string, Stored>();
  for (const [at, one] of given.entries()) {
    if (half && at >= given.length / 2) return wrong(500, "the second half fails");
    if (!isVector(one)) return wrong(400, "Invalid request body");
    if (one.vector.length !== dimensions)
      return wrong(422, `Invalid vector dimension: ${one.vector.length}, expected: ${dimensions}`);
    if (JSON.stringify(one.metadata ?? null).length > MAX_METADATA) return wrong(422, "Metadata is too large");
    vectors.set(one.id, { vector: one.vector, metadata: one.metadata, visibleAt });
    // A namespace is made by what is written to it.
    namespaces.set(namespace, vectors);
  }
  return right("Success");
}

function query({ dimensions, half }: Index, vectors: ReadonlyMap<string, Stored>, body: unknown): ServiceAnswer {
  if (!isQuery(body)) return wrong(400, "Invalid request body");
  const { vector, topK = 10, includeMetadata = false } = body;
  if (vector.length !== dimensions)
    return wrong(422, `Invalid vector dimension: ${vector.length}, expected: ${dimensions}`);
  if (topK < 1 || topK > MAX_TOP_K) return wrong(422, "Invalid topK");
  const found = [...vectors]
    .filter(([, stored]) => stored.visibleAt <= Date.now())
    .map(([id, { vector: other, metadata }]) => ({
      id,
      score: (1 + cosine(vector, other)) / 2,
      ...(includeMetadata && { metadata }),
    }))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, topK);
  return right(half ? found.slice(0, Math.ceil(found.length / 2)) : found);
}

function info({ namespaces, dimensions }: Index) {
  const counts = [...namespaces].map(([name, vectors]) => {
    const pending = [...vectors.values()].filter(({ visibleAt }) => visibleAt > Date.now()).length;
    return [name, { vectorCount: vectors.size - pending, pendingVectorCount: pending }] as const;
  });
  const sum = (of: "vectorCount" | "pendingVectorCount") => counts.reduce((sum, [, count]) => sum + count[of], 0);
  return {
    vectorCount: sum("vectorCount"),
    pendingVectorCount: sum("pendingVectorCount"),
    indexSize: 0,
    dimension: dimensions,
    similarityFunction: "COSINE",
    namespaces: Object.fromEntries(counts),
  };
}

function cosine(one: readonly number[], other: readonly number[]): number {
  const dot = (left: readonly number[], right: readonly number[]) =>
    left.reduce((sum, number, at) => sum + number * (right[at] ?? 0), 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}

function right(result: unknown): ServiceAnswer {
  return { status: 200, answer: { result } };
}

function wrong(status: number, error: string): ServiceAnswer {
  return { status, answer: { error, status } };
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => typeof one === "number");
}

function isVector(value: unknown): value is { id: string; vector: number[]; metadata?: unknown } {
  const { id, vector } = (value ?? {}) as { id?: unknown; vector?: unknown };
  return typeof id === "string" && id !== "" && isNumbers(vector);
}

function isQuery(value: unknown): value is { vector: number[]; topK?: number; includeMetadata?: boolean } {
  const { vector, topK } = (value ?? {}) as { vector?: unknown; topK?: unknown };
  return isNumbers(vector) && (topK === undefined || Number.isInteger(topK));
}

function idsIn(body: unknown): string[] {
  const ids = (body as { ids?: unknown } | null)?.ids;
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
}

import { maskJson } from "../../src/core/masking.ts";
import { CHAT_LENS } from "../../src/dialects/openai-chat/text.ts";
import type { Scanner } from "../../src/scan/port.ts";

type BodyPath = (scanner: Scanner, bytes: Uint8Array) => unknown;

const LIMITS = { depth: 64, values: 500_000 };
const utf8 = new TextDecoder();

/** What happens to a chat body between the caller's bytes and the provider's, and what is left without the engine. */
export const BODY_PATHS = {
  /** As src/stages/screen.ts, src/stages/parse.ts and src/providers do it. */
  product: (scanner, bytes) => {
    const screened = scanner.screenJson(bytes, LIMITS, CHAT_LENS);
    if (!screened.ok) throw new Error("the benchmark's body is no JSON");
    const { written } = maskJson(bytes, screened.findings, screened.noted);
    return [JSON.parse(written.text), written.withModel("gpt-4o")];
  },
  /** Checked as strictly, but not scanned. */
  checked: (scanner, bytes) => {
    scanner.checkJson(bytes, LIMITS);
    const body = JSON.parse(utf8.decode(bytes)) as object;
    return JSON.stringify({ ...body, model: "gpt-4o" });
  },
  /** The least that anything can do that looks into a body. */
  parsed: (_scanner, bytes) => JSON.parse(utf8.decode(bytes)) as unknown,
} satisfies Readonly<Record<string, BodyPath>>;

export type BodyPathName = keyof typeof BODY_PATHS;

export const BODY_SIZES = [
  { name: "4 KB", bytes: 4096, goal: 60 },
  { name: "64 KB", bytes: 65_536 },
  { name: "1 MiB", bytes: 1_048_576 },
] as const;

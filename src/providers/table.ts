/** A provider that is known without configuration. One row is all that a new one takes. */
export interface ProviderRow {
  /** Its variables are `<ID>_API_KEY` and `<ID>_BASE_URL`. */
  readonly id: string;
  readonly dialect: "openai" | "anthropic";
  /** Where it lives, or, for servers of one's own, usually lives. */
  readonly baseUrl: string;
  /** What makes it available: its key, or, for servers of one's own, its URL. */
  readonly presence: "key" | "url";
  readonly scheme: "bearer" | "x-api-key";
  readonly headers: Readonly<Record<string, string>>;
  /** Bare model names that start so belong to it. */
  readonly modelPrefixes: readonly string[];
}

const OPENAI_LIKE = { dialect: "openai", scheme: "bearer", headers: {} } as const;

export const BUILT_IN: readonly ProviderRow[] = [
  {
    ...OPENAI_LIKE,
    id: "openai",
    baseUrl: "https://api.openai.com/v1",
    presence: "key",
    modelPrefixes: ["gpt-", "chatgpt-", "o1", "o3", "o4"],
  },
  {
    id: "anthropic",
    dialect: "anthropic",
    baseUrl: "https://api.anthropic.com",
    presence: "key",
    scheme: "x-api-key",
    headers: { "anthropic-version": "2023-06-01" },
    modelPrefixes: ["claude-"],
  },
  { ...OPENAI_LIKE, id: "ollama", baseUrl: "http://localhost:11434/v1", presence: "url", modelPrefixes: [] },
  { ...OPENAI_LIKE, id: "localai", baseUrl: "http://localhost:8080/v1", presence: "url", modelPrefixes: [] },
  { ...OPENAI_LIKE, id: "vllm", baseUrl: "http://localhost:8000/v1", presence: "url", modelPrefixes: [] },
];

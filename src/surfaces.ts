import { anthropicMessages } from "./dialects/anthropic-messages/dialect.ts";
import { openaiChat } from "./dialects/openai-chat/dialect.ts";
import { openaiCompletions } from "./dialects/openai-completions/dialect.ts";
import { openaiEmbeddings } from "./dialects/openai-embeddings/dialect.ts";
import type { ClientDialect } from "./dialects/port.ts";

/** A path at which a model is asked, and what its callers speak. */
export interface Surface {
  readonly path: string;
  readonly dialect: ClientDialect;
}

/** Every one of them passes the same stages (index.ts), and every cell of test/e2e/matrix.test.ts. */
export const SURFACES: readonly Surface[] = [
  { path: "/v1/chat/completions", dialect: openaiChat },
  { path: "/v1/messages", dialect: anthropicMessages },
  { path: "/v1/completions", dialect: openaiCompletions },
  { path: "/v1/embeddings", dialect: openaiEmbeddings },
];

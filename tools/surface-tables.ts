import { CARRIED as TO_CHAT } from "../src/dialects/anthropic-messages/to-chat-settings.ts";
import type { ClientDialect } from "../src/dialects/port.ts";
import { anthropicMessages } from "../src/providers/anthropic/dialect.ts";
import { CARRIED as TO_MESSAGES } from "../src/providers/anthropic/request.ts";
import type { ProviderDialect } from "../src/providers/port.ts";
import { openaiCompatible } from "../src/providers/openai-compatible.ts";
import { SURFACES } from "../src/surfaces.ts";
import { table } from "./markdown.ts";

const PROVIDERS = [
  ["OpenAI's dialect", openaiCompatible],
  ["Anthropic's dialect", anthropicMessages(() => 0)],
] as const;

/** Which surface reaches which kind of provider untranslated. */
export function surfaceTable(): string {
  const rows = SURFACES.map(({ path, dialect }) => [
    `\`POST ${path}\``,
    ...PROVIDERS.map(([, provider]) => howCarried(provider, dialect)),
    [...dialect.passedHeaders.keys()].map((name) => `\`${name}\``).join(", "),
  ]);
  return table(["path", ...PROVIDERS.map(([name]) => `to a provider of ${name}`), "headers that are passed on"], rows);
}

function howCarried(provider: ProviderDialect, { name, viaChat }: ClientDialect): string {
  if (provider.natives?.some(({ surface }) => surface === name) === true) return "as it is";
  if (name === "openai-chat") return provider.name === "openai" ? "as it is" : "translated";
  return viaChat === undefined ? "refused" : "translated";
}

/** The fields that a translation carries; it names all others. */
export function carriedFields(): string {
  const list = (names: Iterable<string>) =>
    [...names]
      .toSorted()
      .map((name) => `\`${name}\``)
      .join(" ");
  return table(
    ["translation", "fields that are carried, or need not be"],
    [
      ["Messages to chat completions", list(TO_CHAT)],
      ["chat completions to Messages", list(TO_MESSAGES)],
    ],
  );
}

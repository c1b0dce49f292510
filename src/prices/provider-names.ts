/** Providers that the price list knows by another name than the one they are usually given here. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  xai: "x-ai",
  grok: "x-ai",
  gemini: "google",
  vertex: "google",
  "google-vertex": "google",
  bedrock: "aws",
  "azure-openai": "azure",
  moonshot: "moonshotai",
  "together-ai": "together",
  "fireworks-ai": "fireworks",
  voyage: "voyageai",
  zhipu: "zhipuai",
};

/** The list's name for a provider of the gateway's: itself, unless it is known by another. */
export function listedProvider(provider: string): string {
  return Object.hasOwn(OTHER_NAMES, provider) ? (OTHER_NAMES[provider] ?? provider) : provider;
}

/**
 * The names under which a model may be listed, the one that was asked for first. A snapshot costs
 * what its model costs, unless it is listed itself.
 */
export function listedModels(model: string): string[] {
  const name = model.toLowerCase().replace(/^models\//, "");
  const undated = name.replace(/-(?:latest|20\d\d-\d\d-\d\d|20\d{6})$/, "");
  return name === undated ? [name] : [name, undated];
}

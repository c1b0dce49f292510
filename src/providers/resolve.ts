import type { Provider } from "./provider.ts";

/** Where a request goes: a provider and the provider's own name of the model. */
export interface Target {
  readonly provider: Provider;
  readonly model: string;
}

/** A model name, without what could break out of a log line or a URL. */
const MODEL = /^[A-Za-z0-9][\w.:@/+-]{0,199}$/;

/**
 * Finds the target of `provider/model`, or of a bare model name that one provider is known for.
 * Gives undefined when there is none. Never takes a host from the name.
 */
export function resolveModel(name: string, providers: readonly Provider[]): Target | undefined {
  if (!MODEL.test(name)) return undefined;
  const slash = name.indexOf("/");
  const named = slash === -1 ? undefined : providers.find(({ id }) => id === name.slice(0, slash));
  if (named !== undefined) {
    const model = name.slice(slash + 1);
    return model === "" ? undefined : { provider: named, model };
  }
  const known = providers.filter(({ modelPrefixes }) => modelPrefixes.some((prefix) => name.startsWith(prefix)));
  const [only] = known;
  return only !== undefined && known.length === 1 ? { provider: only, model: name } : undefined;
}

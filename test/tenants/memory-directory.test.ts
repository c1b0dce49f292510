import { memoryDirectory } from "../support/memory-directory.ts";
import { directoryContract } from "./directory.contract.ts";

// What other tests rely on does what the real ones do.
directoryContract("memory", async () => {
  const { directory, tenants, keys } = memoryDirectory();
  return {
    directory,
    spoil: async (what, id, json) => void (what === "tenant" ? tenants : keys).set(id, json),
    close: async () => undefined,
  };
});

import { bundleIndex, startIndex } from "./remote-index.ts";
import { semanticIndexContract } from "./semantic-index.contract.ts";

semanticIndexContract("Durable Objects", async () => {
  const { folder, remove } = bundleIndex();
  const { index, corrupt, killed } = await startIndex(folder);
  const close = async (): Promise<void> => {
    await killed();
    remove();
  };
  return { index, corrupt, close };
});

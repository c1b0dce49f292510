import { bundleState, startLedger, startState } from "./remote-state.ts";
import { tenantStateContract } from "./tenant-state.contract.ts";

tenantStateContract("Durable Objects", async () => {
  const { folder, remove } = bundleState();
  const ledger = await startLedger();
  const { state, killed } = await startState(folder, ledger.url);
  const close = async (): Promise<void> => {
    await killed();
    await ledger.close();
    remove();
  };
  return { state, ledger, close };
});

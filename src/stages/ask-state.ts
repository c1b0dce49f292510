import { GatewayError } from "../core/failure.ts";
import type { Admission, TenantState, Verdict } from "../state/port.ts";

/** What happens to a request while the state cannot be asked, for each of its guards. */
export type OnStateFailure = Readonly<Record<"limits" | "money" | "replay", "closed" | "open">>;

/** The state could not be asked, and every guard of the request lets it pass then. */
export interface Unguarded {
  readonly kind: "unguarded";
  readonly reason: string;
}

/**
 * Asks for admission. Where the state does not answer in time and as it must, the request passes
 * only if each guard that it needs is open.
 * @param giveUp takes back what may have been reserved all the same.
 * @throws GatewayError `state_unavailable`
 */
export async function askState(
  state: TenantState,
  tenant: string,
  admission: Admission,
  onFailure: OnStateFailure,
  giveUp: () => void,
): Promise<Verdict | Unguarded> {
  try {
    return await state.admit(tenant, admission);
  } catch (thrown) {
    // What cannot be asked at all says nothing of the state, and would be a way past it.
    if (thrown instanceof RangeError) throw thrown;
    giveUp();
    const reason = thrown instanceof Error ? thrown.name : typeof thrown;
    if (guardsOf(admission).some((guard) => onFailure[guard] === "closed"))
      throw new GatewayError({ kind: "state_unavailable", reason });
    return { kind: "unguarded", reason };
  }
}

function guardsOf({ limits, nonce }: Admission): readonly (keyof OnStateFailure)[] {
  const guards = limits.map(({ kind }) => (kind === "budget" ? "money" : "limits"));
  return nonce === undefined ? guards : [...guards, "replay"];
}

import { GatewayError } from "../core/failure.ts";
import type { Admission, TenantState, Verdict } from "../state/port.ts";

/** What happens to a request while the state cannot be asked, for each of its guards. */
export interface OnStateFailure {
  readonly limits: Choice;
  readonly money: Choice;
  readonly replay: Choice;
}

type Choice = "closed" | "open";

/** The state could not be asked, and every guard of the request lets it pass then. */
export interface Unguarded {
  readonly kind: "unguarded";
  readonly reason: string;
}

/**
 * Asks for admission. Where the state does not answer, as it must and in time, the request passes
 * only if each guard that it needs is open.
 * @throws GatewayError `state_unavailable`
 */
export async function askState(
  state: TenantState,
  tenant: string,
  admission: Admission,
  onFailure: OnStateFailure,
): Promise<Verdict | Unguarded> {
  try {
    return await state.admit(tenant, admission);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.name : typeof thrown;
    if (guardsOf(admission).some((guard) => onFailure[guard] === "closed"))
      throw new GatewayError({ kind: "state_unavailable", reason });
    return { kind: "unguarded", reason };
  }
}

function guardsOf({ limits, nonce }: Admission): (keyof OnStateFailure)[] {
  const guards = new Set(limits.map((limit) => (limit.kind === "budget" ? "money" : "limits")));
  return [...guards, ...(nonce === undefined ? [] : ["replay" as const])];
}

import type { ActionFor } from "../core/action.ts";
import { GatewayError } from "../core/failure.ts";

/** Notes while a request is masked which entities are blocked, so that it is read only once. */
export function refusingBlocked(actionFor: ActionFor | undefined): {
  readonly actionFor: ActionFor | undefined;
  /** @throws GatewayError `content_blocked` if any was there. */
  readonly refuse: () => void;
} {
  if (actionFor === undefined) return { actionFor, refuse: () => undefined };
  const blocked = new Set<string>();
  return {
    actionFor: (rule, value) => {
      const action = actionFor(rule, value);
      if (action === "block") blocked.add(rule.entity);
      return action;
    },
    refuse: () => {
      if (blocked.size > 0) throw new GatewayError({ kind: "content_blocked", entities: [...blocked].sort() });
    },
  };
}

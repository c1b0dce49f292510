import { UpstashFault } from "./fault.ts";

// What Redis may answer a command with; anything else must not be taken for a decision.

/** @throws UpstashFault */
export function asList(answer: unknown): readonly unknown[] {
  if (!Array.isArray(answer)) throw new UpstashFault("garbled");
  return answer;
}

/** @throws UpstashFault */
export function asText(answer: unknown): string {
  if (typeof answer !== "string") throw new UpstashFault("garbled");
  return answer;
}

/** @throws UpstashFault */
export function asTextOrNull(answer: unknown): string | null {
  return answer === null ? null : asText(answer);
}

/** A whole number that was sent as text, so that no digit is lost. @throws UpstashFault */
export function asWhole(answer: unknown): number {
  const number = typeof answer === "string" && /^-?\d{1,16}$/.test(answer) ? Number(answer) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new UpstashFault("garbled");
  return number;
}

/** What a script answers a yes-or-no question with. @throws UpstashFault */
export function asYesOrNo(answer: unknown): boolean {
  if (answer !== 0 && answer !== 1) throw new UpstashFault("garbled");
  return answer === 1;
}

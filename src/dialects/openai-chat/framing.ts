import type { StreamFraming } from "../port.ts";

/** Chat completions' stream: nameless events, `[DONE]` at the end, comments in silence. */
export const chatFraming: StreamFraming = {
  event: (chunk) => `data: ${JSON.stringify(chunk)}\n\n`,
  end: () => "data: [DONE]\n\n",
  error: (error) => `data: ${JSON.stringify(error)}\n\n`,
  ping: ": ping\n\n",
};

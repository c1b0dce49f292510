import type { JsonObject } from "../../core/json.ts";
import type { StreamFraming } from "../port.ts";

/** What may stand behind `event:`. */
const NAME = /^[\w.-]{1,64}$/;

/**
 * The stream of the Messages API: events are named as their `type`, and `message_stop` is the last.
 * It is written when every stage has dealt with the answer, once, whenever it has come.
 */
export function messagesFraming(): StreamFraming {
  let stop: JsonObject = { type: "message_stop" };
  return {
    event(event) {
      if (event.type !== "message_stop") return written(event);
      stop = event;
      return "";
    },
    end: () => written(stop),
    error: written,
    ping: written({ type: "ping" }),
  };
}

function written(event: JsonObject): string {
  const { type } = event;
  const name = typeof type === "string" && NAME.test(type) ? type : "message";
  return `event: ${name}\ndata: ${JSON.stringify(event)}\n\n`;
}

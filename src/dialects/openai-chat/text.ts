import type { Classify } from "../../core/text-lens.ts";

const ROLES = new Set(["developer", "system", "user", "assistant", "tool", "function"]);
const BASE64 = /^[A-Za-z0-9+/_=\s-]*$/;
// text/* is not here: a text file is text, whatever it is wrapped in.
const BINARY_DATA_URL =
  /^data:(?:image|audio|video)\/[\w.+-]{1,64};base64,|^data:application\/(?:pdf|octet-stream);base64,/;

/** Which strings of a chat-completions body are text. Whatever is not known to be structure is. */
export const chatText: Classify = ({ key, parent, depth }, text) => {
  switch (key) {
    case "model":
      return depth === 1 ? "skip" : "plain";
    case "role":
      return ROLES.has(text) ? "skip" : "plain";
    case "arguments":
      return "json";
    case "url":
    case "file_data":
      return isBinaryDataUrl(text) ? "skip" : "plain";
    case "data":
      return parent === "input_audio" && BASE64.test(text) ? "skip" : "plain";
    default:
      return "plain";
  }
};

function isBinaryDataUrl(text: string): boolean {
  const head = BINARY_DATA_URL.exec(text);
  return head !== null && BASE64.test(text.slice(head[0].length));
}

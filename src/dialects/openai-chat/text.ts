/**
 * Which strings of a chat-completions body are no text, and which are parts of one text: key, parent,
 * depth, kind (rust-wasm/src/document/lens.rs). Whatever is not known to be structure is text.
 */
export const CHAT_LENS = [
  ["model", "", "1", "noted"],
  ["role", "", "", "words:developer,system,user,assistant,tool,function"],
  ["url", "", "", "data-url"],
  ["file_data", "", "", "data-url"],
  ["data", "input_audio", "", "base64"],
  ["content", "", "", "text"],
  ["text", "", "", "text"],
]
  .map((row) => row.join("\t"))
  .join("\n");

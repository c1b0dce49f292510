import { ENGLISH, prose } from "./prose.ts";
import { fill, Random } from "./random.ts";
import { VALUES } from "./values.ts";

/** The body of a chat request of about so many bytes, with that many values in its last message. */
export function chatBody(bytes: number, values: number, seed = 7): string {
  const random = new Random(seed);
  const text = prose(random, ENGLISH);
  const share = Math.max(200, Math.min(4096, Math.floor(bytes / 4)));
  const messages: object[] = [{ role: "system", content: "You answer for ACME. Be short and polite." }];
  const found = Array.from({ length: values }, (_, index) => VALUES[index]?.(random) ?? "").join(" and ");
  const last = { role: "user", content: `Write the letter${values === 0 ? "" : ` to ${found}`}.` };
  const options = { temperature: 0.2, max_tokens: 1024, stream: false };
  for (let size = 400; size + share <= bytes; size += share + 60) {
    const content = fill(text, share);
    messages.push(messages.length % 4 === 3 ? toolCall(random, content) : { role: speaker(messages.length), content });
  }
  return JSON.stringify({ model: "openai/gpt-4o", messages: [...messages, last], ...options });
}

function speaker(index: number): string {
  return index % 2 === 1 ? "user" : "assistant";
}

function toolCall(random: Random, content: string): object {
  const id = `call_${random.int(100, 999)}`;
  const written = { name: "search", arguments: JSON.stringify({ query: content, limit: 10, language: "en" }) };
  return { role: "assistant", content: null, tool_calls: [{ id, type: "function", function: written }] };
}

// A provider that answers at once: what is measured is what lies before it.
const text = "I will write to [EMAIL_1] about the invoice and copy the accounting department. ".repeat(8);
const head = { id: "chatcmpl-bench", created: 1, model: "bench" };
const usage = { prompt_tokens: 200, completion_tokens: 150, total_tokens: 350 };
const whole = JSON.stringify({
  ...head,
  object: "chat.completion",
  choices: [
    { index: 0, message: { role: "assistant", content: text, refusal: null }, logprobs: null, finish_reason: "stop" },
  ],
  usage,
});
const chunk = (choices, rest) =>
  `data: ${JSON.stringify({ ...head, object: "chat.completion.chunk", choices, ...rest })}\n\n`;
const streamed = [
  chunk([{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }]),
  ...text.match(/.{1,12}/gs).map((content) => chunk([{ index: 0, delta: { content }, finish_reason: null }])),
  chunk([{ index: 0, delta: {}, finish_reason: "stop" }]),
  chunk([], { usage }),
  "data: [DONE]\n\n",
].join("");

export default {
  async fetch(request) {
    const asked = await request.text();
    return asked.includes('"stream":true')
      ? new Response(streamed, { headers: { "content-type": "text/event-stream" } })
      : new Response(whole, { headers: { "content-type": "application/json" } });
  },
};

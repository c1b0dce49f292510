import { defineGateway } from "./src/config/schema.ts";

/**
 * What this gateway does, apart from secrets. Every field is optional and has the default shown;
 * src/config/schema.ts describes them. A mistake here stops the Worker from starting and is named.
 */
export default defineGateway({
  // openai, anthropic, ollama, localai and vllm are built in: they need only their variables.
  providers: [
    // { id: "acme", baseUrl: "https://llm.acme.example/v1", keyVariable: "ACME_API_KEY" },
  ],
  limits: { requestsPerMinute: 600 },
  cache: { ttlSeconds: 300 },
  // docs/zero-trust.md: what a request must prove beside its key.
  zeroTrust: { require: "none" },
  // docs/money.md: own prices, newer prices, and who is told when a budget is nearly spent.
  prices: [
    // { model: "acme/*", inputPerMillion: 0.2, outputPerMillion: 0.8 },
  ],
  // priceRefresh: { everyHours: 24 },
  // budgetWebhook: { url: "https://ops.example.org/budgets", secretVariable: "BUDGET_WEBHOOK_SECRET" },
  // docs/policy.md: an action for each entity, allow lists, own patterns and words.
  pii: { default: { action: "mask" }, answers: { redact: true } },
});

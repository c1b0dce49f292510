-- The usage ledger: ids, counts and cost of each request, no text. docs/money.md
CREATE TABLE IF NOT EXISTS usage_entries (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  day TEXT NOT NULL,
  key_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  outcome TEXT NOT NULL,
  cache TEXT NOT NULL,
  input_tokens INTEGER NOT NULL,
  cached_input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  reasoning_tokens INTEGER NOT NULL,
  estimated INTEGER NOT NULL,
  unpriced INTEGER NOT NULL,
  cost_microdollars INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS usage_entries_by_time ON usage_entries (tenant, at);
CREATE TABLE IF NOT EXISTS key_uses (
  tenant TEXT NOT NULL,
  key_id TEXT NOT NULL,
  last_used INTEGER NOT NULL,
  PRIMARY KEY (tenant, key_id)
) STRICT, WITHOUT ROWID;

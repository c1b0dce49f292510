-- The usage ledger: ids, counts and cost of each request, no text. docs/money.md
-- Run it once, as the owner of the database:
--   psql "$DATABASE_URL" --set ON_ERROR_STOP=1 --single-transaction --file migrations/postgres/0001_usage.sql
-- A schema of its own: Supabase's Data API shows `public` only.
CREATE SCHEMA IF NOT EXISTS agentshield;

CREATE TABLE IF NOT EXISTS agentshield.usage_entries (
  tenant text NOT NULL,
  id text NOT NULL,
  request_id text NOT NULL,
  at bigint NOT NULL CHECK (at >= 0),
  day text NOT NULL,
  key_id text NOT NULL,
  provider text NOT NULL,
  model text NOT NULL,
  outcome text NOT NULL,
  cache text NOT NULL,
  input_tokens bigint NOT NULL CHECK (input_tokens >= 0),
  cached_input_tokens bigint NOT NULL CHECK (cached_input_tokens >= 0),
  output_tokens bigint NOT NULL CHECK (output_tokens >= 0),
  reasoning_tokens bigint NOT NULL CHECK (reasoning_tokens >= 0),
  estimated smallint NOT NULL,
  unpriced smallint NOT NULL,
  cost_microdollars bigint NOT NULL CHECK (cost_microdollars >= 0),
  duration_ms bigint NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX IF NOT EXISTS usage_entries_by_time ON agentshield.usage_entries (tenant, at);

CREATE TABLE IF NOT EXISTS agentshield.key_uses (
  tenant text NOT NULL,
  key_id text NOT NULL,
  last_used bigint NOT NULL,
  PRIMARY KEY (tenant, key_id)
);

-- The gateway's role: adds and reads entries, and neither changes nor deletes one.
-- Give it a password by hand: ALTER ROLE agentshield_gateway LOGIN PASSWORD '…';
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'agentshield_gateway') THEN
    CREATE ROLE agentshield_gateway NOLOGIN;
  END IF;
END
$$;
ALTER ROLE agentshield_gateway SET statement_timeout = '5s';
GRANT USAGE ON SCHEMA agentshield TO agentshield_gateway;
GRANT SELECT, INSERT ON agentshield.usage_entries TO agentshield_gateway;
GRANT SELECT, INSERT, UPDATE ON agentshield.key_uses TO agentshield_gateway;

-- Row level security: whoever is neither the owner nor this role sees nothing, even when granted.
ALTER TABLE agentshield.usage_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE agentshield.key_uses ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS gateway ON agentshield.usage_entries;
CREATE POLICY gateway ON agentshield.usage_entries TO agentshield_gateway USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS gateway ON agentshield.key_uses;
CREATE POLICY gateway ON agentshield.key_uses TO agentshield_gateway USING (true) WITH CHECK (true);

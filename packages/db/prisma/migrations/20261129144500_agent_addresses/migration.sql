-- What an agent says of its address leads no traffic away: it takes effect on the host that it enrolled with, in its region's
-- networks, or after an operator's consent.
ALTER TABLE "regions" ADD COLUMN "agent_networks" TEXT[] DEFAULT ARRAY[]::TEXT[];

ALTER TABLE "agents"
    ADD COLUMN "trusted_host" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "claimed_url" TEXT,
    ADD COLUMN "claimed_at" TIMESTAMPTZ(3),
    ADD COLUMN "unlisted_at" TIMESTAMPTZ(3);

UPDATE "agents" SET "trusted_host" = trim(BOTH '[]' FROM substring("advertised_url" FROM '^https?://(\[[^]]*\]|[^:/]*)'));

-- Clients are told of connected gateways alone.
ALTER TABLE "agent_observed" ADD COLUMN "away_since" TIMESTAMPTZ(3);

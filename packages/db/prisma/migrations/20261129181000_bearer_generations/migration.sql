-- Bearers follow from the console's secret, the two agents and their generations; a generation is raised with each new or revoked
-- credential. The bearers of before are valid until bearer_overlap_until; null: at once no more.
ALTER TABLE "agents"
    ADD COLUMN "bearer_generation" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "bearer_overlap_until" TIMESTAMPTZ(3),
    ADD COLUMN "own_bearers_at" TIMESTAMPTZ(3);

-- Of the bearers that agents share which take none of their own: renewed with each gateway that leaves.
ALTER TABLE "system_state"
    ADD COLUMN "bearer_generation" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "bearer_overlap_until" TIMESTAMPTZ(3);

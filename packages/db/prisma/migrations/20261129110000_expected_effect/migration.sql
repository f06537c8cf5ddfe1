-- What an agent that obeys its snapshot reports stands on the row: who asks whether it does need not read the snapshot.
ALTER TABLE "agent_snapshots" ADD COLUMN "expected_effect" TEXT;

-- Up to which revision all snapshots are built.
CREATE TABLE "snapshot_builds" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "revision" BIGINT NOT NULL,

    CONSTRAINT "snapshot_builds_pkey" PRIMARY KEY ("id")
);

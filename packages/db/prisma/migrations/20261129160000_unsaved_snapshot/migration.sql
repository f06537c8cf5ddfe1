-- Why the snapshot in effect is not on the agent's disk; null: it is. It runs what it was told, until it starts anew.
ALTER TABLE "agent_observed" ADD COLUMN "unsaved" TEXT;

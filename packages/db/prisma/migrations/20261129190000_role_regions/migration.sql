-- Regions that a person's role may change, and an invited person's will; empty: all.
ALTER TABLE "users" ADD COLUMN "region_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "invitations" ADD COLUMN "region_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

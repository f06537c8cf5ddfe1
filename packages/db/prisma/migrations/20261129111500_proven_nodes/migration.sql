-- When a gateway first found a node ready. What runs today served before this was asked.
ALTER TABLE "agents" ADD COLUMN "proven_at" TIMESTAMPTZ(3);

UPDATE "agents" SET "proven_at" = now() WHERE "role" = 'inference';

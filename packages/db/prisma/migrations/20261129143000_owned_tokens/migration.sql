-- A token belongs to a person, and acts no longer than they do.
CREATE TYPE "api_token_kind" AS ENUM ('personal', 'service');
CREATE TYPE "token_scope" AS ENUM ('read', 'traffic', 'rollouts', 'tester', 'all');

ALTER TABLE "api_tokens"
    ADD COLUMN "kind" "api_token_kind" NOT NULL DEFAULT 'personal',
    ADD COLUMN "scope" "token_scope" NOT NULL DEFAULT 'all',
    ADD COLUMN "region_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    -- Nobody's, and so refused: what a console of the version before makes while both run.
    ADD COLUMN "owner_id" TEXT NOT NULL DEFAULT '';

-- What stands today becomes personal. A token that another token made belongs to the person at the beginning of that chain;
-- whoever is no user owns a token that is refused.
WITH RECURSIVE makers AS (
    SELECT "id", "created_by" AS "maker", 1 AS "depth" FROM "api_tokens"
    UNION ALL
    SELECT makers."id", made."created_by", makers."depth" + 1
    FROM makers JOIN "api_tokens" made ON made."id" = makers."maker"
    WHERE makers."depth" < 100
), roots AS (
    SELECT DISTINCT ON ("id") "id", "maker" FROM makers ORDER BY "id", "depth" DESC
)
UPDATE "api_tokens" SET "owner_id" = roots."maker" FROM roots WHERE roots."id" = "api_tokens"."id";

CREATE INDEX "api_tokens_owner_id_idx" ON "api_tokens" ("owner_id");

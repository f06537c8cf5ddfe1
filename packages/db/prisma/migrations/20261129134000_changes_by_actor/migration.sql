-- The audit page lists who acted, and filters by it, without a look at every row.
CREATE INDEX "changes_actor_type_actor_id_revision_idx" ON "changes" ("actor_type", "actor_id", "revision");

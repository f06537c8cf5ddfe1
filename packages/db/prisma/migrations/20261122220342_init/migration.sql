-- CreateEnum
CREATE TYPE "agent_role" AS ENUM ('inference', 'gateway');

-- CreateEnum
CREATE TYPE "target_state" AS ENUM ('active', 'standby', 'drain', 'cordon');

-- CreateEnum
CREATE TYPE "user_role" AS ENUM ('viewer', 'operator', 'approver', 'admin');

-- CreateTable
CREATE TABLE "system_state" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "system_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "regions" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "latitude" DOUBLE PRECISION NOT NULL,
    "longitude" DOUBLE PRECISION NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "regions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agents" (
    "id" TEXT NOT NULL,
    "region_id" TEXT NOT NULL,
    "role" "agent_role" NOT NULL,
    "name" TEXT NOT NULL,
    "state" "target_state" NOT NULL DEFAULT 'standby',
    "weight" INTEGER NOT NULL DEFAULT 100,
    "advertised_url" TEXT NOT NULL,
    "drain_owner" TEXT,
    "drain_deadline_at" TIMESTAMPTZ(3),
    "drain_then" "target_state",
    "credential_hash" TEXT NOT NULL,
    "credential_issued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "credential_revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "agents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_targets" (
    "agent_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "revision" BIGINT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "built_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ack_epoch" INTEGER,
    "ack_revision" BIGINT,
    "acked_at" TIMESTAMPTZ(3),
    "nack_revision" BIGINT,
    "nack_field" TEXT,
    "nack_reason" TEXT,
    "nacked_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_targets_pkey" PRIMARY KEY ("agent_id")
);

-- CreateTable
CREATE TABLE "agent_observed" (
    "agent_id" TEXT NOT NULL,
    "agent_version" TEXT,
    "protocol" INTEGER,
    "boot_id" TEXT,
    "connected_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3),
    "clock_skew_ms" DOUBLE PRECISION,
    "epoch" INTEGER,
    "revision" BIGINT,
    "outcome" TEXT,
    "reason" TEXT,
    "effective_hash" TEXT,
    "effective" JSONB,
    "out_of_rotation" JSONB,
    "observed_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_observed_pkey" PRIMARY KEY ("agent_id")
);

-- CreateTable
CREATE TABLE "enrolment_tokens" (
    "id" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "region_id" TEXT NOT NULL,
    "role" "agent_role" NOT NULL,
    "initial_state" "target_state" NOT NULL DEFAULT 'standby',
    "initial_weight" INTEGER NOT NULL DEFAULT 100,
    "agent_name" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "agent_id" TEXT,

    CONSTRAINT "enrolment_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_versions" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "precisions" TEXT[],
    "files" JSONB NOT NULL,
    "manifest" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "model_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_assignments" (
    "agent_id" TEXT NOT NULL,
    "model_version_id" TEXT NOT NULL,
    "precision" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "model_assignments_pkey" PRIMARY KEY ("agent_id")
);

-- CreateTable
CREATE TABLE "traffic_policies" (
    "origin_region_id" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "traffic_policies_pkey" PRIMARY KEY ("origin_region_id")
);

-- CreateTable
CREATE TABLE "traffic_targets" (
    "origin_region_id" TEXT NOT NULL,
    "region_id" TEXT NOT NULL,
    "state" "target_state" NOT NULL,
    "weight" INTEGER NOT NULL,
    "drain_owner" TEXT,
    "drain_deadline_at" TIMESTAMPTZ(3),
    "drain_then" "target_state",

    CONSTRAINT "traffic_targets_pkey" PRIMARY KEY ("origin_region_id","region_id")
);

-- CreateTable
CREATE TABLE "rollouts" (
    "id" TEXT NOT NULL,
    "model_version_id" TEXT NOT NULL,
    "precision" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "progress" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state_deadline_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "rollouts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "changes" (
    "revision" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "reason" TEXT,
    "request_id" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "before" JSONB,
    "after" JSONB,
    "undo_of" BIGINT,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "changes_pkey" PRIMARY KEY ("revision")
);

-- CreateTable
CREATE TABLE "fleet_events" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL,
    "agent_id" TEXT,
    "region_id" TEXT,
    "details" JSONB,

    CONSTRAINT "fleet_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "leases" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "fencing_token" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "leases_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "telemetry_region_10s" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "region_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "counters" JSONB NOT NULL,
    "total" BYTEA NOT NULL,
    "total_sum_ms" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "telemetry_region_10s_pkey" PRIMARY KEY ("at","region_id","role","version")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "telemetry_agent_60s" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "agent_id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "counters" JSONB NOT NULL,
    "gauges" JSONB NOT NULL,
    "total" BYTEA NOT NULL,
    "total_sum_ms" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "telemetry_agent_60s_pkey" PRIMARY KEY ("at","agent_id","version")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "telemetry_region_5m" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "region_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "counters" JSONB NOT NULL,
    "total" BYTEA NOT NULL,
    "total_sum_ms" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "telemetry_region_5m_pkey" PRIMARY KEY ("at","region_id","role","version")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" "user_role" NOT NULL DEFAULT 'viewer',
    "locale" TEXT,
    "deactivated_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verifications" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_request" BIGINT NOT NULL,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "agents_credential_hash_key" ON "agents"("credential_hash");

-- CreateIndex
CREATE UNIQUE INDEX "enrolment_tokens_token_hash_key" ON "enrolment_tokens"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "enrolment_tokens_agent_id_key" ON "enrolment_tokens"("agent_id");

-- CreateIndex
CREATE UNIQUE INDEX "model_versions_name_key" ON "model_versions"("name");

-- CreateIndex
CREATE UNIQUE INDEX "model_versions_digest_key" ON "model_versions"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "changes_idempotency_key_key" ON "changes"("idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "changes_hash_key" ON "changes"("hash");

-- CreateIndex
CREATE INDEX "changes_subject_type_subject_id_revision_idx" ON "changes"("subject_type", "subject_id", "revision");

-- CreateIndex
CREATE INDEX "changes_kind_revision_idx" ON "changes"("kind", "revision");

-- CreateIndex
CREATE INDEX "fleet_events_at_idx" ON "fleet_events"("at");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_key" ON "sessions"("token");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");

-- CreateIndex
CREATE INDEX "verifications_identifier_idx" ON "verifications"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "rate_limits_key_key" ON "rate_limits"("key");

-- AddForeignKey
ALTER TABLE "agents" ADD CONSTRAINT "agents_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "regions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_targets" ADD CONSTRAINT "agent_targets_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_observed" ADD CONSTRAINT "agent_observed_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrolment_tokens" ADD CONSTRAINT "enrolment_tokens_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "regions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrolment_tokens" ADD CONSTRAINT "enrolment_tokens_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_assignments" ADD CONSTRAINT "model_assignments_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_assignments" ADD CONSTRAINT "model_assignments_model_version_id_fkey" FOREIGN KEY ("model_version_id") REFERENCES "model_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "traffic_policies" ADD CONSTRAINT "traffic_policies_origin_region_id_fkey" FOREIGN KEY ("origin_region_id") REFERENCES "regions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "traffic_targets" ADD CONSTRAINT "traffic_targets_origin_region_id_fkey" FOREIGN KEY ("origin_region_id") REFERENCES "traffic_policies"("origin_region_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "traffic_targets" ADD CONSTRAINT "traffic_targets_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "regions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_model_version_id_fkey" FOREIGN KEY ("model_version_id") REFERENCES "model_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what schema.prisma cannot say. Also by hand: PARTITION BY RANGE above; partitions are made by src/partitions.ts.

-- Names are taken only by rows that are not archived.
CREATE UNIQUE INDEX "regions_name_key" ON "regions"("name") WHERE "archived_at" IS NULL;
CREATE UNIQUE INDEX "agents_region_id_name_key" ON "agents"("region_id", "name") WHERE "archived_at" IS NULL;

ALTER TABLE "agents" ADD CONSTRAINT "agents_weight_check" CHECK ("weight" BETWEEN 0 AND 1000);
ALTER TABLE "enrolment_tokens" ADD CONSTRAINT "enrolment_tokens_initial_weight_check" CHECK ("initial_weight" BETWEEN 0 AND 1000);
ALTER TABLE "traffic_targets" ADD CONSTRAINT "traffic_targets_weight_check" CHECK ("weight" BETWEEN 0 AND 1000);

-- One row, whose lock orders all changes.
ALTER TABLE "system_state" ADD CONSTRAINT "system_state_one_row_check" CHECK ("id" = 1);
INSERT INTO "system_state" ("id", "updated_at") VALUES (1, now());

-- The history of changes only grows.
CREATE FUNCTION "refuse_rewriting"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of "%" are never changed or deleted', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER "changes_only_grow" BEFORE UPDATE OR DELETE OR TRUNCATE ON "changes"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_rewriting"();

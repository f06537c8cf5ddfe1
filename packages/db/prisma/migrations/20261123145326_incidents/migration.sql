-- CreateTable
CREATE TABLE "incidents" (
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "state_since" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_reason" TEXT,

    CONSTRAINT "incidents_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "incidents_opened_at_idx" ON "incidents"("opened_at");

-- Only one incident is open at a time, however many replicas see what happened.
CREATE UNIQUE INDEX "incidents_open_key" ON "incidents" ((true)) WHERE "closed_at" IS NULL;

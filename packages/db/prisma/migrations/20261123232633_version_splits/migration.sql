-- CreateTable
CREATE TABLE "version_splits" (
    "origin_region_id" TEXT NOT NULL,
    "model_version_id" TEXT NOT NULL,
    "percent" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "version_splits_pkey" PRIMARY KEY ("origin_region_id")
);

-- AddForeignKey
ALTER TABLE "version_splits" ADD CONSTRAINT "version_splits_origin_region_id_fkey" FOREIGN KEY ("origin_region_id") REFERENCES "regions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "version_splits" ADD CONSTRAINT "version_splits_model_version_id_fkey" FOREIGN KEY ("model_version_id") REFERENCES "model_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "version_splits" ADD CONSTRAINT "version_splits_percent_check" CHECK ("percent" BETWEEN 1 AND 100);

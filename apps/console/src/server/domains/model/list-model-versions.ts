import type { Db } from "@meridian/db";

/** Versions that may be asked for, newest first. */
export function listModelVersions(db: Pick<Db, "modelVersion">) {
  return db.modelVersion.findMany({
    where: { archivedAt: null },
    orderBy: { createdAt: "desc" },
    select: { name: true, digest: true },
  });
}

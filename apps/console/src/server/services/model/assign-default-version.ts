import type { Tx } from "@meridian/db";
import { z } from "zod";

const bundledVersion = "compact";

/**
 * Gives a node the default version: the one that the setting `models.default` names, else the bundled one, else the
 * newest. Null when none is registered.
 */
export async function assignDefaultVersion(tx: Tx, agentId: string) {
  const setting = await tx.setting.findUnique({ where: { key: "models.default" } });
  const preferred = z.string().catch(bundledVersion).parse(setting?.value);
  const version =
    (await tx.modelVersion.findFirst({ where: { name: preferred, archivedAt: null } })) ??
    (await tx.modelVersion.findFirst({ where: { archivedAt: null }, orderBy: { createdAt: "desc" } }));
  const precision = version?.precisions[0];
  if (!version || !precision) return null;
  await tx.modelAssignment.create({ data: { agentId, modelVersionId: version.id, precision } });
  return { name: version.name, digest: version.digest, precision };
}

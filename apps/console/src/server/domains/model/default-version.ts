import { Precision } from "@meridian/contracts/fleet";
import type { Prisma, Tx } from "@meridian/db";
import { z } from "zod";

const settingKey = "models.default";
const bundledVersion = "compact";

const DefaultVersion = z.object({ modelVersionId: z.string(), precision: Precision });
export type DefaultVersion = z.infer<typeof DefaultVersion>;

/**
 * What new nodes get: the version that was rolled out last, else the bundled one, else the newest, at its preferred
 * precision. Null when none is registered.
 */
export async function findDefaultVersion(
  db: Pick<Tx, "setting" | "modelVersion">,
): Promise<(DefaultVersion & { name: string; digest: string }) | null> {
  const setting = await db.setting.findUnique({ where: { key: settingKey } });
  const chosen = DefaultVersion.safeParse(setting?.value).data;
  const among = (where: Prisma.ModelVersionWhereInput) =>
    db.modelVersion.findFirst({ where: { ...where, archivedAt: null }, orderBy: { createdAt: "desc" } });
  const version =
    (chosen && (await among({ id: chosen.modelVersionId }))) ??
    (await among({ name: bundledVersion })) ??
    (await among({}));
  if (!version) return null;
  const { id, name, digest, precisions } = version;
  const precision = chosen?.modelVersionId === id ? chosen.precision : Precision.parse(precisions[0]);
  return { modelVersionId: id, precision, name, digest };
}

export async function setDefaultVersion(tx: Tx, value: DefaultVersion): Promise<void> {
  const key = settingKey;
  await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
}

/** Gives a node the version that new nodes get. Null when none is registered. */
export async function assignDefaultVersion(tx: Tx, agentId: string) {
  const version = await findDefaultVersion(tx);
  if (!version) return null;
  const { modelVersionId, precision, name, digest } = version;
  await tx.modelAssignment.create({ data: { agentId, modelVersionId, precision } });
  return { name, digest, precision };
}

import type { Tx } from "@meridian/db";
import { findDefaultVersion } from "./default-version.ts";

/** Gives a node the version that new nodes get. Null when none is registered. */
export async function assignDefaultVersion(tx: Tx, agentId: string) {
  const version = await findDefaultVersion(tx);
  if (!version) return null;
  const { modelVersionId, precision, name, digest } = version;
  await tx.modelAssignment.create({ data: { agentId, modelVersionId, precision } });
  return { name, digest, precision };
}

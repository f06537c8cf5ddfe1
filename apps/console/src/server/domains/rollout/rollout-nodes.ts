import { Precision, type Presence } from "@meridian/contracts/fleet";
import { Effective, type InferenceEffective } from "@meridian/contracts/wire";
import type { Prisma, Tx } from "@meridian/db";
import type { AgentLink } from "../agent-link.ts";
import { modelsKey } from "../snapshot/index.ts";
import type { VersionRef } from "./progress.ts";

type AssignedVersion = VersionRef & { name: string; digest: string };

/** An inference node as rollouts see it. */
export type RolloutNode = {
  id: string;
  name: string;
  regionId: string;
  presence: Presence;
  /** What it is told: the version to answer with, and the one to keep ready beside it. */
  answers: AssignedVersion;
  held: AssignedVersion | null;
  /** What it last said it runs. */
  report: InferenceEffective | null;
  /** Whether `report` is about what it is told now, not about what it was told before. */
  isReportCurrent: boolean;
};

/** Nodes of these regions that are not archived. Every node has a version as soon as one is registered. */
export async function findRolloutNodes(
  db: Pick<Tx, "agent">,
  agents: Pick<AgentLink, "presenceOf">,
  regionIds: string[],
): Promise<RolloutNode[]> {
  const rows = await findRows(db, regionIds);
  return rows.flatMap((row) => {
    const { assignment, observed, id, name, regionId } = row;
    if (!assignment) return [];
    const { modelVersion, precision, heldModelVersion, heldPrecision } = assignment;
    const answers = assigned(modelVersion, precision);
    const held = heldModelVersion && assigned(heldModelVersion, heldPrecision);
    const report = Effective.safeParse(observed?.effective).data;
    return {
      ...{ id, name, regionId, presence: agents.presenceOf(id), answers, held },
      report: report?.role === "inference" ? report : null,
      isReportCurrent: isCurrent(row, held ? [answers, held] : [answers]),
    };
  });
}

type NodeRow = Awaited<ReturnType<typeof findRows>>[number];
const versionNames = { select: { id: true, name: true, digest: true } } as const;

function findRows(db: Pick<Tx, "agent">, regionIds: string[]) {
  return db.agent.findMany({
    where: { role: "inference", archivedAt: null, regionId: { in: regionIds } },
    orderBy: { name: "asc" },
    select: {
      ...{ id: true, name: true, regionId: true },
      assignment: { include: { modelVersion: versionNames, heldModelVersion: versionNames } },
      observed: { select: { effective: true, epoch: true, revision: true } },
      snapshot: { select: { epoch: true, revision: true, expectedEffect: true } },
    } satisfies Prisma.AgentSelect,
  });
}

function assigned(
  { id, name, digest }: { id: string; name: string; digest: string },
  precision: string | null,
): AssignedVersion {
  return { modelVersionId: id, name, digest, precision: Precision.parse(precision) };
}

/** It has applied its newest snapshot, and that snapshot holds the current assignment. */
function isCurrent({ observed, snapshot: sent }: NodeRow, versions: AssignedVersion[]): boolean {
  if (!observed || !sent) return false;
  if (observed.epoch !== sent.epoch || observed.revision !== sent.revision) return false;
  return sent.expectedEffect === modelsKey(versions);
}

import { AgentName, AgentRole, newId, RegionName, TargetState, Weight } from "@meridian/contracts";
import { inTransaction, nextRevision } from "@meridian/db";
import { z } from "zod";
import type { Verb } from "../../context.ts";
import { appendChange } from "../change/index.ts";
import { getRegionByNameOrThrow } from "../region/index.ts";
import { hashSecret, newSecret } from "./secrets.ts";

const dayMs = 86_400_000;

export const CreateEnrolmentTokenInput = z.object({
  region: RegionName,
  role: AgentRole,
  name: AgentName.optional(),
  state: TargetState.default("standby"),
  weight: Weight.default(100),
  expiresInMs: z
    .number()
    .int()
    .min(1000)
    .max(30 * dayMs)
    .default(3_600_000),
});
export type CreateEnrolmentTokenInput = z.infer<typeof CreateEnrolmentTokenInput>;

export type EnrolmentTokenCreated = { id: string; token: string; expiresAt: Date };

/** Makes a single-use token that fixes region, role and initial state. The token is told once and stored hashed. */
export async function createEnrolmentToken({
  ctx,
  input,
}: Verb<CreateEnrolmentTokenInput>): Promise<EnrolmentTokenCreated> {
  const token = newSecret("met");
  return inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const region = await getRegionByNameOrThrow(tx, input.region);
    const created = await tx.enrolmentToken.create({
      data: {
        id: newId("et"),
        tokenHash: hashSecret(token),
        regionId: region.id,
        role: input.role,
        initialState: input.state,
        initialWeight: input.weight,
        agentName: input.name ?? null,
        createdBy: ctx.actor.id,
        createdAt: ctx.now(),
        expiresAt: new Date(ctx.now().getTime() + input.expiresInMs),
      },
    });
    const { id, expiresAt } = created;
    await appendChange(tx, ctx, {
      revision,
      kind: "enrolment-token.created",
      subject: { type: "enrolment-token", id },
      after: { ...input, expiresAt },
    });
    return { id, token, expiresAt };
  });
}

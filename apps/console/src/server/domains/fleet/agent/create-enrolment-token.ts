import type { CreateEnrolmentTokenInput, EnrolmentTokenCreated } from "@meridian/contracts/api";
import type { AgentRole } from "@meridian/contracts/fleet";
import { newId } from "@meridian/contracts/ids";
import { inTransaction, nextRevision } from "@meridian/db";
import type { ServiceContext, Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { getRegionOrThrow } from "../region/find-regions.ts";
import { hashSecret, newSecret } from "../../secret-hash.ts";

/** `baseUrl`: where agents reach the console. */
type TokenContext = ServiceContext & { baseUrl: string };

/** Creates a single-use token that fixes region, role and initial state. It is returned once and stored hashed. */
export async function createEnrolmentToken({
  ctx,
  input,
}: Verb<CreateEnrolmentTokenInput, TokenContext>): Promise<EnrolmentTokenCreated> {
  const token = newSecret("met");
  const { id, expiresAt } = await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const region = await getRegionOrThrow(tx, input.regionId);
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
    await appendChange(tx, ctx, {
      revision,
      kind: "enrolment-token.created",
      subject: { type: "enrolment-token", id: created.id },
      after: { ...input, region: region.name, expiresAt: created.expiresAt },
    });
    return created;
  });
  ctx.changes.wake();
  const { role, name = id } = input;
  const command = startCommand({ consoleUrl: ctx.baseUrl, token, role, folder: name });
  return { id, token, expiresAt, command };
}

type StartCommand = { consoleUrl: string; token: string; role: AgentRole; folder: string };

/**
 * By `node`, since `npx` does not pass SIGTERM on. Starts an agent from the root of a checkout, in a shell. Each agent has a folder of its own, where it keeps its
 * credential: the same command starts it again later.
 */
function startCommand({ consoleUrl, token, role, folder }: StartCommand): string {
  return [
    `MERIDIAN_CONSOLE_URL=${consoleUrl}`,
    `MERIDIAN_ENROLMENT_TOKEN=${token}`,
    `MERIDIAN_DATA_DIR=.meridian/agents/${folder}`,
    `node apps/node-agent/bin/meridian-agent.js --role ${role}`,
  ].join(" \\\n  ");
}

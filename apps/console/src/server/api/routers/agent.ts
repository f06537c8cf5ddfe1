import {
  AcceptAddressInput,
  AgentActionInput,
  AgentEntry,
  CreateEnrolmentTokenInput,
  EnrolmentTokenCreated,
  EnrolmentTokenView,
  RenameAgentInput,
  RevokeEnrolmentTokenInput,
} from "@meridian/contracts/api";
import { AgentPerformance, AgentPerformanceInput } from "@meridian/contracts/measure";
import { AnyId } from "@meridian/contracts/text";
import { z } from "zod";
import {
  acceptAddress,
  archiveAgent,
  createEnrolmentToken,
  getAgentPerformance,
  listAgentEntries,
  listEnrolmentTokens,
  renameAgent,
  revokeCredential,
  revokeEnrolmentToken,
  rotateCredential,
} from "../../domains/fleet/index.ts";
import { oneById } from "../one-by-id.ts";
import { touching } from "../touched-regions.ts";
import { procedure, type RestRoute, router } from "../trpc.ts";

const ofAgent = { touches: touching.agent };

export const agentRouter = router({
  list: procedure("viewer", {
    method: "GET",
    path: "/agents",
    filters: ["name", "regionId", "role", "state", "presence"],
    summary: "List nodes and gateways",
  })
    .output(z.array(AgentEntry))
    .query(({ ctx }) => listAgentEntries(ctx)),
  get: procedure("viewer", { method: "GET", path: "/agents/{agentId}", summary: "One node or gateway" })
    .input(z.object({ agentId: AnyId.describe("The agent.") }))
    .output(AgentEntry)
    .query(async ({ ctx, input }) => oneById(await listAgentEntries(ctx), input.agentId)),
  performance: procedure("viewer", {
    method: "GET",
    path: "/agents/{agentId}/performance",
    summary: "Latency by stage and current load of a node",
  })
    .input(AgentPerformanceInput)
    .output(AgentPerformance)
    .query(({ ctx, input }) => getAgentPerformance({ ctx, input })),
  rename: procedure(
    "admin",
    { method: "PATCH", path: "/agents/{agentId}", summary: "Rename an agent" },
    ofAgent,
  )
    .input(RenameAgentInput)
    .output(z.void())
    .mutation(({ ctx, input }) => renameAgent({ ctx, input })),
  acceptAddress: procedure(
    "operator",
    command("accept-address", "Let an agent be reached where it says it is"),
    ofAgent,
  )
    .input(AcceptAddressInput)
    .output(z.void())
    .mutation(({ ctx, input }) => acceptAddress({ ctx, input })),
  archive: procedure("admin", command("archive", "Archive an agent that takes no traffic"), ofAgent)
    .input(AgentActionInput)
    .output(z.void())
    .mutation(({ ctx, input }) => archiveAgent({ ctx, input })),
  revokeCredential: procedure("admin", command("revoke-credential", "Revoke an agent's credential"), ofAgent)
    .input(AgentActionInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeCredential({ ctx, input })),
  rotateCredential: procedure(
    "admin",
    command("rotate-credential", "Give an agent a new credential"),
    ofAgent,
  )
    .input(AgentActionInput)
    .output(z.object({ credential: z.string().describe("The new credential, shown only this once.") }))
    .mutation(({ ctx, input }) => rotateCredential({ ctx, input })),
  createToken: procedure(
    "admin",
    {
      method: "POST",
      path: "/enrolment-tokens",
      makes: "/enrolment-tokens/{id}",
      summary: "Create a single-use enrolment token",
    },
    { touches: touching.region },
  )
    .input(CreateEnrolmentTokenInput)
    .output(EnrolmentTokenCreated)
    .mutation(({ ctx, input }) => createEnrolmentToken({ ctx, input })),
  listTokens: procedure("admin", {
    method: "GET",
    path: "/enrolment-tokens",
    filters: ["regionId", "role"],
    summary: "List enrolment tokens that can still be used",
  })
    .output(z.array(EnrolmentTokenView))
    .query(({ ctx }) => listEnrolmentTokens({ ctx })),
  getToken: procedure("admin", {
    method: "GET",
    path: "/enrolment-tokens/{tokenId}",
    summary: "One enrolment token that can still be used",
  })
    .input(z.object({ tokenId: AnyId.describe("The token.") }))
    .output(EnrolmentTokenView)
    .query(async ({ ctx, input }) => oneById(await listEnrolmentTokens({ ctx }), input.tokenId)),
  revokeToken: procedure(
    "admin",
    { method: "DELETE", path: "/enrolment-tokens/{tokenId}", summary: "Revoke an enrolment token" },
    { touches: touching.enrolment },
  )
    .input(RevokeEnrolmentTokenInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeEnrolmentToken({ ctx, input })),
});

function command(name: string, summary: string): RestRoute {
  return { method: "POST", path: `/agents/{agentId}/${name}`, summary };
}

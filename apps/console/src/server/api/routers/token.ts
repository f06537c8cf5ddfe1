import {
  ApiTokenView,
  ChangeTokenOwnerInput,
  CreateTokenInput,
  RevokeTokenInput,
  TokenCreated,
} from "@meridian/contracts/api";
import { AnyId } from "@meridian/contracts/text";
import { z } from "zod";
import { changeTokenOwner, createToken, listTokens, revokeToken } from "../../domains/people/index.ts";
import { oneById } from "../one-by-id.ts";
import { touching } from "../touched-regions.ts";
import { procedure, router } from "../trpc.ts";

export const tokenRouter = router({
  list: procedure("admin", {
    method: "GET",
    path: "/tokens",
    filters: ["name", "role"],
    summary: "List API tokens",
  })
    .output(z.array(ApiTokenView))
    .query(({ ctx }) => listTokens(ctx.db)),
  get: procedure("admin", { method: "GET", path: "/tokens/{tokenId}", summary: "One API token" })
    .input(z.object({ tokenId: AnyId.describe("The token.") }))
    .output(ApiTokenView)
    .query(async ({ ctx, input }) => oneById(await listTokens(ctx.db), input.tokenId)),
  create: procedure(
    "admin",
    {
      method: "POST",
      path: "/tokens",
      makes: "/tokens/{id}",
      summary: "Create an API token; it is shown once",
    },
    { touches: touching.fleet },
  )
    .input(CreateTokenInput)
    .output(TokenCreated)
    .mutation(({ ctx, input }) => createToken({ ctx, input })),
  changeOwner: procedure(
    "admin",
    {
      method: "PATCH",
      path: "/tokens/{tokenId}",
      summary: "Give a service token another owner",
    },
    { touches: touching.fleet },
  )
    .input(ChangeTokenOwnerInput)
    .output(z.void())
    .mutation(({ ctx, input }) => changeTokenOwner({ ctx, input })),
  revoke: procedure(
    "admin",
    { method: "DELETE", path: "/tokens/{tokenId}", summary: "Revoke an API token" },
    { touches: touching.fleet },
  )
    .input(RevokeTokenInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeToken({ ctx, input })),
});

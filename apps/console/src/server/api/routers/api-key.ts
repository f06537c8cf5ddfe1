import {
  ApiKeyCreated,
  ApiKeyInput,
  ApiKeyView,
  AskForKeysInput,
  ClientAccessView,
  CreateApiKeyInput,
  RevokeApiKeyInput,
  UpdateApiKeyInput,
} from "@meridian/contracts/api";
import { z } from "zod";
import {
  askForKeys,
  createApiKey,
  getClientAccess,
  listApiKeys,
  openToAll,
  revokeApiKey,
  updateApiKey,
} from "../../domains/clients/index.ts";
import { oneById } from "../one-by-id.ts";
import { touching } from "../touched-regions.ts";
import { procedure, router } from "../trpc.ts";

export const apiKeyRouter = router({
  list: procedure("viewer", {
    method: "GET",
    path: "/api-keys",
    filters: ["name", "state"],
    summary: "List API keys of clients of gateways",
  })
    .output(z.array(ApiKeyView))
    .query(({ ctx }) => listApiKeys(ctx)),
  get: procedure("viewer", { method: "GET", path: "/api-keys/{keyId}", summary: "One API key" })
    .input(ApiKeyInput)
    .output(ApiKeyView)
    .query(async ({ ctx, input }) => oneById(await listApiKeys(ctx), input.keyId)),
  create: procedure(
    "admin",
    {
      method: "POST",
      path: "/api-keys",
      makes: "/api-keys/{id}",
      summary: "Make an API key for a client of gateways; it is shown once",
    },
    { touches: touching.fleet },
  )
    .input(CreateApiKeyInput)
    .output(ApiKeyCreated)
    .mutation(({ ctx, input }) => createApiKey({ ctx, input })),
  update: procedure(
    "admin",
    {
      method: "PATCH",
      path: "/api-keys/{keyId}",
      summary: "Change an API key's name or limits",
    },
    { touches: touching.fleet },
  )
    .input(UpdateApiKeyInput)
    .output(z.void())
    .mutation(({ ctx, input }) => updateApiKey({ ctx, input })),
  revoke: procedure(
    "admin",
    { method: "DELETE", path: "/api-keys/{keyId}", summary: "Revoke an API key" },
    { touches: touching.fleet },
  )
    .input(RevokeApiKeyInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeApiKey({ ctx, input })),
  access: procedure("viewer", {
    method: "GET",
    path: "/client-access",
    summary: "Whether gateways ask clients for API keys, and which of them do",
  })
    .output(ClientAccessView)
    .query(({ ctx }) => getClientAccess(ctx)),
  ask: procedure(
    "operator",
    {
      method: "POST",
      path: "/client-access/ask",
      summary: "Ask for API keys: gateways refuse requests without a valid one",
    },
    { touches: touching.fleet },
  )
    .input(AskForKeysInput)
    .output(ClientAccessView)
    .mutation(({ ctx, input }) => askForKeys({ ctx, input })),
  open: procedure(
    "approver",
    {
      method: "POST",
      path: "/client-access/open",
      summary: "Ask for API keys no more: gateways answer everybody",
    },
    { touches: touching.fleet },
  )
    .input(AskForKeysInput)
    .output(ClientAccessView)
    .mutation(({ ctx, input }) => openToAll({ ctx, input })),
});

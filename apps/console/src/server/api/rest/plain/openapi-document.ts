import { z } from "zod";
import { getShared } from "../../../boot/shared.ts";
import { buildOpenApi } from "../openapi.ts";
import type { PlainRoute } from "./plain-route.ts";

/** The document says nothing of this system but its address: generators may fetch it without a token. */
export const documentRoute = (plain: () => readonly PlainRoute[]): PlainRoute => ({
  procedure: "api.document",
  method: "GET",
  path: "/openapi.json",
  role: null,
  summary: "This document",
  query: z.strictObject({}),
  answers: { "application/json": "An OpenAPI 3.1 document." },
  answer: () => Promise.resolve(Response.json(buildOpenApi(getShared().env.baseUrl, plain()))),
});

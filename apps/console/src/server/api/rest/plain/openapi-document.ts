import { z } from "zod";
import { getShared, onGlobal } from "../../../boot/shared.ts";
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
  answer: () => {
    // Building it takes a third of a second, in which nobody else is served.
    const text = onGlobal("openapi-document", () =>
      JSON.stringify(buildOpenApi(getShared().env.baseUrl, plain())),
    );
    return Promise.resolve(new Response(text, { headers: { "content-type": "application/json" } }));
  },
});

import type { JsonSchema } from "./schemas.ts";

/** The parts of OpenAPI 3.1 that this console's document has. */
export type Parameter = {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: JsonSchema;
};
export type Content = { content: Record<string, { schema: JsonSchema }> };
export type Answer = { description: string } & Partial<Content>;
export type Reference = { $ref: string };

export type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters: (Parameter | Reference)[];
  requestBody?: { required: boolean } & Content;
  responses: Record<string, Answer | Reference>;
  /** Where it differs from the document's. */
  security?: Record<string, string[]>[];
  /** The lowest role that may call it. */
  "x-role": string;
};

export type OpenApi = {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  security: Record<string, string[]>[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    securitySchemes: Record<string, object>;
    parameters: Record<string, Parameter>;
    responses: Record<string, Answer>;
    schemas: Record<string, JsonSchema>;
  };
};

import {
  ParseCallHeaders,
  parseHeaders,
  parseLimits,
  ParseRequest,
  ParseResponse,
  ParseStreamLine,
  parseStreamType,
  WhereAnswer,
} from "@meridian/contracts/wire";
import { headerRef, responseRefs } from "./openapi-shared.ts";
import type { Operation, Parameter } from "./openapi-types.ts";
import { inputSchema, type JsonSchema, outputSchema } from "./schemas.ts";

const servers = [
  { url: "http://localhost:8080", description: "A gateway; GET /v1/where names all of them." },
];
const own = { servers, security: [], tags: ["gateway"], "x-role": null };

/** What clients ask a gateway, at its own address. */
export function gatewayPaths(
  components: Record<string, JsonSchema>,
): Record<string, Record<string, Operation>> {
  const parse: Operation = {
    ...own,
    security: [{}, { apiKey: [] }],
    operationId: "gateway-parse",
    summary: "Elements of addresses",
    description: `As JSON for up to ${parseLimits.addressesMax} addresses, or line by line (accept: ${parseStreamType}) for up to ${parseLimits.streamedAddressesMax}. Unknown fields are ignored. Where gateways ask for API keys: 401 without a valid one, 403 for what it does not allow, 429 with Retry-After above its limits; RateLimit-* headers say what is left.`,
    parameters: callParameters(),
    requestBody: {
      required: true,
      content: { "application/json": { schema: ignoringMore(inputSchema(ParseRequest)) } },
    },
    responses: {
      200: {
        description: "A result for each address.",
        headers: { "x-request-id": headerRef("x-request-id") },
        content: {
          "application/json": { schema: outputSchema(ParseResponse, components) },
          [parseStreamType]: { schema: outputSchema(ParseStreamLine, components) },
        },
      },
      ...responseRefs(["400", "401", "403", "404", "408", "413", "415", "429", "500", "502", "503", "504"]),
    },
  };
  const where: Operation = {
    ...own,
    operationId: "gateway-where",
    summary: "The gateway that answers, and the others, nearest first",
    description: "Open to everybody: it needs no API key.",
    parameters: [],
    responses: {
      200: {
        description: "The gateways.",
        content: { "application/json": { schema: outputSchema(WhereAnswer, components) } },
      },
      ...responseRefs(["401", "429", "500", "503"]),
    },
  };
  return { "/v1/parse": { post: parse }, "/v1/where": { get: where } };
}

function callParameters(): Parameter[] {
  const { properties = {} } = inputSchema(ParseCallHeaders);
  const asked = Object.entries(properties as Record<string, JsonSchema>).map(([name, field]): Parameter => {
    const { description, ...schema } = field;
    return { name, in: "header", required: false, ...(description !== undefined && { description }), schema };
  });
  return [
    ...asked,
    {
      name: parseHeaders.requestId,
      in: "header",
      required: false,
      description: "Returned with the answer, and logged.",
      schema: { type: "string" },
    },
  ];
}

function ignoringMore({ additionalProperties: _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { parseHeaders } from "@meridian/contracts/wire";
import cors from "cors";

type Guard = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const rateHeaders = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];
/** What pages may read of an answer, besides what every browser shows. */
const exposed = [...Object.values(parseHeaders), "server-timing", "retry-after", ...rateHeaders];
const preflightSecondsMax = 600;

/**
 * Lets pages of the allowed origins call a gateway (CORS): answers a preflight itself and passes everything else on to `next`.
 * Without an allowed origin nothing is added.
 */
export function crossOrigin(origins: readonly string[]): Guard {
  if (origins.length === 0) return (_request, _response, next) => next();
  const answer = cors({
    origin: origins.includes("*") ? "*" : [...origins],
    methods: ["GET", "HEAD", "POST"],
    exposedHeaders: exposed,
    maxAge: preflightSecondsMax,
  });
  return (request, response, next) => answer(request as cors.CorsRequest, response, next);
}

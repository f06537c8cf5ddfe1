import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** How a page learns which nonce its scripts must carry. A client's own is dropped. */
export const nonceHeader = "x-meridian-nonce";
/** Next reads the policy of a request and gives its scripts the nonce found there. */
const policyHeader = "content-security-policy";

const lasting = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  "cross-origin-opener-policy": "same-origin",
};
const yearSeconds = 31_536_000;

type Site = {
  /** Hot reload evaluates text. */
  isDevelopment: boolean;
  /** People open it by https: from then on a browser never asks without. */
  isHttps: boolean;
};

/** Sets what a browser is to hold against every answer, also one that no framework makes. */
export function setSecurityHeaders(request: IncomingMessage, response: ServerResponse, site: Site): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, site.isDevelopment);
  Object.assign(request.headers, { [policyHeader]: policy, [nonceHeader]: nonce });
  for (const [name, value] of Object.entries(lasting)) response.setHeader(name, value);
  response.setHeader(policyHeader, policy);
  if (site.isHttps) response.setHeader("strict-transport-security", `max-age=${yearSeconds}`);
}

/**
 * Everything comes from this origin, and an inline script from us alone. Styles may stand inline: libraries of ours write them,
 * and they run nothing.
 */
function contentSecurityPolicy(nonce: string, isDevelopment: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

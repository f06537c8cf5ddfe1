import { createHash, timingSafeEqual } from "node:crypto";

/** Whether an `authorization` header carries one of `bearers`; takes the same time whatever it carries. */
export function isAuthorised(header: string | undefined, bearers: readonly string[]): boolean {
  const given = digestOf(header?.startsWith("Bearer ") ? header.slice("Bearer ".length) : "");
  return bearers.map((bearer) => timingSafeEqual(digestOf(bearer), given)).includes(true);
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

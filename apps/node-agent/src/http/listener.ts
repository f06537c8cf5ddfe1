import { createHash, timingSafeEqual } from "node:crypto";
import type { Server } from "node:http";

/** The port that a server listens on; `asked` before it does. */
export function portOf(server: Server, asked: number): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : asked;
}

/** Lets requests in flight end within `deadlineMs`; after it their connections are cut. */
export async function closeWithin(
  server: Server,
  deadlineMs: number,
  close: () => Promise<unknown>,
): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await close();
  clearTimeout(timer);
}

/** Whether an `authorization` header carries one of `bearers`; takes the same time whatever it carries. */
export function isAuthorised(header: string | undefined, bearers: readonly string[]): boolean {
  const given = digestOf(header?.startsWith("Bearer ") ? header.slice("Bearer ".length) : "");
  return bearers.map((bearer) => timingSafeEqual(digestOf(bearer), given)).includes(true);
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

import { createServer } from "node:net";
import { AppError } from "@meridian/contracts/errors";
import { failureOf, isSystemFailure } from "@meridian/contracts/process";

/**
 * A port this process may listen on: `port` itself when it is free, or a free one for 0. Asked before enrolment, so
 * that no token is spent on an agent that cannot start. Throws CONFLICT when the port is taken.
 */
export async function freePort(host: string, port: number): Promise<number> {
  const server = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, exclusive: true }, () => {
        const address = server.address();
        resolve(typeof address === "object" && address ? address.port : port);
      });
    });
  } catch (cause) {
    throw portError(cause, host, port);
  } finally {
    server.close();
  }
}

/** What a failed listen means, in words for the operator. */
export function portError(cause: unknown, host: string, port: number, variable = "MERIDIAN_PORT"): unknown {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "EADDRINUSE") {
    const remedy = `stop what listens there, or set ${variable} to another`;
    return new AppError("CONFLICT", `port ${port} on ${host} is taken: ${remedy}`, { cause });
  }
  if (!isSystemFailure(cause)) return cause;
  return new AppError("CONFLICT", `cannot listen on ${host}:${port}: ${failureOf(cause)}`, { cause });
}

import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { createSecureContext } from "node:tls";
import { z } from "zod";
import type { LineLogger } from "../process/index.ts";

/** How often the files are looked at: whoever renews a certificate need not tell anybody. */
const lookMs = 1000;

export type TlsFiles = { certFile: string; keyFile: string };

/** What an environment says of TLS; both or neither. */
export const tlsVariables = {
  MERIDIAN_TLS_CERT_FILE: z
    .string()
    .optional()
    .describe("certificate chain in PEM; with it and the key the listener speaks TLS"),
  MERIDIAN_TLS_KEY_FILE: z.string().optional().describe("its private key in PEM"),
};

type TlsVariables = {
  MERIDIAN_TLS_CERT_FILE?: string | undefined;
  MERIDIAN_TLS_KEY_FILE?: string | undefined;
};

/** The files of a listener, once they can be used; null without any. Throws an Error in words for who runs the program. */
export function readTlsFiles(given: TlsVariables): TlsFiles | null {
  const { MERIDIAN_TLS_CERT_FILE: certFile, MERIDIAN_TLS_KEY_FILE: keyFile } = given;
  if (certFile === undefined && keyFile === undefined) return null;
  if (certFile === undefined) throw new Error("MERIDIAN_TLS_CERT_FILE: needed beside MERIDIAN_TLS_KEY_FILE");
  if (keyFile === undefined) throw new Error("MERIDIAN_TLS_KEY_FILE: needed beside MERIDIAN_TLS_CERT_FILE");
  const files = { certFile, keyFile };
  try {
    createSecureContext(readPair(files));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`MERIDIAN_TLS_CERT_FILE, MERIDIAN_TLS_KEY_FILE: ${reason}`, { cause: error });
  }
  return files;
}

/**
 * A server by HTTP, or by HTTPS where files are named. A renewed pair is used from the next connection on; one that cannot be
 * used is told to `onTlsProblem`, and the one before stays.
 */
export function createListener(
  options: object,
  tls: TlsFiles | null,
  onTlsProblem: (reason: string) => void,
  onRequest: RequestListener,
): Server {
  if (tls === null) return createServer(options, onRequest);
  const server = createTlsServer({ ...options, ...readPair(tls) }, onRequest);
  const reload = () => {
    try {
      server.setSecureContext(readPair(tls));
    } catch (error) {
      onTlsProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const files = [tls.certFile, tls.keyFile];
  for (const file of files) watchFile(file, { interval: lookMs, persistent: false }, reload);
  server.once("close", () => files.forEach((file) => unwatchFile(file, reload)));
  // Its methods and events are those of an HTTP server; only the names of its types are others.
  return server as TlsServer & Server;
}

/** Says in the log that a renewed certificate cannot be used. */
export function warnOfTls(logger: Pick<LineLogger, "error">): (reason: string) => void {
  return (reason) => logger.error({ reason }, "the renewed certificate cannot be used; the one before stays");
}

/** The event by which a server gets a connection that it can read requests from. */
export function connectionEventOf(server: Server): "connection" | "secureConnection" {
  return "setSecureContext" in server ? "secureConnection" : "connection";
}

function readPair({ certFile, keyFile }: TlsFiles): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
}

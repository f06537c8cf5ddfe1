import type { IncomingMessage, RequestListener, Server } from "node:http";
import { createServer, type Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { roleUri } from "@meridian/contracts/wire";
import { type AgentCertificate, urisIn } from "../../http/agent-certificate.ts";

/**
 * A node's listener by mesh TLS. Whoever connects sees the node's certificate; what it shows itself says whether it is a gateway of the
 * fleet. Probes show none, so it is asked for and not demanded.
 */
export class MeshListener {
  private server: TlsServer | null = null;
  private held: AgentCertificate | null = null;
  private readonly gateways = new WeakMap<Socket, boolean>();

  /** Until there is a certificate no handshake succeeds. */
  create(options: object, onRequest: RequestListener): Server {
    const server = createServer({ ...options, requestCert: true, rejectUnauthorized: false }, onRequest);
    this.server = server;
    if (this.held) this.use(this.held);
    // Its methods and events are those of an HTTP server; only the names of its types are others.
    return server as TlsServer & Server;
  }

  /** From the next connection on. */
  use(held: AgentCertificate): void {
    this.held = held;
    const { key, certificate: cert, ca } = held;
    this.server?.setSecureContext({ key, cert, ca });
  }

  /** Whether the caller proved by its certificate that it is a gateway of this fleet; looked at once for each connection. */
  isFromGateway({ socket }: IncomingMessage): boolean {
    const known = this.gateways.get(socket);
    if (known !== undefined) return known;
    const isGateway = isOfGateway(socket);
    this.gateways.set(socket, isGateway);
    return isGateway;
  }
}

function isOfGateway(socket: Socket): boolean {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return false;
  const { subjectaltname } = socket.getPeerCertificate();
  return urisIn(subjectaltname).some((uri) => uri.startsWith(roleUri("gateway")));
}

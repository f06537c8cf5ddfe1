import type { SecureContext } from "node:tls";
import { agentUri, type SnapshotNode } from "@meridian/contracts/wire";
import { buildConnector } from "undici";
import { type AgentCertificate, secureContextOf, urisIn } from "../../http/agent-certificate.ts";
import { guardedLookup } from "./guarded-lookup.ts";

type Connect = buildConnector.connector | buildConnector.BuildOptions;

/** How this gateway connects to nodes. Those of the mesh are known by the fleet CA and their ids, and shown its own certificate. */
export class NodeConnections {
  private secureContext: SecureContext | null = null;

  /** For connections from now on; those that stand go on. */
  use(held: AgentCertificate): void {
    this.secureContext = secureContextOf(held);
  }

  /** For undici's pools. */
  to({ id, isMesh }: Pick<SnapshotNode, "id" | "isMesh">, timeout: number): Connect {
    const plain = { timeout, lookup: guardedLookup };
    return isMesh ? this.toMesh(agentUri("inference", id), plain) : plain;
  }

  private toMesh(uri: string, plain: buildConnector.BuildOptions): buildConnector.connector {
    const connectBy = (secureContext: SecureContext) =>
      buildConnector({
        ...plain,
        secureContext,
        // Every handshake is a whole one: of a session that is taken up again nobody looks at the certificate.
        maxCachedSessions: 0,
        checkServerIdentity: (_host, { subjectaltname }) => wrongNode(uri, subjectaltname),
      });
    let made: { by: SecureContext; connect: buildConnector.connector } | null = null;
    return (options, callback) => {
      const { secureContext: by } = this;
      if (by === null) return callback(noCertificate(), null);
      if (made?.by !== by) made = { by, connect: connectBy(by) };
      made.connect(options, callback);
    };
  }
}

/** Whoever answers at a node's address with another node's certificate is not the node. */
function wrongNode(uri: string, subjectAltName: string | undefined): Error | undefined {
  if (urisIn(subjectAltName).includes(uri)) return undefined;
  const message = `expected the certificate of ${uri}, found ${subjectAltName ?? "none"}`;
  return Object.assign(new Error(message), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
}

function noCertificate(): Error {
  const message = "this gateway has no certificate of the fleet yet";
  return Object.assign(new Error(message), { code: "NO_FLEET_CERTIFICATE" });
}

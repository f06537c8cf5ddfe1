import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AppError, problemHeaders, problemOf } from "../errors.ts";
import { compileTrust } from "./client-address.ts";
import { readKeptPort, writeKeptPort } from "./kept-port.ts";
import { failureOf } from "../process/index.ts";
import { listenerLimits } from "./limits.ts";
import { createListener, type TlsFiles } from "./tls.ts";

const path = "/metrics";
const requestTimeoutMs = 30_000;
const connectionsMax = 64;
/** Who asks there for what moved is told. */
export const metricsElsewhere = "metrics are on a port of their own: MERIDIAN_METRICS_PORT";

export type MetricsListenerParts = {
  tls: TlsFiles | null;
  onTlsProblem: (reason: string) => void;
  /** sha256 in hex of the scrape tokens. None: open to this machine alone. */
  tokens: () => readonly string[] | Promise<readonly string[]>;
  render: () => Promise<{ text: string; type: string }>;
  /** Somebody without a valid token. */
  onIntruder: (clientAddress: string) => void;
  onError: (error: unknown) => void;
  /** The port that was chosen could not be kept: the next start may choose another. Left out: as an error. */
  onNotKept?: (reason: string) => void;
};

export type MetricsAddress = {
  host: string;
  /** 0: the one kept in `keptIn`, or a free one, which is kept there. */
  port: number;
  keptIn: string;
};

/** `GET /metrics` on a port of its own, by a scrape token. Scrapes at the same time share one reading. */
export class MetricsListener {
  private readonly server: Server;
  private rendering: Promise<{ text: string; type: string }> | null = null;

  constructor(private readonly parts: MetricsListenerParts) {
    const limits = listenerLimits(requestTimeoutMs);
    this.server = createListener(limits, parts.tls, parts.onTlsProblem, (request, response) => {
      this.answer(request, response).catch((error: unknown) =>
        refuse(request, response, error, parts.onError),
      );
    });
    this.server.maxConnections = connectionsMax;
  }

  /** Rejects with the system's error (EADDRINUSE) where a port that was asked for is taken. */
  async listen({ host, port, keptIn }: MetricsAddress): Promise<{ port: number }> {
    const kept = port === 0 ? await readKeptPort(keptIn) : port;
    try {
      await this.listenOn(host, kept);
    } catch (error) {
      if (port !== 0 || kept === 0) throw error;
      await this.listenOn(host, 0);
    }
    this.server.on("error", this.parts.onError);
    const chosen = (this.server.address() as AddressInfo).port;
    if (port === 0 && chosen !== kept) await this.keep(keptIn, chosen);
    return { port: chosen };
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, "close");
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** Next time it may be another: no reason not to run now. */
  private async keep(file: string, port: number): Promise<void> {
    await writeKeptPort(file, port).catch((error: unknown) => {
      const reason = `the metrics port ${port} could not be kept, the next start may choose another: ${failureOf(error)}`;
      if (this.parts.onNotKept) this.parts.onNotKept(reason);
      else this.parts.onError(new Error(reason));
    });
  }

  private async listenOn(host: string, port: number): Promise<void> {
    this.server.listen(port, host);
    await once(this.server, "listening");
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.split("?", 1)[0] !== path) throw new AppError("NOT_FOUND", `expected GET ${path}`);
    if (request.method !== "GET" && request.method !== "HEAD") {
      const details = { allowed: ["GET", "HEAD"] };
      throw new AppError("METHOD_NOT_ALLOWED", "expected the method GET or HEAD", { details });
    }
    await this.assertMay(request);
    this.rendering ??= this.parts.render().finally(() => (this.rendering = null));
    const { text, type } = await this.rendering;
    const headers = { "content-type": type, "content-length": Buffer.byteLength(text), ...lasting };
    response.writeHead(200, headers).end(text);
  }

  private async assertMay(request: IncomingMessage): Promise<void> {
    const tokens = await this.parts.tokens();
    if (tokens.length === 0 && isFromThisMachine(request)) return;
    if (tokens.length > 0 && carriesOne(request.headers.authorization, tokens)) return;
    this.parts.onIntruder(request.socket.remoteAddress ?? "");
    throw new AppError(
      "UNAUTHENTICATED",
      tokens.length === 0
        ? "without a scrape token, metrics are open to this machine alone, asked plainly by its loopback name: Settings makes one"
        : "expected a scrape token as authorization: Bearer",
    );
  }
}

const lasting = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
const isLoopback = compileTrust(["loopback"]);

/** What a scraper or a person's browser on this machine sends. Any other header may be a proxy's that tells for whom it asks. */
const ownHeaders = new RegExp(
  "^(host|user-agent|authorization|connection|keep-alive|te|upgrade-insecure-requests|cache-control|pragma|dnt|priority|" +
    "cookie|if-.+|accept|accept-.+|sec-.+|x-prometheus-scrape-timeout-seconds|traceparent|tracestate|baggage)$",
);
/** Another name leads here by a proxy, or by a web page whose name was given this machine's address (DNS rebinding). */
const loopbackHost = /^(localhost|[a-z0-9-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])\.?(:\d+)?$/i;

/** Not what a proxy on this machine passes on for somebody else. The simplest proxies ask by HTTP/1.0. */
function isFromThisMachine({ headers, httpVersion, socket }: IncomingMessage): boolean {
  const isOwn = Object.keys(headers).every((name) => ownHeaders.test(name));
  const isToHere = httpVersion !== "1.0" && loopbackHost.test(headers.host ?? "");
  return isOwn && isToHere && isLoopback(socket.remoteAddress ?? "");
}

/** Takes the same time whichever token it is, and whether it is one. */
function carriesOne(authorization: string | undefined, hashes: readonly string[]): boolean {
  const [, secret = ""] = /^bearer +(\S+) *$/i.exec(authorization ?? "") ?? [];
  const given = createHash("sha256").update(secret).digest();
  return hashes.map((hash) => timingSafeEqual(Buffer.from(hash, "hex"), given)).includes(true);
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  onError: (error: unknown) => void,
): void {
  const problem = problemOf(error);
  if (problem.status >= 500) onError(error);
  if (!request.complete) response.setHeader("connection", "close");
  const body = JSON.stringify(problem);
  const headers = { ...problemHeaders(error), "content-length": Buffer.byteLength(body), ...lasting };
  response.writeHead(problem.status, headers).end(body);
}

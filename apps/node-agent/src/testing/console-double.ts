import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { decode } from "@msgpack/msgpack";
import {
  type AgentCommand,
  AgentCommandAck,
  agentEvents,
  AgentHello,
  agentNamespace,
  type Bearers,
  CertificateRequest,
  DesiredStateAck,
  EnrolInput,
  ObservedState,
  sha256Hex,
  type Snapshot,
  TelemetryFrame,
} from "@meridian/contracts/wire";
import { Server as SocketServer, type Socket } from "socket.io";
import { testAgent } from "./inference-fixture.ts";
import type { TestFleetCa } from "./test-fleet-ca.ts";

type Refusal = { code: string; retryAfterMs?: number };

/** The console as an agent sees it: real HTTP and real sockets, answers by the contracts, memory instead of a database. */
export class ConsoleDouble {
  readonly token = "enrolment-token-of-the-tests";
  credential = "credential-of-the-tests-0001";
  readonly hellos: AgentHello[] = [];
  readonly observed: ObservedState[] = [];
  readonly frames: TelemetryFrame[] = [];
  readonly frameBytes: number[] = [];
  readonly handshakes: number[] = [];
  readonly enrolments: EnrolInput[] = [];
  goodbyes = 0;
  /** Status that enrolments are answered with instead of being accepted. */
  enrolStatus = 200;
  /** Enrolments whose answer is cut off in its body. */
  enrolCuts = 0;
  refusal: Refusal | null = null;
  /** Folder of a model version to serve. */
  modelDir: string | null = null;
  /** Null: as a console that issues no certificates. */
  fleetCa: TestFleetCa | null = null;
  certificateMs = 3_600_000;
  certificates = 0;
  private readonly http: Server;
  private readonly io: SocketServer;
  private socket: Socket | null = null;

  constructor() {
    this.http = createServer((request, response) => void this.onRequest(request, response));
    this.io = new SocketServer(this.http, { serveClient: false });
    this.io.of(agentNamespace).use((socket, next) => {
      this.handshakes.push(performance.now());
      const isKnown = socket.handshake.auth.credential === this.credential;
      const data = this.refusal ?? (isKnown ? null : { code: "UNAUTHENTICATED" });
      next(data ? Object.assign(new Error("refused"), { data }) : undefined);
    });
    this.io.of(agentNamespace).on("connection", (socket) => this.serve(socket));
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.http.listen(port, "127.0.0.1", resolve));
    return this.url;
  }

  get url(): string {
    const address = this.http.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  get isConnected(): boolean {
    return this.socket?.connected ?? false;
  }

  async send(snapshot: Snapshot, sha256?: string): Promise<DesiredStateAck> {
    const body = JSON.stringify(snapshot);
    return this.sendRaw({ sha256: sha256 ?? (await sha256Hex(body)), body });
  }

  async sendBearers(bearers: Bearers): Promise<DesiredStateAck> {
    const body = JSON.stringify(bearers);
    const envelope = { sha256: await sha256Hex(body), body };
    return DesiredStateAck.parse(await this.ask(agentEvents.bearers, envelope));
  }

  async sendRaw(message: unknown): Promise<DesiredStateAck> {
    return DesiredStateAck.parse(await this.ask(agentEvents.desiredState, message));
  }

  async command(command: AgentCommand): Promise<AgentCommandAck> {
    return AgentCommandAck.parse(await this.ask(agentEvents.command, command));
  }

  /** Closes the agent's link, saying why. */
  disconnect(reason: string, retryAfterMs?: number): void {
    this.socket?.emit(agentEvents.closing, { reason, retryAfterMs });
    this.socket?.disconnect(true);
  }

  async close(): Promise<void> {
    await this.io.close();
  }

  private ask(event: string, message: unknown): Promise<unknown> {
    if (!this.socket) throw new Error("no agent is connected");
    return this.socket.timeout(10_000).emitWithAck(event, message);
  }

  private serve(socket: Socket): void {
    socket.on(agentEvents.hello, (message: unknown, reply: (ack: unknown) => void) => {
      this.hellos.push(AgentHello.parse(message));
      this.socket = socket;
      const intervals = { telemetryIntervalMs: 100, observedIntervalMs: 1000 };
      const { fleetCa } = this;
      reply({ ok: true, protocol: 1, isUpToDate: false, ...intervals, fleetCa: fleetCa?.fingerprint });
    });
    socket.on(agentEvents.certificate, (message: unknown, reply: (ack: unknown) => void) => {
      const { csr } = CertificateRequest.parse(message);
      const { role } = this.hellos.at(-1) ?? { role: "inference" };
      const validMs = this.certificateMs;
      this.certificates++;
      void this.fleetCa
        ?.issue(csr, { role, id: testAgent.id }, { validMs })
        .then((issued) => reply({ ok: true, ...issued }));
    });
    socket.on(agentEvents.observedState, (message: unknown, reply: (ack: unknown) => void) => {
      this.observed.push(ObservedState.parse(message));
      reply({ ok: true });
    });
    socket.on(agentEvents.telemetry, (message: Uint8Array) => {
      this.frameBytes.push(message.byteLength);
      this.frames.push(TelemetryFrame.parse(decode(message)));
    });
    socket.on(agentEvents.goodbye, () => this.goodbyes++);
  }

  private async onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? "";
    if (url === "/api/agents/enrol") return this.onEnrol(request, response);
    if (url.startsWith("/api/agents/models/") && this.modelDir) return this.onFile(request, response);
    if (!url.startsWith("/socket.io/")) response.writeHead(404).end();
  }

  private async onEnrol(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const input = EnrolInput.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    this.enrolments.push(input);
    const status = input.token === this.token ? this.enrolStatus : 401;
    const { id: agentId, name, region } = testAgent;
    const result = { agentId, name, region, credential: this.credential };
    if (this.enrolCuts > 0) {
      this.enrolCuts--;
      response.writeHead(201, { "content-length": 500 }).write('{"agentId":');
      return void setTimeout(() => request.socket.destroy(), 20);
    }
    const body = status === 200 ? result : { error: { code: "UNAUTHENTICATED", message: "no" } };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  private async onFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isAgent =
      request.headers.authorization === `Bearer ${this.credential}` &&
      request.headers["x-meridian-agent"] === testAgent.id;
    const bytes = await readFile(join(this.modelDir ?? "", basename(request.url ?? ""))).catch(() => null);
    response.writeHead(!isAgent ? 401 : bytes ? 200 : 404).end(isAgent ? bytes : undefined);
  }
}

import { agentProblemOf, AppError } from "@meridian/contracts/errors";
import { proxyAgentFor } from "@meridian/contracts/proxy";
import {
  AgentCommand,
  type AgentCommandAck,
  agentEvents,
  type AgentHello,
  agentNamespace,
  type DesiredStateAck,
  HelloAck,
  type HelloReply,
  LinkClosing,
  type ObservedState,
  ObservedStateAck,
} from "@meridian/contracts/wire";
import type { Logger } from "pino";
import { io, type Socket } from "socket.io-client";
import { fullJitterMs } from "./backoff.ts";
import { connectFailure } from "./connect-failure.ts";

const connectTimeoutMs = 10_000;
const helloTimeoutMs = 10_000;
const certificateTimeoutMs = 10_000;
/** Bearers of before end a minute after a credential was replaced: the new one has to be found well before. */
const credentialLookMs = 1000;

export type ControlSessionOptions = {
  consoleUrl: string;
  /** Asked for every connection. */
  auth: () => Promise<{ agentId: string; credential: string }>;
  reconnectMaxMs: number;
  logger: Logger;
  /** Made afresh for every connection. */
  hello: () => Promise<AgentHello>;
  onWelcome: (reply: HelloReply) => void;
  onLost: () => void;
  onDesiredState: (message: unknown) => Promise<DesiredStateAck>;
  onBearers: (message: unknown) => Promise<DesiredStateAck>;
  onCommand: (command: AgentCommand) => Promise<AgentCommandAck>;
  random?: () => number;
};

/** The one link to the console. Keeps itself connected; whatever happens here, the data plane goes on. */
export class ControlSession {
  private readonly socket: Socket;
  private attempt = 0;
  private timer: NodeJS.Timeout | undefined;
  private isWelcome = false;
  private isStopped = false;
  private shownCredential = "";
  /** How long to stay away after the console closed the link. */
  private awayMs = 0;

  constructor(private readonly options: ControlSessionOptions) {
    const proxyAgent = proxyAgentFor(options.consoleUrl);
    this.socket = io(`${options.consoleUrl}${agentNamespace}`, {
      auth: (give: (auth: object) => void) => void this.showCredential().then(give),
      transports: ["websocket"],
      reconnection: false,
      autoConnect: false,
      forceNew: true,
      timeout: connectTimeoutMs,
      // Its types know the browser's form alone; on Node it hands the agent to the WebSocket.
      ...(proxyAgent && { agent: proxyAgent as unknown as string }),
    });
    this.socket.on("connect", () => void this.greet());
    this.socket.on("connect_error", (error) => this.onRefused(error));
    this.socket.on("disconnect", (reason) => this.onDisconnect(reason));
    this.socket.on(agentEvents.closing, (message: unknown) => this.onClosing(message));
    this.socket.on(agentEvents.desiredState, (message: unknown, ack?: unknown) => {
      void this.answer(ack, () => options.onDesiredState(message));
    });
    this.socket.on(agentEvents.bearers, (message: unknown, ack?: unknown) => {
      void this.answer(ack, () => options.onBearers(message));
    });
    this.socket.on(agentEvents.command, (message: unknown, ack?: unknown) => {
      void this.answer(ack, () => this.runCommand(message));
    });
  }

  /** True from the console's answer to hello until the link is lost. */
  get isConnected(): boolean {
    return this.isWelcome;
  }

  start(): void {
    this.socket.connect();
  }

  /**
   * Tells the console that this agent leaves on purpose. Await an answer to something sent after it before `stop`: the
   * hub drops what arrives together with a disconnect.
   */
  goodbye(): void {
    if (this.isWelcome) this.socket.emit(agentEvents.goodbye);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.socket.disconnect();
  }

  /** Resolves to whether the console took it. */
  async sendObserved(state: ObservedState, timeoutMs: number): Promise<boolean> {
    if (!this.isWelcome) return false;
    try {
      const reply: unknown = await this.socket
        .timeout(timeoutMs)
        .emitWithAck(agentEvents.observedState, state);
      const ack = ObservedStateAck.safeParse(reply);
      return ack.success && ack.data.ok;
    } catch {
      return false;
    }
  }

  /** The console's answer to a request for a certificate; null: none came. */
  async askCertificate(csr: string): Promise<unknown> {
    if (!this.isWelcome) return null;
    const answer = this.socket.timeout(certificateTimeoutMs).emitWithAck(agentEvents.certificate, { csr });
    return answer.catch(() => null);
  }

  /** Dropped when the link is not writable: the next frame carries the same counters. */
  sendTelemetry(frame: Uint8Array): void {
    if (this.isWelcome) this.socket.volatile.emit(agentEvents.telemetry, frame);
  }

  private async greet(): Promise<void> {
    const { logger } = this.options;
    try {
      const hello = await this.options.hello();
      const reply: unknown = await this.socket.timeout(helloTimeoutMs).emitWithAck(agentEvents.hello, hello);
      const ack = HelloAck.parse(reply);
      if (!ack.ok) throw new Error(`${ack.code}: ${ack.message}`);
      this.attempt = 0;
      this.isWelcome = true;
      logger.info({ isUpToDate: ack.isUpToDate }, "connected to the console");
      this.options.onWelcome(ack);
    } catch (error) {
      logger.warn({ err: error }, "the console did not accept hello");
      this.socket.disconnect();
    }
  }

  private onRefused(error: Error): void {
    this.socket.disconnect();
    const { code, retryAfterMs } = refusalData(error);
    const { logger, reconnectMaxMs } = this.options;
    if (code === "UNAUTHENTICATED") {
      const waitMs = reconnectMaxMs;
      logger.error(
        { waitMs },
        "the console refuses this agent's credential; still serving the last applied snapshot",
      );
      return this.waitForCredential(waitMs);
    }
    const waitMs = Math.round(this.jitterMs() + (retryAfterMs ?? 0));
    const reason = code === undefined ? connectFailure(error) : `the console answers ${String(code)}`;
    logger.warn(
      { reason, waitMs, consoleUrl: this.options.consoleUrl },
      "no link to the console; trying again",
    );
    this.reconnectIn(waitMs);
  }

  /** Two processes with one credential would take the link from each other all the time: the older one gives way. */
  private onClosing(message: unknown): void {
    const { reason, retryAfterMs = 0 } = LinkClosing.safeParse(message).data ?? {};
    this.options.logger.warn({ reason, retryAfterMs }, "the console closes this link");
    this.awayMs = reason === "replaced" ? this.options.reconnectMaxMs : retryAfterMs;
  }

  private onDisconnect(reason: string): void {
    const wasWelcome = this.isWelcome;
    this.isWelcome = false;
    if (wasWelcome) this.options.onLost();
    if (this.isStopped) return;
    const waitMs = Math.round(Math.max(this.awayMs, this.jitterMs()));
    this.options.logger.warn({ reason, waitMs }, "link to the console lost; trying again");
    this.reconnectIn(waitMs);
    this.awayMs = 0;
  }

  private jitterMs(): number {
    return fullJitterMs(this.attempt++, this.options.reconnectMaxMs, this.options.random);
  }

  private reconnectIn(waitMs: number): void {
    if (this.isStopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.socket.connect(), waitMs);
  }

  private async showCredential(): Promise<object> {
    const auth = await this.options.auth();
    this.shownCredential = auth.credential;
    return auth;
  }

  /** A refused credential is seldom shown again; another one at once, when an operator has put it there. */
  private waitForCredential(leftMs: number): void {
    if (this.isStopped) return;
    clearTimeout(this.timer);
    const lookMs = Math.min(credentialLookMs, leftMs);
    this.timer = setTimeout(() => void this.lookForCredential(leftMs - lookMs), lookMs);
  }

  private async lookForCredential(leftMs: number): Promise<void> {
    const { credential } = await this.options.auth();
    if (leftMs > 0 && credential === this.shownCredential) return this.waitForCredential(leftMs);
    this.reconnectIn(0);
  }

  private async runCommand(message: unknown): Promise<AgentCommandAck> {
    const command = AgentCommand.safeParse(message);
    if (!command.success)
      return {
        status: 400,
        body: agentProblemOf(new AppError("VALIDATION", "unknown command")),
        serverTiming: null,
      };
    return this.options.onCommand(command.data);
  }

  /** Answers through `ack`; a failure is answered too, so that the console never waits in vain. */
  private async answer(ack: unknown, work: () => Promise<unknown>): Promise<void> {
    if (typeof ack !== "function") return;
    try {
      ack(await work());
    } catch (error) {
      this.options.logger.error({ err: error }, "a message of the console failed");
      const body = agentProblemOf(error);
      ack({ status: body.status, body, serverTiming: null });
    }
  }
}

function refusalData(error: Error): { code?: unknown; retryAfterMs?: number } {
  const data = "data" in error && typeof error.data === "object" && error.data !== null ? error.data : {};
  const { code, retryAfterMs } = data as { code?: unknown; retryAfterMs?: unknown };
  return typeof retryAfterMs === "number" && retryAfterMs >= 0 ? { code, retryAfterMs } : { code };
}

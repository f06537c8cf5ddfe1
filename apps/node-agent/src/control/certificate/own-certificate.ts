import type { AgentRole } from "@meridian/contracts/fleet";
import { failureOf } from "@meridian/contracts/process";
import { agentUri, CertificateAck } from "@meridian/contracts/wire";
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import type { DataPlane } from "../../data-plane.ts";
import { certificateUntilMs } from "../../http/agent-certificate.ts";
import { fullJitterMs } from "../backoff.ts";
import type { CertificateStore, StoredCertificate } from "./certificate-store.ts";
import { certificateFault, fingerprintOf, makeRequest } from "./certificate-request.ts";

/** Of its life, the part after which the next one is asked for; less up to a tenth of it, so that a fleet does not ask at once. */
const renewAtShare = 2 / 3;
const jitterShare = 1 / 10;
/** A timer holds no more than 24 days, and stands while a machine sleeps. */
const lookMs = 3_600_000;
/** Well within the budget that the console gives an agent. */
const retryMsMin = 20_000;
const retryMsMax = 600_000;
/** Two days before its end something keeps it from being renewed. */
const endingMs = 48 * 3_600_000;

export type OwnCertificateOptions = {
  agent: { id: string; role: AgentRole };
  plane: Pick<DataPlane, "useCertificate">;
  store: CertificateStore;
  /** Sends a request to the console; null: no answer came. */
  ask: (csr: string) => Promise<unknown>;
  clock: Clock;
  logger: Logger;
  random?: () => number;
};

/**
 * The certificate of the fleet that this agent holds: asked for with a key of its own, used by the data plane, kept on disk for
 * when the console is away, and renewed in time.
 */
export class OwnCertificate {
  private held: StoredCertificate | null = null;
  /** By the monotonic clock: also an agent whose clock is wrong asks once per life. */
  private dueAtMs = Number.NEGATIVE_INFINITY;
  /** Of the console that it is connected to; null: there is none, or it issues none. */
  private fleetCa: string | null = null;
  private isAsking = false;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;
  private watch: NodeJS.Timeout | undefined;
  private readonly uri: string;

  constructor(private readonly options: OwnCertificateOptions) {
    const { id, role } = options.agent;
    this.uri = agentUri(role, id);
  }

  /** Goes by the certificate of an earlier process. */
  async restore(): Promise<void> {
    const { store, logger, clock } = this.options;
    this.watch = setInterval(() => this.warnOfEnd(), lookMs).unref();
    const stored = await store.load();
    if (!stored) return;
    const fault = certificateFault(stored, this.uri);
    if (fault !== null) return logger.error({ reason: fault }, "stored certificate is of no use");
    this.use(stored);
    const leftMs = certificateUntilMs(stored) - clock.wall();
    this.dueAtMs = clock.now() + leftMs - stored.validMs + this.lifeMs(stored);
    this.warnOfEnd();
  }

  /** `fleetCa`: as the console answers hello; undefined: it issues no certificates. */
  connected(fleetCa: string | undefined): void {
    this.fleetCa = fleetCa ?? null;
    this.failures = 0;
    this.look();
  }

  lost(): void {
    this.fleetCa = null;
    clearTimeout(this.timer);
  }

  stop(): void {
    this.lost();
    clearInterval(this.watch);
  }

  private look(): void {
    clearTimeout(this.timer);
    if (this.fleetCa === null || this.isAsking) return;
    if (this.isDue()) return void this.renew();
    const leftMs = this.dueAtMs - this.options.clock.now();
    this.timer = setTimeout(() => this.look(), Math.min(lookMs, leftMs)).unref();
  }

  private isDue(): boolean {
    return (
      !this.held || fingerprintOf(this.held.ca) !== this.fleetCa || this.options.clock.now() >= this.dueAtMs
    );
  }

  private async renew(): Promise<void> {
    this.isAsking = true;
    const fault = await this.askOnce().catch((error: unknown) => failureOf(error));
    this.isAsking = false;
    if (fault === null) {
      this.failures = 0;
      return this.look();
    }
    const waitMs = Math.round(
      retryMsMin + fullJitterMs(4 + this.failures++, retryMsMax, this.options.random),
    );
    this.options.logger.warn({ reason: fault, waitMs }, "no certificate of the fleet; asking again");
    if (this.fleetCa !== null) this.timer = setTimeout(() => this.look(), waitMs).unref();
  }

  /** Null: there is a new one. */
  private async askOnce(): Promise<string | null> {
    const { agent, ask, clock, logger, store } = this.options;
    const { key, csr } = await makeRequest(agent.id);
    const answer = CertificateAck.safeParse(await ask(csr));
    if (!answer.success) return "the console did not answer";
    if (!answer.data.ok) return `${answer.data.code}: ${answer.data.message}`;
    const { certificate, ca, validMs } = answer.data;
    const held: StoredCertificate = { key, certificate, ca, validMs };
    const fault = certificateFault(held, this.uri);
    if (fault !== null) return fault;
    this.use(held);
    this.dueAtMs = clock.now() + this.lifeMs(held);
    logger.info({ until: new Date(certificateUntilMs(held)) }, "certificate of the fleet taken");
    // In use all the same: a full disk costs the next start a question to the console.
    await store.save(held).catch((error: unknown) => {
      logger.error({ reason: failureOf(error) }, "the certificate in use is not on disk");
    });
    this.warnOfEnd();
    return null;
  }

  private use(held: StoredCertificate): void {
    this.held = held;
    this.options.plane.useCertificate(held);
  }

  /** From its issue to when the next is asked for. */
  private lifeMs({ validMs }: StoredCertificate): number {
    const { random = Math.random } = this.options;
    return validMs * (renewAtShare - jitterShare * random());
  }

  private warnOfEnd(): void {
    const { held } = this;
    const { clock, logger } = this.options;
    if (!held) return;
    const untilMs = certificateUntilMs(held);
    const leftMs = untilMs - clock.wall();
    const until = new Date(untilMs);
    if (leftMs <= 0)
      logger.error({ until }, "the certificate of the fleet has ended, by this machine's clock");
    else if (leftMs < Math.min(endingMs, held.validMs * (1 - renewAtShare)))
      logger.warn({ until }, "the certificate of the fleet was not renewed; it ends soon");
  }
}

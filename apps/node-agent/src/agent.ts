import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, isAppError } from "@meridian/contracts/errors";
import type { MetricsListener } from "@meridian/contracts/listener";
import { failureOf, isSystemFailure, makeFolder } from "@meridian/contracts/process";
import {
  type AgentHello,
  agentProtocol,
  hashOf,
  type HelloReply,
  meshListener,
  meshTls,
  ownBearers,
} from "@meridian/contracts/wire";
import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import { doublingMs } from "./control/backoff.ts";
import { BearerStore } from "./control/bearers/bearer-store.ts";
import { CertificateStore } from "./control/certificate/certificate-store.ts";
import { OwnCertificate, type OwnCertificateOptions } from "./control/certificate/own-certificate.ts";
import { ControlSession } from "./control/control-session.ts";
import { DesiredState } from "./control/desired-state.ts";
import { enrol } from "./control/enrol.ts";
import { type Identity, IdentityNow, IdentityStore } from "./control/identity-store.ts";
import { freePort, portError } from "./control/port.ts";
import { OwnBearers } from "./control/bearers/own-bearers.ts";
import { Reporter } from "./control/reporter.ts";
import { SnapshotStore } from "./control/snapshot-store.ts";
import type { DataPlane, DataPlaneOptions } from "./data-plane.ts";
import type { AgentConfig } from "./env.ts";
import { createMetricsListener, listenForMetrics } from "./telemetry/metrics-port.ts";
import { Sampler } from "./telemetry/sampler.ts";

const identityRetryMaxMs = 60_000;
const consoleWithoutCa =
  "MERIDIAN_MESH_TLS=on, but this console is of a release that issues no certificates: no gateway can connect. Update the console, or turn it off";

export type AgentDeps = {
  agentVersion: string;
  logger: Logger;
  clock: Clock;
  createPlane: (options: DataPlaneOptions & { credential: () => string }) => DataPlane;
};

export type Agent = {
  /** Enrols if need be, comes up by the last known good snapshot and serves. Rejects with AppError when it cannot. */
  start(): Promise<{ agentId: string; name: string; url: string }>;
  /** Finishes what it has within `config.drainMs`. */
  stop(): Promise<void>;
};

type Running = {
  plane: DataPlane;
  desired: DesiredState;
  bearers: OwnBearers;
  certificate: OwnCertificate;
  session: ControlSession;
  reporter: Reporter;
  sampler: Sampler;
  metrics: MetricsListener;
};

/** One agent of either role, wired together; nothing here decides anything. */
export function createAgent(config: AgentConfig, deps: AgentDeps): Agent {
  const { logger } = deps;
  const stopped = new AbortController();
  let running: Running | null = null;

  return {
    async start() {
      const identity = await identify(config, deps, stopped.signal).catch((error: unknown) => {
        throw dataFolderError(error, config.dataDir);
      });
      const url = advertisedUrl(config, identity.port);
      const { agentId, name } = identity;
      const identityNow = new IdentityNow(new IdentityStore(config.dataDir), identity);
      const own = { ...config, port: identity.port };
      const agent = { id: agentId, name, region: identity.region };
      const plane = deps.createPlane({
        ...{ agent, config: own, logger, clock: deps.clock },
        credential: () => identityNow.credential,
      });
      const ask = async (csr: string) => running?.session.askCertificate(csr);
      const certificate = certificateOf({ config, deps, plane, agentId, ask });
      // Before it listens: by mesh TLS nobody could connect without.
      await certificate.restore();
      await plane.start().catch((error: unknown) => {
        throw portError(error, own.listenHost, own.port);
      });
      const desired = new DesiredState(agent, plane, new SnapshotStore(config.dataDir, logger), logger);
      const bearers = new OwnBearers(agent, plane, new BearerStore(config.dataDir, logger), logger);
      const metrics = createMetricsListener({ plane, desired, config: own, logger });
      const metricsPort = await listenForMetrics(metrics, own);
      // First: a table without bearers would have no node to send to.
      await bearers.restore();
      await desired.restore();
      const parts = { config: own, deps, plane, desired, bearers, certificate, identityNow, url };
      running = { ...connect(parts), metrics };
      running.session.start();
      logger.info({ agentId, name, url, metricsPort }, "agent started");
      return { agentId, name, url };
    },
    async stop() {
      stopped.abort();
      if (!running) return;
      const { plane, desired, bearers, certificate, session, reporter, sampler, metrics } = running;
      running = null;
      for (const kept of [desired, bearers, certificate]) kept.stop();
      await plane.stop(config.drainMs);
      sampler.stop();
      session.goodbye();
      await reporter.reportLast();
      session.stop();
      await metrics.close();
      logger.info("agent stopped");
    },
  };
}

type CertificateParts = Pick<OwnCertificateOptions, "plane" | "ask"> & {
  config: AgentConfig;
  deps: AgentDeps;
  agentId: string;
};

function certificateOf({ config, deps, plane, agentId, ask }: CertificateParts): OwnCertificate {
  const { logger, clock } = deps;
  const store = new CertificateStore(config.dataDir, logger);
  return new OwnCertificate({ agent: { id: agentId, role: config.role }, plane, store, ask, clock, logger });
}

type Parts = {
  config: AgentConfig;
  deps: AgentDeps;
  plane: DataPlane;
  desired: DesiredState;
  bearers: OwnBearers;
  certificate: OwnCertificate;
  identityNow: IdentityNow;
  url: string;
};

function connect({
  config,
  deps,
  plane,
  desired,
  bearers,
  certificate,
  identityNow,
  url,
}: Parts): Omit<Running, "metrics"> {
  const bootId = randomUUID();
  const hello = async (): Promise<AgentHello> => ({
    protocol: agentProtocol,
    agentVersion: deps.agentVersion,
    role: config.role,
    capabilities: capabilitiesOf(config),
    advertisedUrl: url,
    bootId,
    applied: desired.applied,
    ...(bearers.version !== undefined && { bearers: bearers.version }),
    effectiveHash: await hashOf(plane.effective()),
    clockMs: deps.clock.wall(),
  });
  const session: ControlSession = new ControlSession({
    consoleUrl: config.consoleUrl,
    auth: () => identityNow.auth(),
    reconnectMaxMs: config.reconnectMaxMs,
    logger: deps.logger,
    hello,
    onWelcome: (reply: HelloReply) => {
      reporter.start(reply.observedIntervalMs);
      sampler.start(reply.telemetryIntervalMs);
      certificate.connected(reply.fleetCa);
      if (config.hasMeshTls && reply.fleetCa === undefined) deps.logger.error(consoleWithoutCa);
    },
    onLost: () => {
      reporter.stop();
      sampler.stop();
      certificate.lost();
    },
    onDesiredState: async (message) => {
      const ack = await desired.accept(message);
      deps.logger.info({ ack }, "desired state");
      reporter.reportSoon();
      return ack;
    },
    onBearers: (message) => bearers.accept(message),
    onCommand: (command) => plane.command(command),
  });
  const send = (frame: Uint8Array) => session.sendTelemetry(frame);
  const sampler = new Sampler({ plane, clock: deps.clock, bootId, send });
  const reporter = new Reporter({
    plane,
    applied: () => desired.applied,
    unsaved: () => desired.problem ?? bearers.problem,
    send: (state, timeoutMs) => session.sendObserved(state, timeoutMs),
  });
  for (const kept of [desired, bearers]) kept.onProblemChange(() => reporter.reportSoon());
  return { plane, desired, bearers, certificate, session, reporter, sampler };
}

/** Who this agent is: what an earlier start stored, else what the console gives for the enrolment token. */
async function identify(config: AgentConfig, deps: AgentDeps, signal: AbortSignal): Promise<Identity> {
  await makeFolder(config.dataDir);
  const store = new IdentityStore(config.dataDir);
  const stored = await store.load();
  if (stored && stored.role !== config.role) {
    throw new AppError("REFUSED_BY_RULE", `${config.dataDir} belongs to an agent of role ${stored.role}`);
  }
  const port = await freePort(config.listenHost, config.port || (stored?.port ?? 0));
  if (stored) return { ...stored, port };
  if (!config.enrolmentToken) {
    throw new AppError("REFUSED_BY_RULE", "not enrolled yet: set MERIDIAN_ENROLMENT_TOKEN");
  }
  const { region, ...result } = await enrol({
    consoleUrl: config.consoleUrl,
    input: {
      token: config.enrolmentToken,
      secret: await store.enrolmentSecret(),
      role: config.role,
      advertisedUrl: advertisedUrl(config, port),
      agentVersion: deps.agentVersion,
      capabilities: capabilitiesOf(config),
      ...(config.name ? { name: config.name } : {}),
    },
    retryMaxMs: config.reconnectMaxMs,
    signal,
    logger: deps.logger,
  });
  const identity: Identity = { ...result, region, role: config.role, port };
  await saveIdentity(store, identity, deps.logger, signal);
  return identity;
}

/** A disk that is full now is no reason to give up an enrolment: it is tried again until it can be stored. */
async function saveIdentity(store: IdentityStore, identity: Identity, logger: Logger, signal: AbortSignal) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await store.save(identity);
    } catch (error) {
      if (!isSystemFailure(error)) throw error;
      const waitMs = doublingMs(attempt, identityRetryMaxMs);
      logger.warn({ reason: failureOf(error), waitMs }, "the identity could not be saved; trying again");
      await sleep(waitMs, undefined, { signal });
    }
  }
}

/** What the system refuses in the data folder needs a person: said in words, without a stack. */
function dataFolderError(error: unknown, dataDir: string): unknown {
  if (isAppError(error) || !isSystemFailure(error)) return error;
  const message = `the data folder ${dataDir} cannot be used: ${failureOf(error)}`;
  return new AppError("REFUSED_BY_RULE", message, { cause: error });
}

function capabilitiesOf({ hasMeshTls }: AgentConfig): string[] {
  return [ownBearers, meshTls, ...(hasMeshTls ? [meshListener] : [])];
}

function advertisedUrl(config: AgentConfig, port: number): string {
  const host = config.listenHost.includes(":") ? `[${config.listenHost}]` : config.listenHost;
  return config.advertisedUrl ?? `${config.tls || config.hasMeshTls ? "https" : "http"}://${host}:${port}`;
}

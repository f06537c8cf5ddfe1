import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { AppError, isAppError } from "@meridian/contracts/errors";
import { BodyBudget } from "@meridian/contracts/listener";
import { logAllOutput, tellUnusable } from "@meridian/contracts/process";
import { applyEnvProxy } from "@meridian/contracts/proxy";
import { canRewriteHistory, createDatabase } from "@meridian/db";
import next from "next";
import { getAuth, trustedOriginsOf } from "./src/server/http/auth.ts";
import { Clock } from "./src/server/boot/clock.ts";
import { startLoops } from "./src/server/boot/start-loops.ts";
import { describeDatabase, waitForDatabase } from "./src/server/boot/database-health.ts";
import { readEnv, type Env } from "./src/server/boot/env.ts";
import { OnlyConsole, renewMs } from "./src/server/loops/only-console.ts";
import { LoopWatch } from "./src/server/boot/loop-watch.ts";
import { ConsoleCounters } from "./src/server/domains/console-counters.ts";
import { createLogger, type Logger } from "./src/server/boot/logger.ts";
import { Realtime } from "./src/server/hub/realtime.ts";
import { openSecrets } from "./src/server/domains/secret/index.ts";
import { registerModelVersions } from "./src/server/domains/model/index.ts";
import { startMetricsServer } from "./src/server/http/metrics-server.ts";
import { createFrontServer } from "./src/server/http/front-server.ts";
import { KnownCallers } from "./src/server/http/known-callers.ts";
import { resolveSession, SignedCookies } from "./src/server/domains/people/index.ts";
import { share, type Shared } from "./src/server/boot/shared.ts";
import { type Loop, type LoopHost, startLoop } from "./src/server/loops/loop.ts";

const databaseWaitMs = 30_000;
const stopTimeoutMs = 5000;
/** The loops have their own, so that no crowd of requests keeps them from the database. */
const connections = { requests: 16, loops: 4 };
const loopQueryMs = 10_000;

const mightyRole =
  "the console's database role could rewrite the audit log: give it one of its own, npm run db:migrate -- --app-role";

async function start(env: Env, logger: Logger): Promise<() => Promise<void>> {
  const url = env.databaseUrl;
  const db = createDatabase({ url, max: connections.requests });
  const loopsDb = createDatabase({ url, max: connections.loops, queryTimeoutMs: loopQueryMs });
  await waitForDatabase({ db, url, logger, timeoutMs: databaseWaitMs });
  const { secrets, key, fleetCa } = await openSecrets(db, env, logger);
  const only = env.isSecondAllowed ? null : await OnlyConsole.claim(db, { logger });
  const clock = new Clock();
  await clock.follow(db);
  const { now } = clock;

  const counters = new ConsoleCounters();
  const bodies = new BodyBudget(env.bodyBytesMax, () => counters.bodiesRefused++);
  const watch = new LoopWatch(logger);
  const realtime = new Realtime({
    ...{ db, relayDb: loopsDb, clock, env, logger, watch, counters },
    ...{ bearerSecret: secrets.bearer, fleetCa },
    trustedOrigins: trustedOriginsOf(env),
    resolveSession: (headers) => resolveSession(getAuth(), headers),
  });
  const { hub: agents, relay: changes, feed } = realtime;
  const actor = { type: "system", id: "console" } as const;
  const ctx = { ...{ db, logger, changes, now }, actor, requestId: randomUUID() };
  const modelFolders = await registerModelVersions({ ctx, input: env });
  const made = { env, logger, secrets, db, now, changes, feed, agents, counters, watch, modelFolders };
  share(made);
  // An identity provider that cannot be read is in the log from the start.
  getAuth();

  const cookies = new SignedCookies(secrets.auth, env.baseUrl);
  const known = new KnownCallers(db, now);
  const { front, back } = createFrontServer({ ...env, logger, bodies, cookies, known });
  const pages = await preparePages(back, env);
  const metrics = await openPorts(front, made);
  realtime.start(back);
  const loops = await startLoops({
    ...{ db: loopsDb, logger, watch, changes, agents, counters, now },
    series: () => realtime.live.all(),
    offlineAfterMs: env.offlineAfterMs,
  });
  const claim = only && keepClaim(only, { logger, watch });
  watch.start();
  if (await canRewriteHistory(db)) logger.warn(mightyRole);
  const started = {
    url: env.baseUrl,
    metricsPort: metrics.port,
    database: describeDatabase(env.databaseUrl),
  };
  logger.info({ ...started, secretKeyFingerprint: key.fingerprint }, "console started");

  return async () => {
    watch.stop();
    front.close();
    await Promise.all([realtime.stop(), loops.stop(), metrics.close(), claim?.stop()]);
    front.closeAllConnections();
    await pages.close();
    await only?.release();
    await Promise.all([db.close(), loopsDb.close()]);
  };
}

/** Ends the process when another console took the database, such as while this one stood still. */
function keepClaim(only: OnlyConsole, host: Pick<LoopHost, "logger" | "watch">): Loop {
  return startLoop(host, {
    name: "only console",
    everyMs: renewMs,
    tick: async () => {
      if (await only.renew()) return;
      host.logger.fatal("another console works on this database now: this one ends");
      process.exit(1);
    },
  });
}

async function openPorts(front: Server, shared: Shared) {
  await listen(front, shared.env);
  // Such as too many open files: without a listener it would end the process, and callers try again.
  front.on("error", (err) => shared.logger.error({ err }, "could not accept a connection"));
  const metrics = await startMetricsServer(shared);
  // No agent is reached there.
  shared.env.metricsPort = metrics.port;
  return metrics;
}

async function preparePages(httpServer: Server, env: Env) {
  const pages = next({
    dev: env.isDevelopment,
    dir: process.cwd(),
    hostname: env.listenHost,
    port: env.port,
    httpServer,
  });
  await pages.prepare();
  const handle = pages.getRequestHandler();
  httpServer.on("request", (request, response) => void handle(request, response));
  return pages;
}

function listen(server: Server, { listenHost, port }: Env): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = new AppError(
        "CONFLICT",
        `Port ${port} of ${listenHost} is taken: choose another with PORT.`,
      );
      reject(error.code === "EADDRINUSE" ? taken : error);
    });
    server.listen(port, listenHost, resolve);
  });
}

function refuseEnvironment(problems: readonly string[]): never {
  tellUnusable(createLogger("fatal"), problems, "docs/operations.md explains every setting.");
  process.exit(2);
}

function stopOnSignal(stop: () => Promise<void>, logger: Logger): void {
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, "stopping");
    setTimeout(() => process.exit(1), stopTimeoutMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "shutdown failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

const result = readEnv();
// The identity provider may lie behind the company's proxy; whatever else the console speaks to calls it.
if (result.ok && result.env.oidc) {
  const problems = applyEnvProxy();
  if (problems.length > 0) refuseEnvironment(problems);
}
if (!result.ok) refuseEnvironment(result.problems);
const logger = createLogger(result.env.logLevel);
logAllOutput(logger);
try {
  stopOnSignal(await start(result.env, logger), logger);
} catch (error) {
  if (isAppError(error)) logger.fatal(error.message);
  else logger.fatal({ err: error }, "start failed");
  process.exit(1);
}

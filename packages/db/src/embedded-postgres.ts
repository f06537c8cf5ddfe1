import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { prepareBinaries } from "./embedded/binaries.ts";
import {
  type DataFolder,
  findDataFolder,
  initialise,
  removeDataFolder,
  superuser,
} from "./embedded/data-folder.ts";
import { freePort } from "./embedded/free-port.ts";
import { passwordFor } from "./embedded/password.ts";
import { findPostmaster, lastPort, launchPostmaster, stopPostmaster } from "./embedded/postmaster.ts";
import { DatabaseError } from "./errors.ts";

const databaseName = "meridian";
const copyWithinMs = 60_000;
/** A server that is ready answers at once; busy with its recovery, somewhat later. */
const answerWithinMs = 30_000;

export type EmbeddedPostgresOptions = {
  /** Its data; the password stands beside it in secrets/postgres-password. */
  dataDir: string;
  /** Default: the port of the last run, or a free one. */
  port?: number;
  /** PostgreSQL settings on top of ours. */
  settings?: Record<string, string>;
  log: (message: string) => void;
};

export type EmbeddedPostgres = {
  url: string;
  port: number;
  /** Where the data is: elsewhere than `dataDir` if the server's user cannot enter that. */
  dataDir: string;
  /** Whether the server was running already: whoever started it may still need it, so do not stop it. */
  isAdopted: boolean;
  stop(): Promise<void>;
};

/**
 * Starts the PostgreSQL that comes with npm, on loopback, or adopts the one that runs on this data. It is a process of
 * its own that goes on until `stop()`.
 * @throws DatabaseError with a message for the person at the terminal
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const folder = await findDataFolder(dataDir);
  const password = await passwordFor(folder.dir, join(dirname(dataDir), "secrets", "postgres-password"));
  const running = await findPostmaster(folder.dir);
  if (running !== null) options.log(`PostgreSQL is running already (process ${running.pid})`);
  const postmaster = running ?? (await start(folder, password, options));

  const url = `postgresql://${superuser}:${password}@127.0.0.1:${postmaster.port}/`;
  await ensureDatabase(url);
  return {
    url: url + databaseName,
    port: postmaster.port,
    dataDir: folder.dir,
    isAdopted: running !== null,
    stop: () => stopPostmaster(folder.dir, postmaster),
  };
}

/** Deletes the data of `dataDir`, its server stopped first. */
export async function removeEmbeddedPostgres(dataDir: string): Promise<void> {
  const { dir } = await findDataFolder(resolve(dataDir));
  const running = await findPostmaster(dir);
  if (running !== null) await stopPostmaster(dir, running);
  await removeDataFolder(resolve(dataDir));
}

/** Copies the data of a server that does not run. The copy has the same password and chooses a port of its own. */
export async function copyEmbeddedPostgres(from: string, to: string): Promise<void> {
  const [source, target] = [await findDataFolder(resolve(from)), await findDataFolder(resolve(to))];
  // `cp -a` keeps the owner, without whom the server does not start; Node's own cp does not.
  await promisify(execFile)("cp", ["-a", source.dir, target.dir], { timeout: copyWithinMs });
  await rm(join(target.dir, "postmaster.opts"), { force: true });
}

async function start(folder: DataFolder, password: string, options: EmbeddedPostgresOptions) {
  const binaries = await prepareBinaries(folder.user, options.log);
  await initialise(folder, { binaries, password, log: options.log });
  const port = await choosePort(folder.dir, options.port);
  return launchPostmaster(folder, { binaries, port, settings: options.settings ?? {} });
}

async function choosePort(dir: string, wanted: number | undefined): Promise<number> {
  const port =
    wanted === undefined
      ? ((await freePort(await lastPort(dir))) ?? (await freePort(0)))
      : await freePort(wanted);
  if (port !== null) return port;
  throw new DatabaseError("server-start", `Port ${wanted} is taken; PostgreSQL cannot listen there.`);
}

async function ensureDatabase(serverUrl: string): Promise<void> {
  const client = new pg.Client({
    connectionString: `${serverUrl}postgres`,
    application_name: "meridian start",
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
  });
  try {
    await client.connect();
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [databaseName]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError && cause.code === "28P01")) throw cause;
    throw new DatabaseError("server-password", "The database does not accept the password in its secrets.", {
      cause,
    });
  } finally {
    await client.end();
  }
}

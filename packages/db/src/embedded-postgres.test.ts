import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  copyEmbeddedPostgres,
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from "./embedded-postgres.ts";

let folder: string;
let dataDir: string;
let messages: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "meridian-embedded-"));
  await chmod(folder, 0o755);
  dataDir = join(folder, "postgres");
  messages = [];
});

afterEach(async () => {
  await removeEmbeddedPostgres(dataDir);
  await rm(folder, { recursive: true });
});

const log = (message: string) => messages.push(message);
const start = (port?: number): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({
    dataDir,
    settings: { fsync: "off" },
    log,
    ...(port === undefined ? {} : { port }),
  });

async function query(server: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  const isAlive = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await expect.poll(isAlive, { interval: 5, timeout: 30_000 }).toBe(false);
}

async function pidOf(server: EmbeddedPostgres): Promise<number> {
  return Number((await readFile(join(server.dataDir, "postmaster.pid"), "utf8")).split("\n")[0]);
}

const keepSomething = "CREATE TABLE kept AS SELECT 'here' AS it";
const isKept = (server: EmbeddedPostgres) => query(server, "SELECT it FROM kept");

describe("startEmbeddedPostgres", () => {
  it("keeps data and port, and adopts a server that runs", async () => {
    const first = await start();
    expect(first).toMatchObject({ isAdopted: false, dataDir });
    await query(first, keepSomething);

    const adopted = await start();
    expect(adopted).toMatchObject({ isAdopted: true, url: first.url });
    expect(await isKept(adopted)).toEqual([{ it: "here" }]);
    await adopted.stop();
    await first.stop();
    await expect(query(first, "SELECT")).rejects.toThrow("ECONNREFUSED");

    const again = await start();
    expect(again).toMatchObject({ isAdopted: false, url: first.url });
    expect(await isKept(again)).toEqual([{ it: "here" }]);
  });

  it("is copied with its data, and both run at once", async () => {
    const first = await start();
    await query(first, "CREATE TABLE kept AS SELECT 1 AS n");
    await first.stop();
    await copyEmbeddedPostgres(dataDir, join(folder, "copy"));
    const copy = await startEmbeddedPostgres({ dataDir: join(folder, "copy"), log });
    const again = await start();
    expect(await query(copy, "SELECT n FROM kept")).toEqual([{ n: 1 }]);
    expect(copy.port).not.toBe(again.port);
    await copy.stop();
  });

  it("takes another port when its own is taken meanwhile, and refuses one it was told to take", async () => {
    const first = await start();
    await first.stop();
    const squatter = await listen(first.port);
    await expect(start(first.port)).rejects.toMatchObject({ code: "server-start", message: /is taken/ });
    const second = await start();
    squatter.close();
    expect(second.port).not.toBe(first.port);
  });

  it("recovers after its server was killed, and after its number went to another process", async () => {
    const first = await start();
    await query(first, keepSomething);
    await kill(await pidOf(first));
    const second = await start();
    expect(second.isAdopted).toBe(false);
    await second.stop();

    await writeFile(join(dataDir, "postmaster.pid"), `${process.pid}\n${dataDir}\n1\n1\n\n\n\nready   \n`);
    const third = await start();
    expect(third.isAdopted).toBe(false);
    expect(await isKept(third)).toEqual([{ it: "here" }]);
  });

  it("keeps its password where only we can read it, and says when that is gone or wrong", async () => {
    const server = await start();
    const secret = join(folder, "secrets", "postgres-password");
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
    await writeFile(secret, "wrong");
    await expect(start()).rejects.toMatchObject({ code: "server-password" });
    await rm(secret);
    await expect(start()).rejects.toMatchObject({ code: "server-password", message: /is gone/ });
    await server.stop();
  });

  it("refuses the data of another major version, untouched, and names the way out", async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, "PG_VERSION"), "16\n");
    await expect(start()).rejects.toMatchObject({ code: "server-version", message: /pg_dump 16/ });
  });

  it("tells PostgreSQL's own reason when it does not start", async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, "postgresql.conf"), "nonsense = 1\n");
    await expect(start()).rejects.toMatchObject({ code: "server-start", message: /nonsense/ });
  });

  it("works in a folder that only its owner may enter", async () => {
    await chmod(folder, 0o700);
    const server = await start();
    await query(server, keepSomething);
    await server.stop();
    const again = await start();
    expect(again).toMatchObject({ dataDir: server.dataDir, port: server.port });
    expect(await isKept(again)).toEqual([{ it: "here" }]);
    // Root's server runs as another user, who needs another place.
    expect((await lstat(dataDir)).isSymbolicLink()).toBe(process.getuid?.() === 0);
    await removeEmbeddedPostgres(dataDir);
    await expect(lstat(server.dataDir)).rejects.toThrow("ENOENT");
  });

  it("deletes data behind a link that somebody else made, and nothing beside it", async () => {
    const elsewhere = join(folder, "disk");
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, "other"), "stays");
    await symlink(join(elsewhere, "postgres"), dataDir);
    await (await start()).stop();
    await removeEmbeddedPostgres(dataDir);
    expect(await readdir(elsewhere)).toEqual(["other"]);
    expect((await lstat(dataDir)).isSymbolicLink()).toBe(true);
  });

  it("goes on after a first start that was interrupted", async () => {
    const interrupted = join(folder, "postgres.partial");
    await writeFile(interrupted, "half");
    await start();
    await expect(lstat(interrupted)).rejects.toThrow("ENOENT");
  });
});

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, "127.0.0.1", () => resolve(server));
  });
}

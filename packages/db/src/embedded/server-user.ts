import { spawnSync } from "node:child_process";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseError } from "../errors.ts";

/** Who the server runs as: PostgreSQL refuses to run as root. */
export type ServerUser = { uid: number; gid: number };

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The system user `postgres` (`_postgres` on macOS), created where Linux has none. Only root may call this. */
export function systemUser(): ServerUser {
  const name = process.platform === "darwin" ? "_postgres" : "postgres";
  const existing = findUser(name);
  if (existing !== null) return existing;
  const flags = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"];
  const { status, stderr } = spawnSync("useradd", [...flags, name], { encoding: "utf8", timeout: 10_000 });
  const created = status === 0 ? findUser(name) : null;
  if (created !== null) return created;
  throw new DatabaseError(
    "server-unsupported",
    `PostgreSQL does not run as root, and there is no user "${name}" to run it as (${stderr?.trim() || "useradd is missing"}). ` +
      `Create that user, start as another user than root, or name a server with DATABASE_URL.`,
  );
}

function findUser(name: string): ServerUser | null {
  const [uid, gid] = ["-u", "-g"].map((flag) =>
    spawnSync("id", [flag, name], { encoding: "utf8", timeout: 10_000 }),
  );
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Whether `user` can pass through every folder down to `dir`. */
export function canEnter(user: ServerUser, dir: string): boolean {
  return spawnSync("test", ["-x", dir], { ...user, cwd: "/", timeout: 10_000 }).status === 0;
}

const sharedRoot = "/var/lib/meridian";

export function sharedFolder(name: string): string {
  return join(sharedRoot, name);
}

/** A folder that the server's user can enter, whatever our umask is. */
export async function createSharedFolder(name: string): Promise<string> {
  const dir = sharedFolder(name);
  await mkdir(dir, { recursive: true });
  for (const folder of [sharedRoot, dir]) await chmod(folder, 0o755);
  return dir;
}

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseError } from "../errors.ts";
import { nullIfMissing } from "./null-if-missing.ts";

/** The superuser's password, made once with the database and kept in `file`, which only we may read. */
export async function passwordFor(dir: string, file: string): Promise<string> {
  const known = await readPassword(file);
  if (known !== null) return known;
  if (existsSync(join(dir, "PG_VERSION"))) {
    throw new DatabaseError(
      "server-password",
      `The database in ${dir} has a password, and ${file}, which held it, is gone. Put that file back, or move the ` +
        `database's folder away to begin with an empty one.`,
    );
  }
  const password = randomBytes(24).toString("hex");
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${password}\n`, { mode: 0o600, flag: "wx" });
  return password;
}

async function readPassword(file: string): Promise<string | null> {
  try {
    return (await readFile(file, "utf8").catch(nullIfMissing))?.trim() ?? null;
  } catch (cause) {
    const message = `Cannot read ${file}. Does it belong to another user?`;
    throw new DatabaseError("server-password", message, { cause });
  }
}

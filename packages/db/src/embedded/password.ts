import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseError } from "../errors.ts";

/** The superuser's password, made once with the database and kept in `file`, which only we may read. */
export async function passwordFor(dir: string, file: string): Promise<string> {
  if (existsSync(file)) return (await readFile(file, "utf8")).trim();
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

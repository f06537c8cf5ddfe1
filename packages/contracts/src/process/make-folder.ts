import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder for this user alone (mode 0700), with the folders above it that there are not. Node's own recursive mkdir never ends
 * where nothing can be made (/proc), and says ENOENT of a read-only file system. Throws the system's error.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, 0o700);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const above = dirname(path);
    if (code === "ENOENT" && above !== path && !(await isFolder(above))) {
      await makeFolder(above);
      await makeFolder(path);
      return;
    }
    if (code === "ENOENT" || !(await isFolder(path))) throw error;
  }
}

/** A read-only or forbidden place refuses to make what is there already, each system by another code. */
async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

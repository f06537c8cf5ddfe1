import { open } from "node:fs/promises";

/** Writes a new file (mode 0600) that is on disk when this returns: a power cut leaves none that is half written. */
export async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

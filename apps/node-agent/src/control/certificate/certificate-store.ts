import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { z } from "zod";
import { stagedSuffix, writeDurably } from "../durable-file.ts";

/** Key and certificate are one file: a kill in between never leaves a key beside another one's certificate. */
export const StoredCertificate = z.object({
  key: z.string(),
  certificate: z.string(),
  ca: z.string(),
  /** How long it was valid when it was issued. */
  validMs: z.number().min(1000),
});
export type StoredCertificate = z.infer<typeof StoredCertificate>;

/** The certificate in use and its key, in one file that its owner alone can read. */
export class CertificateStore {
  private readonly folder: string;
  private readonly path: string;

  constructor(
    dataDir: string,
    private readonly logger: Logger,
  ) {
    this.folder = join(dataDir, "certificate");
    this.path = join(this.folder, "current.json");
  }

  /** Null where there is none, or none that can be read: the console issues another. */
  async load(): Promise<StoredCertificate | null> {
    try {
      return StoredCertificate.parse(JSON.parse(await readFile(this.path, "utf8")));
    } catch (error) {
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!isMissing) this.logger.error({ file: this.path, err: error }, "stored certificate cannot be read");
      return null;
    }
  }

  async save(held: StoredCertificate): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    // Left by a killed process, each with a key in it.
    const leftovers = (await readdir(this.folder)).filter((name) => name.endsWith(stagedSuffix));
    for (const name of leftovers) await rm(join(this.folder, name), { force: true });
    await writeDurably(this.path, JSON.stringify(held));
  }
}

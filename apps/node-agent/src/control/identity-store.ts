import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@meridian/contracts/errors";
import { AgentRole } from "@meridian/contracts/fleet";
import { z } from "zod";
import { writeDurably } from "./durable-file.ts";

/** What enrolment gave this agent, and the port it keeps. */
export const Identity = z.object({
  agentId: z.string().min(1),
  role: AgentRole,
  credential: z.string().min(20),
  name: z.string(),
  region: z.object({ id: z.string(), name: z.string() }),
  port: z.number().int().min(1).max(65_535),
});
export type Identity = z.infer<typeof Identity>;

const EnrolmentSecret = z.string().trim().min(32).max(200);

export class IdentityStore {
  private readonly path: string;
  private readonly secretPath: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, "identity.json");
    this.secretPath = join(dataDir, "enrolment-secret");
  }

  /** The stored identity, or null before enrolment. A file that cannot be understood is an error: it holds the only credential. */
  async load(): Promise<Identity | null> {
    const text = await readIfThere(this.path);
    if (text === null) return null;
    try {
      return Identity.parse(JSON.parse(text));
    } catch (cause) {
      const remedy = "restore it, or remove it and enrol again with a new token";
      throw new AppError("REFUSED_BY_RULE", `${this.path} is damaged: ${remedy}`, { cause });
    }
  }

  /**
   * What this agent enrols with, the same until it is enrolled: an answer that was lost, or could not be stored, is
   * given again. On disk before it is sent, so that a kill in between costs nothing.
   */
  async enrolmentSecret(): Promise<string> {
    const stored = EnrolmentSecret.safeParse(await readIfThere(this.secretPath)).data;
    if (stored !== undefined) return stored;
    const secret = randomBytes(32).toString("base64url");
    await writeDurably(this.secretPath, secret);
    return secret;
  }

  async save(identity: Identity): Promise<void> {
    await writeDurably(this.path, JSON.stringify(identity, null, 2));
    await rm(this.secretPath, { force: true });
  }
}

/** The identity while the agent runs: an operator may put a new credential into its file. */
export class IdentityNow {
  constructor(
    private readonly store: IdentityStore,
    private identity: Identity,
  ) {}

  get credential(): string {
    return this.identity.credential;
  }

  /** As the file has it now; as before where the file is of no use, such as half written. */
  async auth(): Promise<{ agentId: string; credential: string }> {
    const stored = await this.store.load().catch(() => null);
    if (stored?.agentId === this.identity.agentId) this.identity = stored;
    const { agentId, credential } = this.identity;
    return { agentId, credential };
  }
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

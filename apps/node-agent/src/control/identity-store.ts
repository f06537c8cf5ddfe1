import { readFile } from "node:fs/promises";
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

export class IdentityStore {
  private readonly path: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, "identity.json");
  }

  /** The stored identity, or null before enrolment. A file that cannot be understood is an error: it holds the only credential. */
  async load(): Promise<Identity | null> {
    const text = await readFile(this.path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
    if (text === null) return null;
    try {
      return Identity.parse(JSON.parse(text));
    } catch (cause) {
      const remedy = "restore it, or remove it and enrol again with a new token";
      throw new AppError("PRECONDITION_FAILED", `${this.path} is damaged: ${remedy}`, { cause });
    }
  }

  save(identity: Identity): Promise<void> {
    return writeDurably(this.path, JSON.stringify(identity, null, 2));
  }
}

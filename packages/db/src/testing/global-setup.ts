import type { TestProject } from "vitest/node";
import { startTestPostgres } from "./start-test-postgres.ts";

/** One server for the whole run; vitest calls what this returns at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestPostgres();
  project.provide("testPostgresUrl", server.url);
  return server.stop;
}

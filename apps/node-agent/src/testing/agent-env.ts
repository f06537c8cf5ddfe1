import type { ConsoleDouble } from "./console-double.ts";

/** The environment of a built agent that belongs to `hub`, and nothing of this process's own. */
export function agentEnv(hub: ConsoleDouble, dataDir: string): Record<string, string> {
  return {
    PATH: "/usr/bin:/bin",
    MERIDIAN_CONSOLE_URL: hub.url,
    MERIDIAN_ENROLMENT_TOKEN: hub.token,
    MERIDIAN_DATA_DIR: dataDir,
    MERIDIAN_ENGINE_THREADS: "1",
    MERIDIAN_SELF_BENCHMARK: "false",
  };
}

import type { AgentRole } from "@meridian/contracts/fleet";

type StartCommand = { consoleUrl: string; token: string; role: AgentRole; folder: string };

/**
 * Starts an agent from the root of a checkout, in a shell. Each agent has a folder of its own, where it keeps its
 * credential: the same command starts it again later.
 */
export function startCommand({ consoleUrl, token, role, folder }: StartCommand): string {
  return [
    `MERIDIAN_CONSOLE_URL=${consoleUrl}`,
    `MERIDIAN_ENROLMENT_TOKEN=${token}`,
    `MERIDIAN_DATA_DIR=.meridian/agents/${folder}`,
    `npx meridian-agent --role ${role}`,
  ].join(" \\\n  ");
}

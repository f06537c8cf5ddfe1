import { fileURLToPath } from "node:url";
import { isAppError } from "@meridian/contracts/errors";
import { logAllOutput, tellUnusable } from "@meridian/contracts/process";
import { applyEnvProxy } from "@meridian/contracts/proxy";
import { Command } from "commander";
import { pino } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { createAgent } from "./agent.ts";
import { systemClock } from "./clock.ts";
import { describeEnv, readEnv } from "./env.ts";
import { createGatewayPlane } from "./gateway/gateway-plane.ts";
import { createInferencePlane } from "./inference/inference-plane.ts";

/** `cannotStart`: what stands in the way (port, token, data folder) needs a person. */
const exitCodes = { bug: 1, configuration: 2, cannotStart: 3 } as const;
const helpHint = "meridian-agent --help explains every setting.";

function readFlags(): { role?: string } {
  return new Command("meridian-agent")
    .description("Runs one agent of the fleet: an inference node or a gateway.")
    .option("--role <role>", "inference or gateway")
    .version(packageJson.version)
    .addHelpText("after", `\nSettings come from the environment:\n${describeEnv()}`)
    .showHelpAfterError(helpHint)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes.configuration))
    .parse()
    .opts();
}

async function main(): Promise<void> {
  const { role } = readFlags();
  const env = readEnv({ MERIDIAN_ROLE: role });
  const problems = [...(env.ok ? [] : env.problems), ...applyEnvProxy()];
  if (!env.ok || problems.length > 0) {
    tellUnusable(pino(), problems, helpHint);
    process.exit(exitCodes.configuration);
  }
  const { config } = env;

  const logger = pino({ level: config.logLevel, base: { role: config.role } });
  logAllOutput(logger);
  const engineFile = import.meta.url.endsWith(".ts") ? "./inference/engine/engine-main.ts" : "./engine.js";
  const enginePath = fileURLToPath(new URL(engineFile, import.meta.url));
  const agent = createAgent(config, {
    agentVersion: packageJson.version,
    logger,
    clock: systemClock,
    createPlane: (options) =>
      config.role === "gateway"
        ? createGatewayPlane(options)
        : createInferencePlane({ ...options, enginePath }),
  });
  const fail = (error: unknown) => {
    const isExpected = isAppError(error);
    if (isExpected) logger.fatal(error.message);
    else logger.fatal({ err: error }, "the agent failed");
    process.exit(isExpected ? exitCodes.cannotStart : exitCodes.bug);
  };
  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(exitCodes.bug);
    isStopping = true;
    agent.stop().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  await agent.start().catch((error: unknown) => {
    if (!isStopping) fail(error);
  });
}

await main();

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isAppError } from "@meridian/contracts/errors";
import { pino } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { createAgent } from "./agent.ts";
import { systemClock } from "./clock.ts";
import { describeEnv, readEnv } from "./env.ts";
import { createGatewayPlane } from "./gateway/gateway-plane.ts";
import { createInferencePlane } from "./inference/inference-plane.ts";

/** `cannotStart`: what stands in the way (port, token, data folder) needs a person. */
const exitCodes = { bug: 1, configuration: 2, cannotStart: 3 } as const;

function printHelp(): void {
  process.stdout.write(`Usage: meridian-agent --role inference|gateway

Settings come from the environment:
${describeEnv()}
`);
}

function readFlags() {
  const options = { role: { type: "string" }, help: { type: "boolean", short: "h" } } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return refuse(String(error));
  }
}

function refuse(text: string): never {
  process.stderr.write(`${text}\n\nmeridian-agent --help explains every setting.\n`);
  process.exit(exitCodes.configuration);
}

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags.help) return printHelp();
  const env = readEnv({ MERIDIAN_ROLE: flags.role });
  if (!env.ok) return refuse(`The configuration is not usable:\n  ${env.problems.join("\n  ")}`);
  const { config } = env;

  const logger = pino({ level: config.logLevel, base: { role: config.role } });
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

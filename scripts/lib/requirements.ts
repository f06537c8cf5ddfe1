import { createServer } from "node:net";
import { LaunchError } from "./launch-error.ts";

const nodeMin = { major: 20, minor: 19 };

/** Fails, with the way out, where Meridian cannot run. */
export function checkRequirements(): void {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < nodeMin.major || (major === nodeMin.major && minor < nodeMin.minor)) {
    throw new LaunchError(
      `Node ${nodeMin.major}.${nodeMin.minor} or newer is needed, this is ${process.version}.`,
      {
        hint: "https://nodejs.org has current versions.",
      },
    );
  }
  if (process.platform === "win32") {
    throw new LaunchError("Meridian runs on Linux and macOS.", { hint: "On Windows use WSL 2." });
  }
}

export async function checkPortIsFree(port: number, host: string): Promise<void> {
  const server = createServer();
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once("error", resolve);
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
  if (problem === null) return;
  if (problem.code === "EADDRINUSE") {
    throw new LaunchError(`Port ${port} is taken by another program.`, {
      hint: `Choose another one: npm start -- --port ${port + 1}`,
    });
  }
  throw new LaunchError(`Cannot listen on ${host}:${port}: ${problem.message}`);
}

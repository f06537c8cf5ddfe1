import { relative } from "node:path";
import type { LocalSystem } from "./local-system.ts";
import { root } from "./paths.ts";
import type { StartOptions } from "./start-options.ts";

/** Email and password are there when it was made just now. */
export type Administrator = { email?: string; password?: string };
type Facts = StartOptions & { administrator: Administrator };

/** What a person wants to know when all is up. */
export function summaryOf(system: LocalSystem, { port, regions, administrator, hasTraffic }: Facts): string {
  const lines = [
    ["Console", `http://localhost:${port}`],
    ...signInLines(administrator),
    ...(regions.length > 0 ? fleetLines(system, { regions, hasTraffic }) : [emptyLine]),
    ["Logs", relative(root, system.layout.logs)],
    ["Stop", "Ctrl-C"],
  ];
  const body = lines.map(([name = "", text = ""]) => `    ${name.padEnd(10)}${text}`.trimEnd());
  return ["", "  Meridian is running.", "", ...body, ""].join("\n");
}

const emptyLine = ["Next", "sign in and add a region under Settings; the console shows every next step"];

function fleetLines(
  system: LocalSystem,
  { regions, hasTraffic }: Pick<StartOptions, "regions" | "hasTraffic">,
): string[][] {
  const gateways = regions.map(({ name, nodes }) => {
    const count = nodes === 1 ? "1 node" : `${nodes} nodes`;
    return `${name.padEnd(16)}${count.padEnd(10)}${system.agentUrl(`${name}-gateway`)}/v1/parse`;
  });
  const example = `${system.agentUrl(`${regions.at(-1)?.name}-gateway`)}/v1/parse`;
  return [
    ["Gateways", gateways[0] ?? ""],
    ...gateways.slice(1).map((line) => ["", line]),
    ["Try", `curl -s ${example} -H 'content-type: application/json' \\`],
    ["", `  -d '{"addresses":["北京市东城区景山前街4号"]}'`],
    ["Traffic", hasTraffic ? "a few requests a second through every gateway" : "none (--no-traffic)"],
  ];
}

function signInLines({ email, password = "" }: Administrator): string[][] {
  if (email === undefined)
    return [["Sign in", "as before; npm run admin -- reset-password makes a new password"]];
  return [
    ["Sign in", email],
    ["", `${password}   (this password is shown once)`],
  ];
}

import { join } from "node:path";
import { LaunchError } from "./launch-error.ts";
import type { Layout } from "./paths.ts";

/** A region has one gateway unless it says more. */
export type RegionSpec = { name: string; nodes: number; gateways?: number };
export type PlannedAgent = { name: string; region: string; role: "inference" | "gateway" };

export const defaultRegions = "cn-east:2,ap-southeast:1,eu-central:1";
const nodesMax = 32;

/** Reads `cn-east:2,eu-central:1` (name:inference nodes). */
export function parseRegions(text: string): RegionSpec[] {
  const regions = text.split(",").map((part) => {
    const match = /^([a-z][a-z0-9-]{0,30}[a-z0-9])(?::(\d{1,2}))?$/.exec(part.trim());
    const nodes = Number(match?.[2] ?? 1);
    if (!match?.[1] || nodes < 1 || nodes > nodesMax) {
      throw new LaunchError(`--regions: "${part.trim()}" is not a region.`, {
        hint: `Write name:nodes, separated by commas, with 1 to ${nodesMax} nodes each: ${defaultRegions}`,
      });
    }
    return { name: match[1], nodes };
  });
  const names = regions.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new LaunchError(`--regions: ${twice} is named twice.`);
  return regions;
}

/** The agents of a local fleet: every region's nodes and gateways. */
export function planAgents(regions: RegionSpec[]): PlannedAgent[] {
  return regions.flatMap(({ name, nodes, gateways = 1 }) => [
    ...Array.from({ length: nodes }, (_, index) => ({
      name: `${name}-node-${index + 1}`,
      region: name,
      role: "inference" as const,
    })),
    ...Array.from({ length: gateways }, (_, index) => ({
      name: index === 0 ? `${name}-gateway` : `${name}-gateway-${index + 1}`,
      region: name,
      role: "gateway" as const,
    })),
  ]);
}

export function agentDataDir(layout: Layout, agent: PlannedAgent): string {
  return join(layout.agents, agent.name);
}

const places: Record<string, { label: string; latitude: number; longitude: number }> = {
  "cn-east": { label: "Shanghai", latitude: 31.23, longitude: 121.47 },
  "cn-north": { label: "Beijing", latitude: 39.9, longitude: 116.41 },
  "cn-south": { label: "Guangzhou", latitude: 23.13, longitude: 113.26 },
  "cn-west": { label: "Chengdu", latitude: 30.57, longitude: 104.07 },
  "ap-southeast": { label: "Singapore", latitude: 1.35, longitude: 103.82 },
  "ap-northeast": { label: "Tokyo", latitude: 35.68, longitude: 139.69 },
  "eu-central": { label: "Frankfurt", latitude: 50.11, longitude: 8.68 },
  "eu-west": { label: "Dublin", latitude: 53.35, longitude: -6.26 },
  "us-east": { label: "Virginia", latitude: 38.95, longitude: -77.45 },
  "us-west": { label: "Oregon", latitude: 45.52, longitude: -122.68 },
};

/** Adds a region unless the console knows it. One of an unknown name stands at 0° 0°, labelled by its name. */
export function ensureRegionCommand({ name }: RegionSpec): string[] {
  const { label, latitude, longitude } = places[name] ?? { label: name, latitude: 0, longitude: 0 };
  const place = ["--label", label, `--latitude=${latitude}`, `--longitude=${longitude}`];
  return ["ensure-region", "--name", name, ...place];
}

/** Makes the enrolment token of an agent that serves at full weight as soon as it joined. */
export function tokenCommand({ region, role, name }: PlannedAgent): string[] {
  const fixed = ["--region", region, "--role", role, "--name", name];
  return ["enrolment-token", ...fixed, "--state", "active", "--weight", "100"];
}

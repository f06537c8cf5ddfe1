import type { ModelVersionView, RolloutView } from "@meridian/contracts/api";
import type { ConsoleClient } from "./console-client.ts";
import { eventually } from "./start-system.ts";
import type { TrafficDesk } from "./traffic-desk.ts";

export type HeldVersion = { name: string; digest: string; rolloutId: string };

/** Begins a rollout of a version in a region and pauses it there: nodes hold the version beside the one that answers. */
export async function holdVersion(
  console: ConsoleClient,
  desk: TrafficDesk,
  name: string,
): Promise<HeldVersion> {
  const versions = (await console.query("rollout.versions")) as ModelVersionView[];
  const version = versions.find((one) => one.name === name);
  if (!version) throw new Error(`there is no version ${name}`);
  const regionIds = [(await desk.origin()).regionId];
  const input = { modelVersionId: version.id, regionIds, reason: "a story" };
  const { id: rolloutId } = (await console.mutate("rollout.start", input)) as RolloutView;
  const isPreparing = async () => {
    const { steps } = (await console.query("rollout.get", { rolloutId })) as RolloutView;
    return steps[0]?.state === "preparing";
  };
  await eventually(isPreparing, "the region is preparing", 60_000);
  await console.mutate("rollout.pause", { rolloutId });
  await eventually(async () => (await desk.origin()).split.choices.length > 0, "nodes hold both", 120_000);
  return { name, digest: version.digest, rolloutId };
}

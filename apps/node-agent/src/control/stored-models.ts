import { Snapshot } from "@meridian/contracts/wire";
import type { SnapshotStore } from "./snapshot-store.ts";

/** Digests of the versions in the snapshots on disk: any of them may be what the agent comes up by. */
export async function storedModelDigests(store: SnapshotStore): Promise<Set<string>> {
  const snapshots = (await store.load()).map(({ body }) => Snapshot.safeParse(JSON.parse(body)).data);
  const models = snapshots.flatMap((snapshot) => (snapshot?.role === "inference" ? snapshot.models : []));
  return new Set(models.map(({ digest }) => digest));
}

import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { at, isRecord } from "../../version/json-checks.ts";
import type { TensorFile } from "./tensor-file.ts";
import { readRecord } from "../text-file.ts";

/** No path: a shard lies beside its index. */
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/u;

/**
 * Opens weights that an index spreads over several files: `{"weight_map": {tensor: file}}`, as Hugging Face writes it.
 * @param openShard opens one of the files.
 * @throws ModelError('bad-model') if a file is missing, lies elsewhere, lacks a tensor that the index says it has, or has
 * one that another has too.
 */
export async function openSharded(
  indexPath: string,
  openShard: (path: string) => Promise<TensorFile>,
): Promise<TensorFile> {
  const [folder, name] = [dirname(indexPath), basename(indexPath)];
  const shardOf = parseWeightMap(name, (await readRecord(folder, name)).weight_map);
  const files = new Set(shardOf.values());
  await refuseMissing(folder, name, files);
  const shards = new Map<string, TensorFile>();
  const close = async (): Promise<void> => {
    for (const shard of shards.values()) await shard.close();
  };
  try {
    for (const file of files) shards.set(file, await openShard(join(folder, file)));
    return { ...joined(name, shardOf, shards), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function parseWeightMap(name: string, map: unknown): ReadonlyMap<string, string> {
  if (!isRecord(map) || Object.keys(map).length === 0)
    throw at(name, "weight_map", "an object from tensor to file", map);
  return new Map(
    Object.entries(map).map(([tensor, file]) => {
      const isHere = typeof file === "string" && FILE_NAME.test(file);
      if (!isHere) throw at(name, `weight_map: ${tensor}`, "the name of a file in the same folder", file);
      return [tensor, file];
    }),
  );
}

async function refuseMissing(folder: string, name: string, files: ReadonlySet<string>): Promise<void> {
  const present = await readdir(folder);
  const missing = Array.from(files).find((file) => !present.includes(file));
  if (missing === undefined) return;
  const others = present.filter((file) => /\.(?:safetensors|bin)$/u.test(file));
  throw at(name, "weight_map", `${missing} beside it (${files.size} files in all)`, others);
}

function joined(
  name: string,
  shardOf: ReadonlyMap<string, string>,
  shards: ReadonlyMap<string, TensorFile>,
): Omit<TensorFile, "close"> {
  const owners = new Map<string, TensorFile>();
  const shapes = new Map<string, readonly number[]>();
  for (const shard of shards.values()) {
    for (const [tensor, shape] of shard.shapes) {
      const other = owners.get(tensor);
      if (other) throw at(name, tensor, "it in one file", [other.name, shard.name]);
      owners.set(tensor, shard);
      shapes.set(tensor, shape);
    }
  }
  for (const [tensor, file] of shardOf) {
    const found = owners.get(tensor)?.name;
    if (found !== file) throw at(name, `weight_map: ${tensor}`, `it in ${file}`, found);
  }
  return {
    name,
    shapes,
    async read(tensor) {
      const owner = owners.get(tensor);
      if (!owner) throw at(name, tensor, "a tensor", undefined);
      return owner.read(tensor);
    },
  };
}

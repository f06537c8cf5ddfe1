import { isModelError, ModelError } from "../model-error.ts";
import { at, isRecord, parseJson } from "../version/json-checks.ts";
import type { HubModel } from "./hub-model.ts";
import { listingUrl } from "./hub-model.ts";
import { refusal, request } from "./request.ts";

/** A file as the hub lists it. */
export interface HubFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex, where the listing gives it. */
  readonly sha256: string | undefined;
}

const WHAT = "file listing";

/**
 * The files of a model, those in its folders included.
 * @throws ModelError('unreachable') offline or if the hub answers anything but a listing.
 */
export async function listFiles(model: HubModel): Promise<readonly HubFile[]> {
  const response = await request(listingUrl(model));
  if (response.status === 404) {
    await response.body?.cancel();
    const { owner, name, revision, endpoint } = model;
    throw new ModelError(
      "unreachable",
      `${endpoint} has no model ${owner}/${name} with a revision ${revision}.`,
    );
  }
  if (!response.ok) throw await refusal(response);
  try {
    return parseListing(parseJson(WHAT, await response.text()));
  } catch (cause) {
    if (!isModelError(cause)) throw cause;
    throw new ModelError("unreachable", `${model.endpoint}: ${cause.message}`, { cause });
  }
}

function parseListing(value: unknown): readonly HubFile[] {
  if (!isRecord(value) || value.Code !== 200)
    throw at(WHAT, "Code", "200", isRecord(value) ? value.Code : value);
  const files = isRecord(value.Data) ? value.Data.Files : undefined;
  if (!Array.isArray(files)) throw at(WHAT, "Data.Files", "a list", files);
  return files.flatMap((file, i) => (isRecord(file) && file.Type === "tree" ? [] : [parseFile(file, i)]));
}

function parseFile(file: unknown, index: number): HubFile {
  const { Path, Size, Sha256 } = isRecord(file) ? file : {};
  const isSize = typeof Size === "number" && Number.isSafeInteger(Size) && Size >= 0;
  if (typeof Path !== "string" || !isSize) throw at(WHAT, `Data.Files[${index}]`, "Path and Size", file);
  const sha256 = typeof Sha256 === "string" && Sha256 !== "" ? Sha256.toLowerCase() : undefined;
  return { path: Path, sizeBytes: Size, sha256 };
}

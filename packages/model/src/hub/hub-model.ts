import { ModelError } from "../model-error.ts";

/** A model on a hub that speaks ModelScope's endpoints. */
export interface HubModel {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly owner: string;
  readonly name: string;
  readonly revision: string;
}

const DEFAULT_ENDPOINT = "https://www.modelscope.cn";
const SOURCE = /^modelscope:(?<owner>[\w.-]+)\/(?<name>[\w.-]+)(?:@(?<revision>[\w./-]+))?$/u;

/** Whether a source names a model on the hub rather than a folder. */
export function isHubSource(source: string): boolean {
  return source.startsWith("modelscope:");
}

/** Parses `modelscope:<owner>/<name>[@revision]`; the revision is `master` by default. Throws ModelError('bad-input'). */
export function parseHubSource(source: string, endpoint = DEFAULT_ENDPOINT): HubModel {
  const parts = SOURCE.exec(source)?.groups;
  // Owner, name and revision become folders.
  if (
    !parts ||
    [parts.owner, parts.name, ...(parts.revision?.split("/") ?? [])].some((part) => /^\.*$/u.test(part ?? ""))
  ) {
    throw new ModelError("bad-input", `Expected modelscope:<owner>/<name>[@revision], found ${source}.`);
  }
  const { owner = "", name = "", revision = "master" } = parts;
  return { endpoint: endpoint.replace(/\/+$/u, ""), owner, name, revision };
}

/** Where the hub lists a model's files. */
export function listingUrl({ endpoint, owner, name, revision }: HubModel): string {
  const query = new URLSearchParams({ Revision: revision, Recursive: "true" });
  return `${endpoint}/api/v1/models/${owner}/${name}/repo/files?${query}`;
}

/** Where the hub serves a file; it answers byte ranges. */
export function fileUrl({ endpoint, owner, name, revision }: HubModel, path: string): string {
  const query = new URLSearchParams({ Revision: revision, FilePath: path });
  return `${endpoint}/api/v1/models/${owner}/${name}/repo?${query}`;
}

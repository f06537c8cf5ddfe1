export { registerModelVersions, type ModelFolders } from "./register-model-versions.ts";
export { assignDefaultVersion } from "./assign-default-version.ts";
export { findModelFile } from "./find-model-file.ts";
export { listModelVersions } from "./list-model-versions.ts";

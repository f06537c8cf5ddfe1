export { registerModelVersions, type ModelFolders } from "./register-model-versions.ts";
export { assignDefaultVersion } from "./assign-default-version.ts";
export { findDefaultVersion, setDefaultVersion } from "./default-version.ts";
export { assertVersionWhole } from "./assert-version-whole.ts";
export { findModelFile } from "./find-model-file.ts";
export { listModelVersions } from "./list-model-versions.ts";
export { listVersionViews } from "./list-version-views.ts";

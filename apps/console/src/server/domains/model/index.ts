export { assertVersionWhole } from "./assert-version-whole.ts";
export { assignDefaultVersion, findDefaultVersion, setDefaultVersion } from "./default-version.ts";
export { findModelFile } from "./find-model-file.ts";
export { listModelVersions } from "./list-model-versions.ts";
export { listVersionViews } from "./list-version-views.ts";
export { type ModelFolders, registerModelVersions } from "./register-model-versions.ts";

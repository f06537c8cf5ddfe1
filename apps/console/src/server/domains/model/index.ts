export { assignDefaultVersion, findDefaultVersion, setDefaultVersion } from "./default-version.ts";
export { listModelVersions, listVersionNames, listVersionViews } from "./list-version-views.ts";
export { type ModelFolders, registerModelVersions } from "./register-model-versions.ts";
export { assertVersionWhole, findModelFile } from "./version-files.ts";

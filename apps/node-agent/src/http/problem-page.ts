import { codeOfProblemPath, httpStatusOf, problemTitleOf } from "@meridian/contracts/errors";

/** What the `type` of an error leads to on an agent; null for any other path. The console's page says more. */
export function problemPage(path: string | undefined): string | null {
  const code = codeOfProblemPath(path ?? "");
  return code && `${code}: ${problemTitleOf(code)} (HTTP ${httpStatusOf(code)}).\n`;
}

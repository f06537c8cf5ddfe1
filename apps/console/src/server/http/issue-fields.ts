import type { z } from "zod";

export type ProblemField = { path: string; message: string };

/**
 * What is wrong with an input, field by field. Where several forms were possible, by the form that it comes nearest to: "invalid
 * input" alone would not say which field is at fault.
 */
export function issueFields(issues: readonly z.core.$ZodIssue[], at: PropertyKey[] = []): ProblemField[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    const [first, ...others] = issue.code === "invalid_union" ? issue.errors : [];
    if (!first) return [{ path: path.join("."), message: issue.message }];
    const nearest = others.reduce((best, form) => (form.length < best.length ? form : best), first);
    return issueFields(nearest, path);
  });
}

import ts from "typescript";
import type { Source } from "./source-files.ts";

const functionLinesMax = 50;
const componentLinesMax = 150;
/** What services, the model and scripts may throw (docs/conventions.md, Errors). */
const ownErrors = /^(App|Model|Launch|Command|TRPC)Error$/;

export type FileMeasures = {
  longFunctions: string[];
  longComponents: string[];
  /** `throw new` of a class that nothing translates. */
  foreignThrows: string[];
};

/** Long functions, long components and foreign throws of one file, each as `path:line name`. */
export function measureFile({ path, tree }: Source): FileMeasures {
  const found: FileMeasures = { longFunctions: [], longComponents: [], foreignThrows: [] };
  const lineOf = (position: number) => tree.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node: ts.Node): void => {
    const at = `${path}:${lineOf(node.getStart())}`;
    if (ts.isFunctionLike(node) && "body" in node && node.body) {
      const lines = lineOf(node.getEnd()) - lineOf(node.getStart()) + 1;
      const name = nameOf(node);
      const isComponent = path.endsWith(".tsx") && /^[A-Z]/.test(name);
      if (isComponent && lines > componentLinesMax) found.longComponents.push(`${at} ${name}`);
      if (!isComponent && lines > functionLinesMax) found.longFunctions.push(`${at} ${name}`);
    }
    if (ts.isThrowStatement(node) && ts.isNewExpression(node.expression)) {
      const name = node.expression.expression.getText();
      if (!ownErrors.test(name)) found.foreignThrows.push(`${at} ${name}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function nameOf(node: ts.SignatureDeclaration): string {
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return named?.getText() ?? "(anonymous)";
}

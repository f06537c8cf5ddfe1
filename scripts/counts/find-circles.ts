import { posix } from "node:path";
import ts from "typescript";
import type { Source } from "./source-files.ts";

/**
 * Groups of files that import each other, type-only imports included (Tarjan's strongly connected components). Imports
 * of other workspaces are left out: lint keeps those one-way.
 */
export function findCircles(sources: readonly Source[]): string[][] {
  const paths = new Set(sources.map(({ path }) => path));
  const importsByPath = new Map(
    sources.map(({ path, tree }) => [path, importsOf(path, tree).filter((one) => paths.has(one))]),
  );
  const order = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (path: string): number => {
    const own = order.size;
    order.set(path, own);
    stack.push(path);
    let low = own;
    for (const imported of importsByPath.get(path) ?? []) {
      if (!order.has(imported)) low = Math.min(low, visit(imported));
      else if (stack.includes(imported)) low = Math.min(low, order.get(imported) ?? low);
    }
    if (low === own) {
      const circle = stack.splice(stack.indexOf(path));
      if (circle.length > 1) circles.push(circle.toSorted());
    }
    return low;
  };
  for (const path of paths) if (!order.has(path)) visit(path);
  return circles;
}

function importsOf(path: string, tree: ts.SourceFile): string[] {
  const names = tree.statements.flatMap((statement) => {
    const isLink = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const from = isLink ? statement.moduleSpecifier : undefined;
    return from && ts.isStringLiteral(from) ? [from.text] : [];
  });
  return names.flatMap((name) => {
    if (name.startsWith("@/")) return `apps/console/src/${name.slice(2)}`;
    return name.startsWith(".") ? posix.join(posix.dirname(path), name) : [];
  });
}

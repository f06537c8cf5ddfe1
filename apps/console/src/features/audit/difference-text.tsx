"use client";

import { usePathText, useValueText } from "./change-words.ts";
import type { Difference } from "./compare-values.ts";

type DifferenceTextProps = { difference: Difference; names: Record<string, string> };

/** Where, before and after in a line: "ap-southeast · weight 0 → 10". */
export function DifferenceText({ difference, names }: DifferenceTextProps) {
  const pathText = usePathText();
  const valueText = useValueText();
  const { path, before, after } = difference;
  return (
    <span>
      {pathText(path, names)} {valueText(before, path, names)} → {valueText(after, path, names)}
    </span>
  );
}

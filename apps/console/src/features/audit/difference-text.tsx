"use client";

import { ArrowRight } from "lucide-react";
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
      {pathText(path, names)} {valueText(before, path, names)}
      <ArrowRight size={11} role="img" aria-label="→" className="mx-1 inline align-[-1px]" />
      {valueText(after, path, names)}
    </span>
  );
}

"use client";

import type { AddressElement } from "@meridian/contracts/wire";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { shareFigure } from "@/client/format/figure.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { elementColour, knownType } from "./element-family.ts";
import { type Marking, markProps } from "./marking.ts";

const cell = "py-1 pr-4 last:pr-0";

/** The elements in words: type and code, text, offsets in code points, confidence. */
export function ElementTable({
  elements,
  marked,
  onMark,
}: Marking & { elements: readonly AddressElement[] }) {
  const t = useTranslations("tester");
  return (
    <table className="h-fit w-full text-table">
      <thead className="text-2xs text-muted">
        <tr>
          <th className={clsx(cell, "text-left font-medium")}>{t("column.type")}</th>
          <th className={clsx(cell, "text-left font-medium")}>{t("column.text")}</th>
          <th className={clsx(cell, "text-right font-medium")}>{t("column.offsets")}</th>
          <th className={clsx(cell, "text-right font-medium")}>{t("column.confidence")}</th>
        </tr>
      </thead>
      <tbody>
        {elements.map(({ type, text, start, end, confidence }, index) => {
          const known = knownType(type);
          return (
            <tr
              key={index}
              {...markProps(index, onMark)}
              className={clsx("border-t border-line", marked === index && "bg-hover")}
            >
              <td className={clsx(cell, "whitespace-nowrap")}>
                <span
                  aria-hidden
                  className="mr-2 inline-block size-2 rounded-[2px]"
                  style={{ background: elementColour(type) }}
                />
                {known && t(`type.${known}`)}{" "}
                <code className="font-mono text-xs text-muted max-sm:hidden">{type}</code>
              </td>
              <td lang="zh" className={clsx(cell, "break-words whitespace-break-spaces")}>
                {text}
              </td>
              <td className={clsx(cell, "text-right whitespace-nowrap text-muted")}>
                {start}–{end}
              </td>
              <td className={clsx(cell, "text-right")}>
                <FigureValue value={confidence} as={shareFigure} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

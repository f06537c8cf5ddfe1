"use client";

import type { AddressElement } from "@meridian/contracts/wire";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/copy-button.tsx";
import { type Marking, markProps } from "./marking.ts";

/** The elements as the answer holds them, one a line. */
export function ElementJson({ elements, marked, onMark }: Marking & { elements: readonly AddressElement[] }) {
  const t = useTranslations("tester");
  return (
    <div className="min-w-0">
      <div className="flex items-center justify-between">
        <h2 className="text-2xs font-medium text-muted">{t("json")}</h2>
        <CopyButton text={JSON.stringify(elements, null, 2)} />
      </div>
      <pre
        lang="zh"
        tabIndex={0}
        className="overflow-x-auto rounded-md border border-line bg-surface py-2 font-mono text-xs leading-5"
      >
        <span className="px-3">{"["}</span>
        {elements.map((element, index) => (
          <code
            key={index}
            {...markProps(index, onMark)}
            className={clsx("block w-max min-w-full px-3 pl-6", marked === index && "bg-pressed")}
          >
            {spacedJson(element)}
            {index < elements.length - 1 && ","}
          </code>
        ))}
        <span className="px-3">{"]"}</span>
      </pre>
    </div>
  );
}

/** On one line with room between the fields. Only between them: a text may hold anything. */
export function spacedJson(fields: object): string {
  const entries = Object.entries(fields).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{${entries.join(", ")}}`;
}

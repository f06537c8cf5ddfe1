"use client";

import type { AddressResult } from "@meridian/contracts/wire";
import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { AddressLine } from "./address-line.tsx";
import { ElementJson } from "./element-json.tsx";
import { ElementTable } from "./element-table.tsx";
import { IncludedFacts } from "./included/included-facts.tsx";
import { VerdictLines } from "./included/verdict-lines.tsx";

type AddressResultRowProps = { address: string; result: AddressResult; isOpenAtFirst: boolean };

/** One address: its line, and behind it the table and the JSON. What is pointed at in one is marked in all. */
export function AddressResultRow({ address, result, isOpenAtFirst }: AddressResultRowProps) {
  const t = useTranslations("tester");
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  const [marked, setMarked] = useState<number | null>(null);
  const detailsId = useId();
  if ("error" in result) {
    return (
      <li className="border-t border-line py-4 pl-10">
        <p lang="zh" className="line-clamp-2 text-base break-all whitespace-break-spaces text-muted">
          {address}
        </p>
        <p className="mt-1 text-danger-ink">{t(`addressError.${result.error.code}`)}</p>
      </li>
    );
  }
  const { elements, isCached, address: fields, resolution, contact, rest } = result;
  const marking = { marked, onMark: setMarked };
  return (
    <li className="border-t border-line py-4">
      <div className="flex items-start gap-2 max-sm:flex-wrap">
        <Button
          look="quiet"
          size="icon"
          aria-expanded={isOpen}
          aria-controls={detailsId}
          aria-label={t("elementsOf", { address })}
          onClick={() => setIsOpen(!isOpen)}
        >
          <ChevronRight size={16} aria-hidden className={isOpen ? "rotate-90" : undefined} />
        </Button>
        <div className="min-w-0 flex-1">
          <AddressLine address={address} elements={elements} included={{ contact, rest }} {...marking} />
          {resolution && <VerdictLines resolution={resolution} address={fields} />}
        </div>
        {isCached && (
          <span className="pt-1.5 text-xs whitespace-nowrap text-muted max-sm:w-full max-sm:pt-0 max-sm:pl-10">
            {t("cached")}
          </span>
        )}
      </div>
      {elements.length === 0 && <p className="mt-1 pl-10 text-muted">{t("noElements")}</p>}
      {isOpen && (
        <div id={detailsId} className="mt-4 grid gap-6 pl-10 max-sm:pl-0 lg:grid-cols-2">
          <IncludedFacts resolution={resolution} contact={contact} />
          {elements.length > 0 && (
            <>
              <ElementTable elements={elements} {...marking} />
              <ElementJson elements={elements} {...marking} />
            </>
          )}
        </div>
      )}
    </li>
  );
}

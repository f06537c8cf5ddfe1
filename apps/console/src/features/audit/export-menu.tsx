"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuItem } from "@/components/ui/menu.tsx";
import { type AuditParams, exportHref } from "./audit-params.ts";

const formats = ["csv", "jsonl"] as const;

/** A file of what the filter lets through. */
export function ExportMenu({ params }: { params: AuditParams }) {
  const t = useTranslations("audit.export");
  const isFiltered = Object.keys(params).length > 0;
  const trigger = (
    <Button>
      {t("action")}
      <ChevronDown size={14} aria-hidden />
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      <p className="px-2 py-1.5 text-xs text-muted">{isFiltered ? t("filtered") : t("all")}</p>
      {formats.map((format) => (
        <MenuItem key={format} asChild>
          <a href={exportHref(format, params)} download>
            {t(format)}
          </a>
        </MenuItem>
      ))}
    </Menu>
  );
}

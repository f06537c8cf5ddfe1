"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { TextField } from "@/components/ui/text-field.tsx";
import { OperationDetails } from "./operation-details.tsx";
import { searchReference, type ReferenceGroup } from "./reference.ts";

/** Operations by what they are about; each opens in place. */
export function ApiReference({ groups }: { groups: ReferenceGroup[] }) {
  const t = useTranslations("apiReference");
  const [text, setText] = useState("");
  const found = searchReference(groups, text);
  return (
    <>
      <TextField
        label={t("search")}
        isLabelHidden
        type="search"
        icon={<Search size={14} aria-hidden />}
        placeholder={t("searchHint")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="mb-6 max-w-90"
      />
      {found.length === 0 && <p className="text-muted">{t("none", { text })}</p>}
      {found.map(({ tag, operations }) => (
        <section key={tag} aria-labelledby={`tag-${tag}`} className="mb-8">
          <h2 id={`tag-${tag}`} className="mb-2 font-mono text-sm font-semibold">
            {tag}
          </h2>
          <div className="border-t border-line">
            {operations.map((operation) => (
              <OperationDetails key={operation.id} operation={operation} />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}

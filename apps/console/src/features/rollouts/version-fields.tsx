"use client";

import type { ModelVersionView } from "@meridian/contracts/api";
import { Precision } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";
import { Select } from "@/components/ui/select.tsx";
import type { StartDraft } from "./start-draft.ts";

type VersionFieldsProps = {
  versions: readonly ModelVersionView[];
  draft: StartDraft;
  onChange: (more: Partial<StartDraft>) => void;
};

export function VersionFields({ versions, draft, onChange }: VersionFieldsProps) {
  const t = useTranslations("rollouts.start");
  const chosen = versions.find(({ id }) => id === draft.modelVersionId);
  const choose = (modelVersionId: string) => {
    const [preferred] = versions.find(({ id }) => id === modelVersionId)?.precisions ?? [];
    onChange({ modelVersionId, ...(preferred && { precision: preferred }) });
  };
  return (
    <div className="grid grid-cols-[2fr_1fr] gap-4">
      <Select
        label={t("version")}
        value={draft.modelVersionId}
        onChange={choose}
        options={versions.map(({ id, name, digest, hasFiles }) => ({
          value: id,
          isDisabled: !hasFiles,
          label: (
            <>
              {hasFiles ? name : t("noFiles", { version: name })}{" "}
              <code className="ml-1 font-mono text-xs text-muted">{digest.slice(0, 12)}</code>
            </>
          ),
        }))}
      />
      <Select
        label={t("precision")}
        value={draft.precision}
        onChange={(value) => onChange({ precision: Precision.parse(value) })}
        options={(chosen?.precisions ?? []).map((value) => ({ value, label: value }))}
      />
    </div>
  );
}

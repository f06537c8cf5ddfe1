"use client";

import type { AuditChange, AuditFacets } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { Button } from "@/components/ui/button.tsx";
import { Select, type SelectOption } from "@/components/ui/select.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { useActorName } from "./actor-name.tsx";
import type { AuditParams } from "./audit-params.ts";
import { useWords } from "./change-words.ts";
import { subjectName } from "./subject-href.ts";

type AuditFiltersProps = {
  params: AuditParams;
  /** What is listed: it knows the names of subjects. */
  changes: readonly AuditChange[];
  onNarrow: (part: AuditParams) => void;
  onClear: () => void;
};

/** A select cannot hold an empty value. */
const any = "any";
const noFacets: AuditFacets = { kinds: [], actors: [] };

export function AuditFilters({ params, changes, onNarrow, onClear }: AuditFiltersProps) {
  const t = useTranslations("audit.filter");
  const { data: facets = noFacets } = useQuery(useTRPC().audit.facets.queryOptions());
  const actorName = useActorName();
  const kinds = useKindOptions(facets.kinds);
  const chosen = (value: string) => (value === any ? "" : value);
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onNarrow({ text: String(new FormData(event.currentTarget).get("text") ?? "") });
  };
  return (
    <form
      role="search"
      aria-label={t("label")}
      onSubmit={search}
      className="mb-6 grid grid-cols-2 items-end gap-3 lg:grid-cols-[repeat(4,minmax(0,156px))_minmax(0,1fr)]"
    >
      <Select
        label={t("actor")}
        value={params.actor ?? any}
        onChange={(value) => onNarrow({ actor: chosen(value) })}
        options={[
          { value: any, label: t("anyActor") },
          ...facets.actors.map((actor) => ({ value: actor.id, label: actorName(actor) })),
        ]}
      />
      <Select
        label={t("kind")}
        value={params.kind ?? any}
        onChange={(value) => onNarrow({ kind: chosen(value) })}
        options={[{ value: any, label: t("anyKind") }, ...kinds]}
      />
      {(["from", "to"] as const).map((end) => (
        <TextField
          key={end}
          type="date"
          label={t(end)}
          value={params[end] ?? ""}
          onChange={({ target }) => onNarrow({ [end]: target.value })}
        />
      ))}
      <TextField
        key={params.text ?? ""}
        type="search"
        name="text"
        label={t("text")}
        placeholder={t("textHint")}
        maxLength={200}
        defaultValue={params.text}
        className="max-lg:col-span-2"
      />
      {Object.keys(params).length > 0 && (
        <div className="col-span-full flex flex-wrap items-center gap-3">
          {params.subject !== undefined && (
            <SubjectChip
              subject={params.subject}
              changes={changes}
              onRemove={() => onNarrow({ subject: "" })}
            />
          )}
          <Button size="small" onClick={onClear}>
            {t("clear")}
          </Button>
        </div>
      )}
    </form>
  );
}

/** Kinds under what they are about; a heading chooses all of its kinds. */
function useKindOptions(kinds: readonly string[]): SelectOption[] {
  const words = useWords();
  const groups = [...new Set(kinds.map((kind) => kind.split(".")[0] ?? kind))];
  return groups.flatMap((group) => [
    { value: group, label: <span className="font-medium">{words(`group.${group}`, group)}</span> },
    ...kinds
      .filter((kind) => kind.startsWith(`${group}.`))
      .map((kind) => ({ value: kind, label: <span className="pl-3">{words(`kind.${kind}`, kind)}</span> })),
  ]);
}

type SubjectChipProps = { subject: string; changes: readonly AuditChange[]; onRemove: () => void };

function SubjectChip({ subject, changes, onRemove }: SubjectChipProps) {
  const t = useTranslations("audit.filter");
  const listed = changes.find((change) => `${change.subject.type}:${change.subject.id}` === subject);
  const name = listed ? subjectName(listed.subject) : subject;
  return (
    <span className="inline-flex h-6 items-center gap-1 rounded-md bg-accent-soft pr-1 pl-2 text-xs">
      {t("subject", { subject: name })}
      <Button look="quiet" size="small" aria-label={t("removeSubject")} onClick={onRemove} className="px-1">
        <X size={12} aria-hidden />
      </Button>
    </span>
  );
}

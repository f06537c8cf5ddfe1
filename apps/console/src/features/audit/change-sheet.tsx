"use client";

import type { AuditChange } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { ErrorPanel } from "@/components/page-state/error-panel.tsx";
import { SheetSection } from "@/components/sheet-section.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { ChangeDiff } from "./change-diff.tsx";
import { ChangeFacts } from "./change-facts.tsx";
import { ChangeSentence } from "./change-sentence.tsx";
import { subjectHref, subjectName } from "./subject-href.ts";

const undoable = new Set(["traffic", "nodes"]);

type ChangeSheetProps = {
  revision: string;
  /** The change, where the list has it already. */
  listed: AuditChange | undefined;
  onOpen: (revision: string | null) => void;
  onSubject: (subject: string) => void;
};

/** Everything that is known of one change. */
export function ChangeSheet({ revision, listed, onOpen, onSubject }: ChangeSheetProps) {
  const t = useTranslations();
  const query = useTRPC().audit.get.queryOptions({ revision }, { staleTime: Infinity, enabled: !listed });
  const { data, error, refetch } = useQuery(query);
  const change = listed ?? data;
  const shownError = error ? shownErrorOf(error) : null;
  return (
    <Sheet
      isOpen
      onClose={() => onOpen(null)}
      closeLabel={t("shell.closePanel")}
      title={change ? <ChangeSentence change={change} /> : t("audit.sheet.loading", { revision })}
    >
      {change ? (
        <Details change={change} onOpen={onOpen} onSubject={onSubject} />
      ) : (
        <div className="p-6">
          {shownError?.code === "NOT_FOUND" ? (
            <p className="text-muted">{t("audit.sheet.unknown", { revision })}</p>
          ) : shownError ? (
            <ErrorPanel title={t("audit.sheet.failed")} error={shownError} onRetry={refetch} />
          ) : (
            <Skeleton className="h-40 w-full" />
          )}
        </div>
      )}
    </Sheet>
  );
}

type DetailsProps = Pick<ChangeSheetProps, "onOpen" | "onSubject"> & { change: AuditChange };

function Details({ change, onOpen, onSubject }: DetailsProps) {
  const t = useTranslations("audit.sheet");
  const { subject } = change;
  const undoHref = useCanUndo(change) ? subjectHref(subject) : null;
  return (
    <>
      <div className="px-6 py-4">
        <ChangeFacts change={change} onOpen={onOpen} />
      </div>
      <SheetSection title={t("difference")}>
        <ChangeDiff change={change} />
      </SheetSection>
      <div className="flex flex-wrap gap-2 border-t border-line px-6 py-4">
        {undoHref !== null && (
          <Button asChild>
            <Link href={undoHref}>{t("undo")}</Link>
          </Button>
        )}
        <Button onClick={() => onSubject(`${subject.type}:${subject.id}`)}>
          {t("subjectOnly", { subject: subjectName(subject) })}
        </Button>
      </div>
    </>
  );
}

/** Whether the Traffic page can put back what this change replaced: it is the newest of its subject. */
function useCanUndo({ revision, subject, before }: AuditChange): boolean {
  const isOfTraffic = undoable.has(subject.type) && before !== null;
  const filter = { subjectType: subject.type, subjectId: subject.id, limit: 1 };
  const query = useTRPC().audit.list.queryOptions(filter, { enabled: isOfTraffic });
  const newest = useQuery(query).data?.data[0];
  return isOfTraffic && newest?.revision === revision;
}

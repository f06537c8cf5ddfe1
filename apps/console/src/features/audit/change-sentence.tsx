"use client";

import type { AuditChange } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { useWords } from "./change-words.ts";
import { subjectHref, subjectName } from "./subject-href.ts";

type ChangeSentenceProps = { change: AuditChange; isLinked?: boolean };
type Key = Parameters<ReturnType<typeof useTranslations<"audit.says">>>[0];

/** What was done, in one sentence; a kind that this console has no words for is said by its own name. */
export function ChangeSentence({ change, isLinked = false }: ChangeSentenceProps): ReactNode {
  const t = useTranslations("audit.says");
  const words = useWords();
  const key = t.has(change.kind as Key) ? (change.kind as Key) : "other";
  const kind = words(`kind.${change.kind}`, change.kind);
  return t.rich(key, {
    kind,
    subject: () => <Subject key="subject" subject={change.subject} isLinked={isLinked} />,
  });
}

function Subject({ subject, isLinked }: { subject: AuditChange["subject"]; isLinked: boolean }) {
  const href = subjectHref(subject);
  const name = subjectName(subject);
  if (!isLinked || href === null) return <span className={isLinked ? "font-medium" : undefined}>{name}</span>;
  return (
    <Link
      href={href}
      prefetch={false}
      onClick={(event) => event.stopPropagation()}
      className="rounded-sm font-medium hover:underline"
    >
      {name}
    </Link>
  );
}

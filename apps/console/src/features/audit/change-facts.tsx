"use client";

import type { AuditChange } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useExactTime } from "@/client/format/time.ts";
import { Digest } from "@/components/digest.tsx";
import { Fact, Facts } from "@/components/facts.tsx";
import { ActorName } from "./actor-name.tsx";

type ChangeFactsProps = { change: AuditChange; onOpen: (revision: string) => void };

const code = "font-mono text-xs break-all select-all";

export function ChangeFacts({ change, onOpen }: ChangeFactsProps) {
  const t = useTranslations("audit.fact");
  const exactTime = useExactTime();
  const { undoOf } = change;
  return (
    <Facts>
      <Fact name={t("time")}>
        <time dateTime={change.at.toISOString()}>{exactTime(change.at)}</time>
      </Fact>
      <Fact name={t("who")}>
        <ActorName actor={change.actor} />
      </Fact>
      <Fact name={t("reason")}>{change.reason ?? <span className="text-muted">{t("noReason")}</span>}</Fact>
      {undoOf !== null && (
        <Fact name={t("undoOf")}>
          <button
            type="button"
            onClick={() => onOpen(undoOf)}
            className="rounded-sm font-medium text-accent-ink hover:underline"
          >
            {t("change", { revision: undoOf })}
          </button>
        </Fact>
      )}
      <Fact name={t("kind")}>
        <code className={code}>{change.kind}</code>
      </Fact>
      <Fact name={t("revision")}>{change.revision}</Fact>
      <Fact name={t("request")}>
        <code className={code}>{change.requestId}</code>
      </Fact>
      <Fact name={t("hash")}>
        <Digest value={change.hash} />
      </Fact>
      <Fact name={t("previous")}>
        {change.previousHash === "" ? t("first") : <Digest value={change.previousHash} />}
      </Fact>
    </Facts>
  );
}

"use client";

import type { AuditVerification } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useExactTime } from "@/client/format/time.ts";
import { Digest } from "@/components/digest.tsx";
import { ErrorPanel } from "@/components/page-state/error-panel.tsx";
import { Banner } from "@/components/ui/banner.tsx";
import { Button } from "@/components/ui/button.tsx";
import type { Verification } from "./use-verification.ts";

type VerificationResultProps = { verification: Verification; onOpen: (revision: string) => void };

/** What the last walk over the chain found, in words. */
export function VerificationResult({ verification, onOpen }: VerificationResultProps) {
  const t = useTranslations("audit.verify");
  const { result, error, isRunning, run } = verification;
  if (error) {
    return (
      <div className="mb-6">
        <ErrorPanel title={t("failed")} error={error} onRetry={run} />
      </div>
    );
  }
  if (!result || isRunning) return null;
  return result.brokenCount > 0 ? <Broken result={result} onOpen={onOpen} /> : <Whole result={result} />;
}

function Whole({ result: { checked, firstAt, headHash } }: { result: AuditVerification }) {
  const t = useTranslations("audit.verify");
  const exactTime = useExactTime();
  return (
    <Banner tone="notice" className="mb-6">
      <p>{t("whole", { count: checked, since: firstAt ? exactTime(firstAt) : "" })}</p>
      {headHash !== null && (
        <p className="text-xs text-muted">
          {t("head")} <Digest value={headHash} />
        </p>
      )}
    </Banner>
  );
}

type BrokenProps = Pick<VerificationResultProps, "onOpen"> & { result: AuditVerification };

function Broken({ result: { broken, brokenCount, checked }, onOpen }: BrokenProps) {
  const t = useTranslations("audit.verify");
  return (
    <Banner tone="danger" className="mb-6">
      <ul className="max-h-60 overflow-y-auto">
        {broken.map(({ revision, problem }) => (
          <li key={revision} className="flex items-center justify-between gap-3 py-0.5">
            <span className="font-medium">{t(problem, { revision })}</span>
            <Button size="small" onClick={() => onOpen(revision)}>
              {t("show")}
            </Button>
          </li>
        ))}
      </ul>
      {brokenCount > broken.length && <p>{t("more", { count: brokenCount - broken.length })}</p>}
      <p className="text-xs">{t("intact", { count: checked })}</p>
    </Banner>
  );
}

"use client";

import type { UserRole } from "@meridian/contracts/fleet";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { ErrorPanel } from "@/components/error-panel.tsx";
import { PageHead } from "@/components/page-head.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { TesterEmpty } from "./tester-empty.tsx";
import { TesterForm } from "./tester-form.tsx";
import { TesterResult } from "./tester-result.tsx";
import { useTestParse } from "./use-test-parse.ts";

const refetchMs = 10_000;

export function Tester({ role }: { role: UserRole }) {
  const t = useTranslations("tester");
  const query = useTRPC().tester.options.queryOptions(undefined, { refetchInterval: refetchMs });
  const { data: options, error, refetch } = useQuery(query);
  const test = useTestParse();
  const canTest = options && (options.nodes.length > 0 || options.regions.some((one) => one.hasLiveGateway));
  return (
    <>
      <PageHead title={t("title")} sentence={t("sentence")} />
      {options && !canTest ? (
        <TesterEmpty hasRegions={options.regions.length > 0} />
      ) : options ? (
        <TesterForm options={options} role={role} isRunning={test.isRunning} onRun={test.run} />
      ) : error ? (
        <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={refetch} />
      ) : (
        <Skeleton className="h-64 w-full" />
      )}
      {canTest && <TesterResult test={test} />}
    </>
  );
}

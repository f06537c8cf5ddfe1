"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { PageHead } from "@/components/page-head.tsx";
import { EmptyState } from "@/components/page-state/empty-state.tsx";
import { Pending } from "@/components/page-state/pending.tsx";
import { Button } from "@/components/ui/button.tsx";
import { TesterForm } from "./tester-form.tsx";
import { TesterResult } from "./tester-result.tsx";
import { useTestParse } from "./use-test-parse.ts";

const refetchMs = 10_000;

export function Tester() {
  const t = useTranslations("tester");
  const query = useTRPC().tester.options.queryOptions(undefined, { refetchInterval: refetchMs });
  const { data: options, error, refetch } = useQuery(query);
  const test = useTestParse();
  const canTest = options && (options.nodes.length > 0 || options.regions.some((one) => one.hasLiveGateway));
  return (
    <>
      <PageHead title={t("title")} purpose={t("sentence")} />
      {options && !canTest ? (
        <TesterEmpty hasRegions={options.regions.length > 0} />
      ) : options ? (
        <TesterForm options={options} isRunning={test.isRunning} onRun={test.run} />
      ) : (
        <Pending failed={t("failed")} error={error} onRetry={refetch} groups={[6]} />
      )}
      {canTest && <TesterResult test={test} />}
    </>
  );
}

function TesterEmpty({ hasRegions }: { hasRegions: boolean }) {
  const t = useTranslations(hasRegions ? "tester.nothing.noAgents" : "tester.nothing.noRegions");
  return (
    <EmptyState title={t("title")} purpose={t("purpose")}>
      <Button look="primary" asChild>
        <Link href={hasRegions ? "/settings/agents" : "/settings/regions"}>{t("next")}</Link>
      </Button>
    </EmptyState>
  );
}

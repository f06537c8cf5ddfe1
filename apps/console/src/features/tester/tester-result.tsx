"use client";

import { readProblem } from "@meridian/contracts/errors";
import { missingIncludes, ParseResponse } from "@meridian/contracts/wire";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { useCommandKey } from "@/client/command-key.ts";
import { ErrorPanel } from "@/components/page-state/error-panel.tsx";
import { Banner } from "@/components/ui/banner.tsx";
import { AnswerHead } from "./answer-head.tsx";
import { AddressResultRow } from "./address-result-row.tsx";
import { CurlSection } from "./curl-section.tsx";
import { LatencyWaterfall } from "./latency-waterfall.tsx";
import type { TestParse } from "./use-test-parse.ts";
import { parseServerTiming, waterfall } from "./waterfall.ts";

/** The last test's outcome. It stays, dimmed, while the next one runs. */
export function TesterResult({ test }: { test: TestParse }) {
  const t = useTranslations("tester");
  const commandKey = useCommandKey();
  if (test.failed) {
    return (
      <div className="mt-6">
        <ErrorPanel title={t("requestFailed")} error={test.failed.error} onRetry={test.failed.retry} />
      </div>
    );
  }
  if (!test.answered) {
    return (
      <div className="py-16 text-center">
        <p className="font-medium">{t("empty")}</p>
        <p className="mt-1 text-muted">{t("emptyHint", { keys: `${commandKey} ↵` })}</p>
      </div>
    );
  }
  const { input, result } = test.answered;
  const answer = testerAnswer(result.status, result.body);
  return (
    <section
      aria-label={t("results")}
      aria-busy={test.isRunning}
      className={clsx("mt-6 transition-opacity duration-120", test.isRunning && "opacity-60")}
    >
      {answer.kind === "refused" ? (
        <Banner tone="danger">
          <p className="font-medium">
            {t("refused", { gateway: result.viaGateway.name, status: String(answer.status) })}
          </p>
          {answer.message !== "" && <p>{answer.message}</p>}
        </Banner>
      ) : (
        <>
          <AnswerHead response={answer.response} result={result} />
          {missingIncludes(input.include ?? [], answer.response.results).length > 0 && (
            <Banner tone="notice" className="mt-4">
              {t("elementsAlone", { node: answer.response.node.name, gateway: result.viaGateway.name })}
            </Banner>
          )}
          <ol className="mt-4">
            {answer.response.results.map((one, index) => (
              <AddressResultRow
                key={`${result.requestId} ${index}`}
                address={input.addresses[index] ?? ""}
                result={one}
                isOpenAtFirst={index === 0}
              />
            ))}
          </ol>
          <p className="mt-3 text-xs text-muted">{t("legend")}</p>
        </>
      )}
      <div className="mt-8 grid gap-8 lg:grid-cols-2">
        <LatencyWaterfall
          fall={
            result.serverTiming === null
              ? null
              : waterfall(parseServerTiming(result.serverTiming), result.roundTripMs)
          }
        />
        <CurlSection gatewayId={result.viaGateway.id} input={input} />
      </div>
    </section>
  );
}

/** What came back: elements, or the gateway's refusal in its own words. */
type TesterAnswer =
  { kind: "parsed"; response: ParseResponse } | { kind: "refused"; status: number; message: string };

export function testerAnswer(status: number, body: unknown): TesterAnswer {
  const parsed = ParseResponse.safeParse(body);
  if (status === 200 && parsed.success) return { kind: "parsed", response: parsed.data };
  return { kind: "refused", status, message: readProblem(body)?.message ?? "" };
}

"use client";

import type { ParseResponse } from "@meridian/contracts/wire";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { durationFigure, figureText } from "@/client/format/figure.ts";
import type { TestParseResult } from "@/client/query/trpc.ts";
import { CopyButton } from "@/components/copy-button.tsx";
import { Digest } from "@/components/digest.tsx";

type AnswerHeadProps = { response: ParseResponse; result: TestParseResult };

/** Who answered, with what, and how long it took. */
export function AnswerHead({ response, result }: AnswerHeadProps) {
  const t = useTranslations("tester");
  const { node, version, digest, precision } = response;
  const { viaGateway, roundTripMs } = result;
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-1">
      <p>
        <span className="text-muted">{t("answeredBy")}</span> <AgentLink id={node.id} name={node.name} />
        <span className="text-muted"> · {node.region}</span>
      </p>
      <p>
        <span className="text-muted">{t("via")}</span> <AgentLink id={viaGateway.id} name={viaGateway.name} />
      </p>
      <p className="flex items-center gap-2">
        <span className="text-muted">{t("version")}</span> {version} <Digest value={digest} />
        <span className="text-muted">{precision}</span>
      </p>
      <p>
        <span className="text-muted">{t("roundTrip")}</span> {figureText(durationFigure(roundTripMs))}
      </p>
      <div className="ml-auto">
        <CopyButton text={JSON.stringify(response, null, 2)} label={t("copyAnswer")} />
      </div>
    </div>
  );
}

function AgentLink({ id, name }: { id: string; name: string }) {
  return (
    <Link
      href={`/fleet?${new URLSearchParams({ agent: id })}`}
      className="rounded-sm font-medium text-accent-ink hover:underline"
    >
      {name}
    </Link>
  );
}

"use client";

import type { AgentView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { figureText, durationFigure, shareFigure } from "@/client/format/figure.ts";
import { useExactTime } from "@/client/format/time.ts";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Fact, Facts } from "@/components/facts.tsx";

export function AgentIdentity({ agent }: { agent: AgentView }) {
  const t = useTranslations("fleet");
  const exactTime = useExactTime();
  const { certificateState, certificateUntil, speaksMeshTls } = agent;
  const share = agent.weightShare === null ? null : figureText(shareFigure(agent.weightShare));
  return (
    <Facts>
      <Fact name={t("identity.desiredState")}>{t(`memberState.${agent.state}`)}</Fact>
      {agent.role === "inference" && (
        <Fact name={t("identity.weight")}>
          {agent.weight}
          {share !== null && <span className="text-muted"> · {t("identity.share", { share })}</span>}
        </Fact>
      )}
      <Fact name={t("identity.id")}>
        <code className="font-mono text-xs select-all">{agent.id}</code>
      </Fact>
      <Fact name={t("identity.url")}>
        <code className="font-mono text-xs break-all select-all">{agent.advertisedUrl}</code>
      </Fact>
      <Fact name={t("identity.agentVersion")}>{agent.agentVersion ?? "–"}</Fact>
      <Fact name={t("identity.enrolled")}>
        <RelativeTime at={agent.enrolledAt} />
      </Fact>
      <Fact name={t("identity.connected")}>
        {agent.connectedAt ? <RelativeTime at={agent.connectedAt} /> : "–"}
      </Fact>
      <Fact name={t("identity.certificate")}>
        {t(`certificate.${certificateState}`)}
        <span className="text-muted">
          {certificateUntil && <> · {exactTime(certificateUntil)}</>}
          {speaksMeshTls && <> · {t("certificate.mesh")}</>}
        </span>
      </Fact>
      <Fact name={t("identity.clockSkew")}>
        {agent.clockSkewMs === null ? "–" : figureText(durationFigure(agent.clockSkewMs))}
      </Fact>
    </Facts>
  );
}

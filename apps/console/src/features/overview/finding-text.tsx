"use client";

import { useLocale, useTranslations } from "next-intl";
import { durationFigure, figureText, shareFigure } from "@/client/format/figure.ts";
import type { Finding } from "@meridian/contracts/api";
import { p95MsMax, successShareMin } from "@meridian/contracts/status";

const shareText = (share: number) => figureText(shareFigure(share));
const durationText = (ms: number) => figureText(durationFigure(ms));

export function FindingText({ finding }: { finding: Finding }) {
  const t = useTranslations("overview.finding");
  const locale = useLocale();
  const list = (names: readonly string[]) =>
    new Intl.ListFormat(locale, { type: "conjunction" }).format(names);
  switch (finding.kind) {
    case "noNode":
      if (finding.servedBy.length > 0)
        return t("noNodeServed", { region: finding.region, others: list(finding.servedBy) });
      return t(finding.hasOthers ? "noNode" : "noNodeAlone", { region: finding.region });
    case "noGateway":
    case "emptyRegion":
      return t(finding.kind, { region: finding.region });
    case "successLow":
      return t("successLow", {
        region: finding.region,
        share: shareText(finding.share),
        target: shareText(successShareMin),
      });
    case "successLowLately":
      return t("successLowLately", { share: shareText(finding.share), target: shareText(successShareMin) });
    case "p95High":
      return t("p95High", {
        region: finding.region,
        p95: durationText(finding.p95Ms),
        target: durationText(p95MsMax),
      });
    case "rolloutHalted":
      return finding.reason === null
        ? t("rolloutHaltedPlain", { version: finding.version })
        : t("rolloutHalted", { version: finding.version, reason: finding.reason });
    case "pickerFault":
      return t("pickerFault", { gateway: finding.agent });
    case "ahead":
    case "away":
    case "noCertificate":
    case "certificateEnds":
      return t(finding.kind, { agents: list(finding.agents) });
    case "addressClaimed":
      return t("addressClaimed", { agent: finding.agent, url: finding.url });
    case "nack":
      return t("nack", { agent: finding.agent, field: finding.field || "–", reason: finding.reason });
    case "drift":
      return finding.reason === null
        ? t("driftPlain", { agent: finding.agent })
        : t("drift", { agent: finding.agent, reason: finding.reason });
    case "notSaved":
      return t("notSaved", { agent: finding.agent, reason: finding.reason });
    case "outOfRotation":
      return t("outOfRotation", { agent: finding.agent, gateways: list(finding.gateways) });
  }
}

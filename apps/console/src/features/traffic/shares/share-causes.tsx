"use client";

import type { ShareCause, ShareReport } from "@meridian/contracts/shares";
import { useLocale, useTranslations } from "next-intl";
import { StateMark } from "@/components/state-mark.tsx";
import { shareText } from "./shares.ts";

/** Why observed differs from declared; nothing while it does not. */
export function ShareCauses({ report: { causes } }: { report: ShareReport }) {
  const t = useTranslations("traffic.causes");
  if (causes.length === 0) return null;
  return (
    <div className="border-t border-line pt-2.5 text-xs">
      <p className="flex items-center gap-1.5 font-medium text-warning-ink">
        <StateMark state="degraded" className="size-2.5" />
        {t("title")}
      </p>
      <ul className="mt-1 ml-4">
        {causes.map((cause) => (
          <li key={JSON.stringify(cause)} className="text-muted">
            <Cause cause={cause} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Cause({ cause }: { cause: ShareCause }) {
  const t = useTranslations("traffic.causes");
  const locale = useLocale();
  switch (cause.kind) {
    case "node-out": {
      const gateways = cause.out.map(({ gatewayName }) => gatewayName);
      const [first] = cause.out;
      return t("node-out", {
        node: cause.node,
        gateways: new Intl.ListFormat(locale, { type: "conjunction" }).format(gateways),
        why: first?.evidence ?? first?.rule ?? "",
        since: first ? new Intl.DateTimeFormat(locale, { timeStyle: "medium" }).format(first.since) : "",
      });
    }
    case "gateway-behind":
      return t("gateway-behind", { gateway: cause.gateway, revision: cause.revision ?? "–" });
    case "slow-start":
    case "slow":
    case "version":
      return t(cause.kind, { node: cause.node, part: shareText(cause.part) });
    case "panic":
    case "region-empty":
      return t(cause.kind, { region: cause.region });
  }
}

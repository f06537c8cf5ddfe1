"use client";

import type { ShareCause, ShareReport } from "@meridian/contracts/shares";
import clsx from "clsx";
import { useLocale, useTranslations } from "next-intl";
import { useExactTime } from "@/client/format/time.ts";
import { StateMark } from "@/components/state-mark.tsx";
import { shareText } from "./shares.ts";

/** The title and two and a half lines: the half one says that there are more. */
const room = "h-18 border-t border-line pt-2.5 text-xs";

/** Why observed differs from declared. Of fixed height: a cause that comes and goes must not move what is below. */
export function ShareCauses({ report: { causes } }: { report: ShareReport }) {
  const t = useTranslations("traffic.causes");
  if (causes.length === 0) return <p className={clsx(room, "text-muted")}>{t("none")}</p>;
  return (
    <div tabIndex={0} role="group" aria-label={t("title")} className={clsx(room, "overflow-y-auto")}>
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
  const exactTime = useExactTime();
  switch (cause.kind) {
    case "node-out": {
      const gateways = cause.out.map(({ gatewayName }) => gatewayName);
      const [first] = cause.out;
      return t("node-out", {
        node: cause.node,
        gateways: new Intl.ListFormat(locale, { type: "conjunction" }).format(gateways),
        why: first?.evidence ?? first?.rule ?? "",
        since: first ? exactTime(first.since) : "",
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

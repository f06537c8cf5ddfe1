"use client";

import type { EnrolmentTokenView } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useNow } from "@/client/format/clock.ts";
import { timeSpan } from "@/client/format/time-span.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { Button } from "@/components/ui/button.tsx";
import { useAgentDone } from "./agent-confirmation.tsx";
import { settingsCell, SettingsTable } from "../settings-table.tsx";
import { useSettingsProblem } from "../use-settings-problem.ts";

/** Enrolment tokens that nobody has used yet. */
export function AgentTokens({ tokens }: { tokens: readonly EnrolmentTokenView[] }) {
  const t = useTranslations("settings.agents.tokens");
  if (tokens.length === 0) return null;
  const columns = [
    { key: "name", label: t("column.name"), className: "w-full" },
    { key: "region", label: t("column.region"), className: "min-w-28 max-md:hidden" },
    { key: "state", label: t("column.state"), className: "min-w-28 max-md:hidden" },
    { key: "maker", label: t("column.maker"), className: "min-w-32 max-md:hidden" },
    { key: "expires", label: t("column.expires"), className: "min-w-24" },
    { key: "revoke", label: t("revoke"), className: "min-w-16", isLabelHidden: true },
  ];
  return (
    <section className="mt-10">
      <h3 className="font-semibold">{t("title")}</h3>
      <p className="mt-0.5 mb-4 text-muted">{t("sentence")}</p>
      <SettingsTable label={t("title")} columns={columns}>
        <tbody>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </tbody>
      </SettingsTable>
    </section>
  );
}

function TokenRow({ token }: { token: EnrolmentTokenView }) {
  const t = useTranslations("settings.agents");
  const problemOf = useSettingsProblem();
  const done = useAgentDone();
  const { mutate, isPending } = useMutation(
    useTRPC().agent.revokeToken.mutationOptions({
      onSuccess: () => done(t("tokens.revoked")),
      onError: (error) => toast.error(problemOf(error)),
    }),
  );
  const { id, name, role, regionName, state, createdByName, expiresAt } = token;
  return (
    <tr className="border-t border-line">
      <th scope="row" className={clsx(settingsCell, "text-left font-normal")}>
        <span className="font-medium">{name ?? t("tokens.unnamed")}</span>
        <span className="ml-2 text-muted">{t(`role.${role}`)}</span>
      </th>
      <td className={clsx(settingsCell, "max-md:hidden")}>{regionName}</td>
      <td className={clsx(settingsCell, "max-md:hidden")}>
        {role === "inference" ? t(`targetState.${state}`) : "–"}
      </td>
      <td className={clsx(settingsCell, "max-md:hidden")}>{createdByName}</td>
      <td className={clsx(settingsCell, "whitespace-nowrap")}>
        <TimeLeft until={expiresAt} />
      </td>
      <td className={clsx(settingsCell, "text-right")}>
        <Button
          size="small"
          onClick={() => mutate({ tokenId: id })}
          disabledReason={isPending ? t("tokens.revoking") : undefined}
        >
          {t("tokens.revoke")}
        </Button>
      </td>
    </tr>
  );
}

/** "in 59 min" */
function TimeLeft({ until }: { until: Date }) {
  const t = useTranslations();
  const nowMs = useNow();
  if (nowMs === null) return null;
  const { unit, count } = timeSpan(until.getTime() - nowMs);
  return t("settings.agents.tokens.in", { span: t(`time.span.${unit}`, { count }) });
}

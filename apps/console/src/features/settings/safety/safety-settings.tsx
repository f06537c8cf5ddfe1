"use client";

import type { SafetyView } from "@meridian/contracts/api";
import { roleIncludes, type UserRole } from "@meridian/contracts/fleet";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { ErrorPanel } from "@/components/error-panel.tsx";
import { Fact, Facts } from "@/components/facts.tsx";
import { Button } from "@/components/ui/button.tsx";
import { BreakGlass, MendGlass } from "./safety-glass.tsx";
import { GlassState } from "./safety-glass-state.tsx";
import { Freeze, Thaw } from "./safety-freeze.tsx";
import { FreezeState } from "./safety-freeze-state.tsx";
import { Incidents } from "./safety-incidents.tsx";
import { ChangeRules } from "./safety-rules.tsx";
import { SettingsHead } from "../settings-head.tsx";
import { SettingsSkeleton } from "../settings-skeleton.tsx";

type Open = "freeze" | "thaw" | "rules" | "break" | "mend";

export function SafetySettings({ role }: { role: UserRole }) {
  const t = useTranslations("safety");
  const trpc = useTRPC();
  const { data: safety, error, refetch } = useQuery(trpc.safety.get.queryOptions());
  useRefetchOnChange(trpc.safety.pathFilter());
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} />
      {safety ? (
        <Safety safety={safety} role={role} />
      ) : error ? (
        <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={refetch} />
      ) : (
        <SettingsSkeleton />
      )}
    </>
  );
}

function Safety({ safety, role }: { safety: SafetyView; role: UserRole }) {
  const t = useTranslations("safety");
  const [open, setOpen] = useState<Open | null>(null);
  const reasonFor = useRoleReason(role);
  const close = () => setOpen(null);
  const { rules, freeze, breakGlass } = safety;
  const mayFreeze = reasonFor(freeze ? "approver" : "operator");
  return (
    <>
      <Section
        title={t("freeze.title")}
        action={
          <Button onClick={() => setOpen(freeze ? "thaw" : "freeze")} disabledReason={mayFreeze}>
            {freeze ? t("freeze.thaw") : t("freeze.freeze")}
          </Button>
        }
      >
        <FreezeState freeze={freeze} />
      </Section>
      <Section
        title={t("rules.title")}
        action={
          <Button onClick={() => setOpen("rules")} disabledReason={reasonFor("approver")}>
            {t("rules.change")}
          </Button>
        }
      >
        <Facts>
          <Fact name={t("rules.activeRegionsMin")}>{rules.activeRegionsMin}</Fact>
          <Fact name={t("rules.healthyNodesMin")}>{rules.healthyNodesMin}</Fact>
          <Fact name={t("rules.shiftPointsMax")}>{rules.shiftPointsMax}</Fact>
        </Facts>
      </Section>
      <Section
        title={t("glass.title")}
        action={
          <Button
            onClick={() => setOpen(breakGlass ? "mend" : "break")}
            disabledReason={reasonFor("approver")}
          >
            {breakGlass ? t("glass.close") : t("glass.break")}
          </Button>
        }
      >
        <GlassState breakGlass={breakGlass} />
      </Section>
      <Section title={t("incident.title")}>
        <Incidents mayNotClose={reasonFor("operator")} />
      </Section>
      {open === "freeze" && <Freeze onClose={close} />}
      {open === "thaw" && <Thaw onClose={close} />}
      {open === "rules" && <ChangeRules safety={safety} onClose={close} />}
      {open === "break" && <BreakGlass onClose={close} />}
      {open === "mend" && <MendGlass onClose={close} />}
    </>
  );
}

function Section({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid items-start gap-x-8 gap-y-3 border-t border-line py-6 md:grid-cols-[180px_1fr_auto]">
      <h3 className="font-medium">{title}</h3>
      <div className="max-w-140 min-w-0">{children}</div>
      <div>{action}</div>
    </section>
  );
}

/** Why a role may not do what needs another; undefined when it may. */
function useRoleReason(role: UserRole): (needed: UserRole) => string | undefined {
  const t = useTranslations("safety");
  const nameOf = useTranslations("shell.role");
  return (needed) =>
    roleIncludes(role, needed) ? undefined : t("missingRole", { role: nameOf(role), needed: nameOf(needed) });
}

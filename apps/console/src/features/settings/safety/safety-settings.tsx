"use client";

import type { SafetyView } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useMay } from "@/client/session.tsx";
import { Fact, Facts } from "@/components/facts.tsx";
import { Pending } from "@/components/page-state/pending.tsx";
import { Button } from "@/components/ui/button.tsx";
import { BreakGlass, BreakGlassState, CloseBreakGlass } from "./break-glass.tsx";
import { Freeze, FreezeState, Thaw } from "./safety-freeze.tsx";
import { Incidents } from "./safety-incidents.tsx";
import { ChangeRules } from "./safety-rules.tsx";
import { SettingsHead } from "../settings-head.tsx";

type Open = "freeze" | "thaw" | "rules" | "break" | "close";

export function SafetySettings() {
  const t = useTranslations("safety");
  const trpc = useTRPC();
  const { data: safety, error, refetch } = useQuery(trpc.safety.get.queryOptions());
  useRefetchOnChange(trpc.safety.pathFilter());
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} />
      {safety ? <Safety safety={safety} /> : <Pending failed={t("failed")} error={error} onRetry={refetch} />}
    </>
  );
}

function Safety({ safety }: { safety: SafetyView }) {
  const t = useTranslations("safety");
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const { rules, freeze, breakGlass } = safety;
  const mayNotFreeze = useMay(freeze ? "approver" : "operator", "fleet");
  const mayNotApprove = useMay("approver", "fleet");
  return (
    <>
      <Section
        title={t("freeze.title")}
        action={
          <Button onClick={() => setOpen(freeze ? "thaw" : "freeze")} disabledReason={mayNotFreeze}>
            {freeze ? t("freeze.thaw") : t("freeze.freeze")}
          </Button>
        }
      >
        <FreezeState freeze={freeze} />
      </Section>
      <Section
        title={t("rules.title")}
        action={
          <Button onClick={() => setOpen("rules")} disabledReason={mayNotApprove}>
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
          <Button onClick={() => setOpen(breakGlass ? "close" : "break")} disabledReason={mayNotApprove}>
            {breakGlass ? t("glass.close") : t("glass.break")}
          </Button>
        }
      >
        <BreakGlassState breakGlass={breakGlass} />
      </Section>
      <Section title={t("incident.title")}>
        <Incidents />
      </Section>
      {open === "freeze" && <Freeze onClose={close} />}
      {open === "thaw" && <Thaw onClose={close} />}
      {open === "rules" && <ChangeRules safety={safety} onClose={close} />}
      {open === "break" && <BreakGlass onClose={close} />}
      {open === "close" && <CloseBreakGlass onClose={close} />}
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

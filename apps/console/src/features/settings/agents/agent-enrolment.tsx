"use client";

import type { AgentEntry, EnrolmentTokenCreated } from "@meridian/contracts/api";
import type { AgentRole } from "@meridian/contracts/fleet";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useAgentLive, useLiveFigures } from "@/client/live/use-fleet-live.ts";
import { CopyButton } from "@/components/copy-button.tsx";
import { AgentMark } from "@/components/fleet/agent-mark.tsx";
import { agentState, heardViews } from "@meridian/contracts/status";
import { StateMark } from "@/components/state-mark.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { nextStepOf } from "./agent-fields.ts";

type AgentEnrolmentProps = {
  token: EnrolmentTokenCreated;
  role: AgentRole;
  name: string;
  regionId: string;
  agents: readonly AgentEntry[];
  onNext: (role: AgentRole) => void;
  onClose: () => void;
};

/** The command that starts an agent, and how far the agent has come since. */
export function AgentEnrolment({
  token,
  role,
  name,
  regionId,
  agents,
  onNext,
  onClose,
}: AgentEnrolmentProps) {
  const t = useTranslations("settings.agents.enrolment");
  const common = useTranslations("common");
  const figures = useLiveFigures();
  const isLive = (agentId: string) => figures?.agent(agentId)?.presence === "live";
  const isLoaded = (agent: AgentEntry) => agent.reportsReady && isLive(agent.id);
  // Gateways take a node in only after probes of their own: until then an address would find no node.
  const isReady = (agent: AgentEntry) =>
    isLoaded(agent) && heardViews(agent.outOfRotation, (id) => figures?.agent(id)?.presence).length === 0;
  const agent = agents.find(({ enrolmentTokenId }) => enrolmentTokenId === token.id);
  const isDone = agent !== undefined && isReady(agent);
  const progress = () => {
    if (!agent) return t("waiting");
    if (isDone) return t("ready", { name });
    return isLoaded(agent) ? t("joining", { name }) : t(`loading.${role}`, { name });
  };
  const next = nextStepOf(agents.filter((one) => one.regionId === regionId && isReady(one)));
  return (
    <Dialog isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={t("title", { name })}>
      <div className="flex max-h-[calc(72vh-44px)] flex-col gap-4 overflow-y-auto px-6 pt-3 pb-5">
        <p>{t.rich(`what.${role}`, { code })}</p>
        <div className="rounded-md border border-line bg-surface">
          <pre className="px-3 py-2 font-mono text-xs leading-5 break-all whitespace-pre-wrap">
            {token.command}
          </pre>
          <div className="flex justify-end border-t border-line p-1">
            <CopyButton text={token.command} />
          </div>
        </div>
        <p className="text-xs text-muted">{t("once")}</p>
        <p className="text-xs text-muted">{t.rich("elsewhere", { code })}</p>
        <p role="status" className="flex items-center gap-2 border-t border-line pt-4 font-medium">
          <StateMark state={isDone ? "ready" : "loading"} />
          {progress()}
        </p>
        {agent && !isLoaded(agent) && <NotReadyYet agent={agent} />}
        <footer className="flex justify-end gap-2">
          <Button look="quiet" onClick={onClose}>
            {common("close")}
          </Button>
          {isDone &&
            (next === "tester" ? (
              <Button look="primary" asChild>
                <Link href="/tester">{t("toTester")}</Link>
              </Button>
            ) : (
              <Button look="primary" onClick={() => onNext(next)}>
                {t(`next.${next}`)}
              </Button>
            ))}
        </footer>
      </div>
    </Dialog>
  );
}

function code(chunks: ReactNode) {
  return <code className="font-mono wrap-anywhere text-ink">{chunks}</code>;
}

/** An agent that fails says so here; why stands on its page. */
function NotReadyYet({ agent }: { agent: AgentEntry }) {
  const t = useTranslations("settings.agents.enrolment");
  const state = agentState(agent, useAgentLive(agent.id));
  return (
    <p className="-mt-2 flex items-center gap-4">
      <AgentMark state={state} isWordKept />
      <Link
        href={`/fleet?${new URLSearchParams({ agent: agent.id })}`}
        className="rounded-sm text-accent-ink hover:underline"
      >
        {t("details")}
      </Link>
    </p>
  );
}
